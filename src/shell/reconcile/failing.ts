/** Questions that get no answer again and again, and since when: people see on the dashboard what is waited for. */

import { type Query, queryKey } from '../../core/snapshot/queries.ts'
import type { SnapshotData } from '../../core/snapshot/snapshot.ts'

export interface Failing {
  failed(query: Query, now: number): void
  answered(query: Query): void
  /** For how long it has got no answer, in ms. */
  waited(query: Query, now: number): number
  /** Those that failed often enough to be told. */
  list(): NonNullable<SnapshotData['failing']>
  /** Forgets what nobody asks any more (`asked`: keys); true when that changes the list. */
  keepOnly(asked: ReadonlySet<string>): boolean
}

/** One failure passes by itself, as a rule. */
const TOLD_FROM = 3

export function createFailing(): Failing {
  const failures = new Map<string, { query: Query; since: number; times: number }>()
  const list = () =>
    [...failures.values()].flatMap(({ query, since, times }) => (times < TOLD_FROM ? [] : [{ query, since }]))
  return {
    failed(query, now) {
      const known = failures.get(queryKey(query))
      failures.set(queryKey(query), { query, since: known?.since ?? now, times: (known?.times ?? 0) + 1 })
    },
    waited: (query, now) => now - (failures.get(queryKey(query))?.since ?? now),
    answered: (query) => void failures.delete(queryKey(query)),
    list,
    keepOnly(asked) {
      const before = list().length
      for (const key of failures.keys()) if (!asked.has(key)) failures.delete(key)
      return list().length < before
    },
  }
}
