/** GitHub's clock, as its answers show it: what the bot notes of its own doings is compared with GitHub's times. */

export interface GitHubClock {
  /** The `Date` of an answer that has just come. */
  seen(date: string | number | undefined): void
  now(): number
}

/** The header has whole seconds and is some time under way: less than this is no difference. */
const MATTERS_MS = 2000

export function createGitHubClock(now: () => number): GitHubClock {
  let ahead = 0
  return {
    seen(date) {
      const at = Date.parse(String(date))
      if (Number.isNaN(at)) return
      ahead = Math.abs(at - now()) < MATTERS_MS ? 0 : at - now()
    },
    now: () => now() + ahead,
  }
}
