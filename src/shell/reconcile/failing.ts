/** Questions that get no answer again and again, and since when: people see on the dashboard what is waited for. */

import type { Need } from '../../core/snapshot/queries.ts'
import type { Facts } from '../../core/snapshot/snapshot.ts'
import { needKey } from './queries.ts'

export interface Failing {
  failed(need: Need, now: number): void
  answered(need: Need): void
  /** For how long it has got no answer, in ms. */
  waited(need: Need, now: number): number
  /** Those that failed often enough to be told. */
  list(): NonNullable<Facts['failing']>
  /** Forgets what nobody asks any more (`asked`: keys); true when that changes the list. */
  keepOnly(asked: ReadonlySet<string>): boolean
}

/** One failure passes by itself, as a rule. */
const TOLD_FROM = 3

export function createFailing(): Failing {
  const failures = new Map<string, { need: Need; since: number; times: number }>()
  const list = () =>
    [...failures.values()].flatMap(({ need, since, times }) => (times < TOLD_FROM ? [] : [{ need, since }]))
  return {
    failed(need, now) {
      const known = failures.get(needKey(need))
      failures.set(needKey(need), { need, since: known?.since ?? now, times: (known?.times ?? 0) + 1 })
    },
    waited: (need, now) => now - (failures.get(needKey(need))?.since ?? now),
    answered: (need) => void failures.delete(needKey(need)),
    list,
    keepOnly(asked) {
      const before = list().length
      for (const key of failures.keys()) if (!asked.has(key)) failures.delete(key)
      return list().length < before
    },
  }
}
