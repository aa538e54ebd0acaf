/** Waiting for what the bot does: by looking again, with a deadline. */

const everyMs = 100
/** Long, because it is waited out only when something is wrong, and machines may be slow. */
const deadlineMs = 90_000

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/**
 * Looks again until `probe` gives something.
 * @param what what is waited for, for the message
 * @throws Error when it has not come in time, with what the last look ended in
 */
export async function until<T>(what: string, probe: () => Promise<T | null | undefined | false>): Promise<T> {
  const end = performance.now() + deadlineMs
  for (;;) {
    let trouble = ''
    try {
      const found = await probe()
      if (found) return found
    } catch (error) {
      trouble = ` (${error instanceof Error ? error.message : String(error)})`
    }
    if (performance.now() > end) throw new Error(`waited ${deadlineMs / 1000} seconds for: ${what}${trouble}`)
    await pause(everyMs)
  }
}

/** @throws Error with the message when the condition does not hold */
export function expect(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message)
}
