/** Counts how often an action was put off in a row, so that one which never works does not hold up all others. */
export interface LaterCount {
  /** True when the action should be set aside now. */
  putOff(key: string, afterMs: number): boolean
  done(key: string): void
}

const TIMES = 3
/** A wait this long is a rate limit, which is nothing about the action itself. */
const RATE_LIMIT_MS = 60_000

export function createLaterCount(): LaterCount {
  const counts = new Map<string, number>()
  return {
    putOff(key, afterMs) {
      if (afterMs >= RATE_LIMIT_MS) return false
      const count = (counts.get(key) ?? 0) + 1
      counts.set(key, count)
      if (count < TIMES) return false
      counts.delete(key)
      return true
    },
    done: (key) => void counts.delete(key),
  }
}
