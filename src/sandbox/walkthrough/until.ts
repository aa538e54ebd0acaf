/** Waits for actions of the bot by polling, with a deadline. */

const everyMs = 100
/** Long because machines may be slow; only a failure waits until the end. */
const deadlineMs = 90_000

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/**
 * Polls until `probe` returns a truthy value.
 * @param what the awaited event, for the message
 * @throws Error with the last error of `probe` when the deadline passes
 */
export async function until<T>(what: string, probe: () => Promise<T | null | undefined | false>): Promise<T> {
  const end = performance.now() + deadlineMs
  for (;;) {
    let lastError = ''
    try {
      const found = await probe()
      if (found) return found
    } catch (error) {
      lastError = ` (${error instanceof Error ? error.message : String(error)})`
    }
    if (performance.now() > end) throw new Error(`waited ${deadlineMs / 1000} seconds for: ${what}${lastError}`)
    await pause(everyMs)
  }
}

/** @throws Error with the message when the condition does not hold */
export function expect(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message)
}
