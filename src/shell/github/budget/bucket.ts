/** A token bucket for one of GitHub's limits: at most `limit` in any span. It allows a burst, then an even rate. */

export interface Bucket {
  /** Returns the milliseconds until `amount` may be taken with `reserve` left after it; 0: now. */
  wait(amount: number, reserve: number): number
  /** Takes an amount. Unforeseen requests may overdraw the bucket. */
  take(amount: number): void
  /** Corrects the bucket by the server's figures. @param resetAt milliseconds since the epoch */
  correct(left: number, limit: number, resetAt: number): void
  limit(): number
}

/**
 * Creates a bucket. Half of the limit is available at once, and the other half returns evenly over `spanMs`, so that no
 * span exceeds the limit, whenever it begins: GitHub does not say when its own spans begin.
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
      // An amount larger than the bucket may go when the bucket is full.
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
      // Subtract what returns evenly until the reset.
      level = Math.min(limit / 2, left - Math.max(0, resetAt - filledAt) * rate())
    },
    limit: () => limit,
  }
}
