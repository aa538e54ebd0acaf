const longest = 5 * 60_000

/** Milliseconds to wait after so many failures in a row, the last one not counted: 1 s, doubled, at most 5 minutes. */
export function backoff(failures: number): number {
  return Math.min(longest, 1000 * 2 ** Math.min(failures, 20))
}
