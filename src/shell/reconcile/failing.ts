/** What goes wrong again and again: queries without an answer, actions that are put off, errors of the bot's own. */
import { type Query, queryKey } from '../../core/snapshot/queries.ts'
import type { SnapshotData } from '../../core/snapshot/snapshot.ts'
import type { Log } from '../log.ts'
import type { Decision } from './decision.ts'

/** Queries that get no answer, and since when: people see on the dashboard what is waited for. */
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

/** Counts how often an action was put off in a row, so that one which never works does not hold up all others. */
export interface LaterCount {
  /** True when the action should be set aside now. */
  putOff(key: string, afterMs: number): boolean
  done(key: string): void
}

const TIMES_PUT_OFF = 3
/** A wait this long is a rate limit, which is nothing about the action itself. */
const RATE_LIMIT_MS = 60_000

export function createLaterCount(): LaterCount {
  const counts = new Map<string, number>()
  return {
    putOff(key, afterMs) {
      if (afterMs >= RATE_LIMIT_MS) return false
      const count = (counts.get(key) ?? 0) + 1
      counts.set(key, count)
      if (count < TIMES_PUT_OFF) return false
      counts.delete(key)
      return true
    },
    done: (key) => void counts.delete(key),
  }
}

/** Logs each error of the bot's own when it comes up, not at every look. Gives those that are new. */
export type FaultLog = (faults: Decision['faults']) => NonNullable<Decision['faults']>

export function createFaultLog(log: Log): FaultLog {
  let known = new Set<string>()
  return (faults = []) => {
    const fresh = faults.filter((fault) => !known.has(faultKey(fault)))
    for (const { issue, error } of fresh)
      log.error({ issue, err: error }, 'Unexpected error while processing an issue; it is skipped')
    known = new Set(faults.map(faultKey))
    return fresh
  }
}

const faultKey = ({ issue, error }: NonNullable<Decision['faults']>[number]): string => `${issue} ${error.stack}`
