/** One of GitHub's limits: so many in any span of so long. A burst goes out at once while it lasts, then evenly. */

export interface Bucket {
  /** Milliseconds until `amount` may go and `reserve` is still left after it; 0: now. */
  wait(amount: number, reserve: number): number
  /** Counts what went; what was not foreseen may overdraw it. */
  take(amount: number): void
  /** What the server says: so many of `limit` are left until then (ms). */
  correct(left: number, limit: number, resetAt: number): void
  limit(): number
}

/**
 * Half of the limit is there at once and the other half comes back evenly over `spanMs`, so that whichever span one looks
 * at, it holds no more than the limit: GitHub does not say when its own begin.
 */
export function createBucket(most: number, spanMs: number, now: () => number): Bucket {
  let limit = most
  let level = limit / 2
  let filledAt = now()
  let renewedAt = Number.POSITIVE_INFINITY
  const rate = () => limit / 2 / spanMs
  const fill = () => {
    const at = now()
    level = at >= renewedAt ? limit / 2 : Math.min(limit / 2, level + Math.max(0, at - filledAt) * rate())
    if (at >= renewedAt) renewedAt = Number.POSITIVE_INFINITY
    filledAt = at
  }
  return {
    wait(amount, reserve) {
      fill()
      // More than the bucket holds goes when it is full.
      const needed = Math.min(amount + reserve, limit / 2)
      return level >= needed ? 0 : Math.ceil((needed - level) / rate())
    },
    take(amount) {
      fill()
      level -= amount
    },
    correct(left, newLimit, resetAt) {
      limit = newLimit
      filledAt = now()
      renewedAt = resetAt > filledAt ? resetAt : Number.POSITIVE_INFINITY
      // What comes back evenly until the reset is spoken for.
      level = Math.min(limit / 2, left - Math.max(0, resetAt - filledAt) * rate())
    },
    limit: () => limit,
  }
}
