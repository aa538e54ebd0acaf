/** Time as the bot sees it, so that tests can move it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Runs `run` once after `ms`; the returned function calls it off. */
  after(ms: number, run: () => void): () => void
}

/** The longest delay a timer of Node can have; longer ones fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, Math.min(Math.max(ms, 0), LONGEST_TIMER_MS))
    return () => clearTimeout(timer)
  },
}

/** Resolves after `ms`, rejects with the signal's reason when it is aborted before. */
export function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const cancel = clock.after(ms, resolve)
    signal.addEventListener('abort', () => {
      cancel()
      reject(signal.reason)
    })
  })
}

const LONGEST_BACKOFF_MS = 5 * 60_000

/** Milliseconds to wait after so many failures in a row, the last one not counted: 1 s, doubled, at most 5 minutes. */
export function backoff(failures: number): number {
  return Math.min(LONGEST_BACKOFF_MS, 1000 * 2 ** Math.min(failures, 20))
}
