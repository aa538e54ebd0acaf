/** Estimates GitHub's clock from its answers: times that the bot notes itself are compared with GitHub's times. */

export interface GitHubClock {
  /** Takes the `Date` header of an answer that has just arrived. */
  seen(date: string | number | undefined): void
  now(): number
}

/** The header has whole seconds and arrives late, so a smaller difference is ignored. */
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
