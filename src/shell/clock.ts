/** Time as the bot sees it, so that tests can move it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Runs `run` once after `ms`. The returned function cancels it. */
  after(ms: number, run: () => void): () => void
}

/** The longest delay of a Node timer; a longer one fires at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, Math.min(Math.max(ms, 0), LONGEST_TIMER_MS))
    return () => clearTimeout(timer)
  },
}

/** Resolves after `ms`. Rejects with the signal's reason when the signal is aborted first. */
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

/**
 * Returns the milliseconds to wait after a failure: 1 s, doubled for each earlier one, at most 5 minutes.
 *
 * @param failures failures in a row before the last one
 */
export function backoff(failures: number): number {
  return Math.min(LONGEST_BACKOFF_MS, 1000 * 2 ** Math.min(failures, 20))
}
