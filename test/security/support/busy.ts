/** How long this thread itself was busy: a machine with much else to do does not count against the code. */

/** Milliseconds of this thread's processor since the start. */
const spent = (): number => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

/** The least of a few runs: the first ones also pay for compiling the code. */
export function busyMs(work: () => unknown, runs = 3): number {
  let least = Number.POSITIVE_INFINITY
  for (let run = 0; run < runs; run += 1) {
    const before = spent()
    work()
    least = Math.min(least, spent() - before)
  }
  return least
}

/** The longest stretch this thread was busy without looking at anything else while `work` was under way. */
export async function longestTurnMs(work: () => Promise<unknown>): Promise<number> {
  let longest = 0
  let last = spent()
  let timer = setImmediate(function look() {
    const now = spent()
    longest = Math.max(longest, now - last)
    last = now
    timer = setImmediate(look)
  })
  await work().finally(() => clearImmediate(timer))
  return Math.max(longest, spent() - last)
}

export const median = (numbers: number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0
