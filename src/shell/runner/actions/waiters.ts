/** Words from webhooks that something was reported on a trial commit, for whoever waits for it. */

export interface Waiters {
  tell(commits: string[]): void
  /** Resolves at the next word about the commit; rejects with the signal's reason. */
  next(commit: string, signal: AbortSignal): Promise<void>
}

export function createWaiters(): Waiters {
  const waiting = new Map<string, Set<() => void>>()
  return {
    tell(commits) {
      for (const commit of commits) for (const wake of [...(waiting.get(commit) ?? [])]) wake()
    },
    next: (commit, signal) =>
      new Promise((resolve, reject) => {
        const waiters = waiting.get(commit) ?? new Set()
        waiting.set(commit, waiters)
        const end = () => {
          waiters.delete(wake)
          if (waiters.size === 0) waiting.delete(commit)
        }
        const wake = () => {
          end()
          resolve()
        }
        waiters.add(wake)
        signal.addEventListener('abort', () => {
          end()
          reject(signal.reason)
        })
      }),
  }
}
