import type { Clock, Viewer } from '../domain/forge.ts'

interface Spent {
  limit: number
  remaining: number
  used: number
  /** Milliseconds. */
  resetAt: number
}

/** GitHub's hourly points of GraphQL, for each account. */
export interface Rate {
  /** Consumes points of the hour and of the minute. With `limited`, it returns which of the two is used up. */
  spend(viewer: Viewer, points: number, isMutation: boolean, limited: boolean): Spent | 'primary' | 'secondary'
  /** The `x-ratelimit-` headers of the answer. */
  headers(viewer: Viewer): Record<string, string>
}

const perHour = 5_000
const hour = 3_600_000
/** The secondary limit: a query costs 1 of these, a mutation 5. */
const perMinute = 2_000
const minute = 60_000

interface Window {
  used: number
  resetAt: number
}

export function createRate(clock: Clock): Rate {
  const windows = new Map<string, Window>()
  const windowOf = (viewer: Viewer, length = hour): Window => {
    const key = `${length}:${'user' in viewer ? viewer.user.id : 0}`
    const now = clock.now()
    const known = windows.get(key)
    const window = known && known.resetAt > now ? known : { used: 0, resetAt: now + length }
    windows.set(key, window)
    return window
  }
  const shown = ({ used, resetAt }: Window): Spent => ({
    limit: perHour,
    remaining: Math.max(0, perHour - used),
    used,
    resetAt,
  })
  return {
    spend(viewer, points, isMutation, limited) {
      const hourly = windowOf(viewer)
      const short = windowOf(viewer, minute)
      const effort = isMutation ? 5 : 1
      if (limited && hourly.used + points > perHour) return 'primary'
      if (limited && short.used + effort > perMinute) return 'secondary'
      hourly.used += points
      short.used += effort
      return shown(hourly)
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
