import type { Clock, Viewer } from '../../forge/forge.ts'

export interface Spent {
  limit: number
  remaining: number
  used: number
  /** Milliseconds. */
  resetAt: number
}

/** GitHub's hourly points of GraphQL, for each account. */
export interface Rate {
  /** Takes points; null when `limited` and they are used up. */
  spend(viewer: Viewer, points: number, limited: boolean): Spent | null
  /** The `x-ratelimit-` headers of the answer. */
  headers(viewer: Viewer): Record<string, string>
}

const perHour = 5_000
const hour = 3_600_000

export function createRate(clock: Clock): Rate {
  const windows = new Map<number, { used: number; resetAt: number }>()
  const windowOf = (viewer: Viewer) => {
    const key = 'user' in viewer ? viewer.user.id : 0
    const now = clock.now()
    const known = windows.get(key)
    const window = known && known.resetAt > now ? known : { used: 0, resetAt: now + hour }
    windows.set(key, window)
    return window
  }
  const shown = ({ used, resetAt }: { used: number; resetAt: number }): Spent => ({
    limit: perHour,
    remaining: Math.max(0, perHour - used),
    used,
    resetAt,
  })
  return {
    spend(viewer, points, limited) {
      const window = windowOf(viewer)
      if (limited && window.used + points > perHour) return null
      window.used += points
      return shown(window)
    },
    headers(viewer) {
      const { limit, remaining, used, resetAt } = shown(windowOf(viewer))
      return {
        'x-ratelimit-limit': String(limit),
        'x-ratelimit-remaining': String(remaining),
        'x-ratelimit-used': String(used),
        'x-ratelimit-reset': String(Math.floor(resetAt / 1000)),
        'x-ratelimit-resource': 'graphql',
      }
    },
  }
}
