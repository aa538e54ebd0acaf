/** Repeated failures: queries without an answer, deferred actions, internal errors. */
import { type Query, queryKey } from '../../core/snapshot/queries.ts'
import type { SnapshotData } from '../../core/snapshot/snapshot.ts'
import type { Log } from '../log.ts'
import type { Decision } from './decision.ts'

/** Queries that get no answer, and since when. The dashboard shows them. */
export interface Failing {
  failed(query: Query, now: number): void
  answered(query: Query): void
  /** Returns for how long the query has had no answer, in milliseconds. */
  waited(query: Query, now: number): number
  /** Returns the queries that failed often enough to be reported. */
  list(): NonNullable<SnapshotData['failing']>
  /** Forgets queries that are no longer asked. Returns whether that changed the list. @param asked keys of queries */
  keepOnly(asked: ReadonlySet<string>): boolean
}

/** Failures in a row before a query is reported: a single failure usually passes by itself. */
const REPORTED_FROM = 3

export function createFailing(): Failing {
  const failures = new Map<string, { query: Query; since: number; times: number }>()
  const list = () =>
    [...failures.values()].flatMap(({ query, since, times }) => (times < REPORTED_FROM ? [] : [{ query, since }]))
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

/** Counts how often an action was deferred in a row, so that one that never works does not hold up all others. */
export interface LaterCount {
  /** Counts a deferral. Returns whether the action should be quarantined now. */
  defer(key: string, afterMs: number): boolean
  done(key: string): void
}

const MOST_DEFERRALS = 3
/** A wait this long is a rate limit, which is not specific to the action. */
const RATE_LIMIT_MS = 60_000

export function createLaterCount(): LaterCount {
  const counts = new Map<string, number>()
  return {
    defer(key, afterMs) {
      if (afterMs >= RATE_LIMIT_MS) return false
      const count = (counts.get(key) ?? 0) + 1
      counts.set(key, count)
      if (count < MOST_DEFERRALS) return false
      counts.delete(key)
      return true
    },
    done: (key) => void counts.delete(key),
  }
}

/** Logs each internal error once, not in every cycle. Returns the new ones. */
export type FaultLog = (faults: Decision['faults']) => NonNullable<Decision['faults']>

export function createFaultLog(log: Log): FaultLog {
  let known = new Set<string>()
  return (faults = []) => {
    const fresh = faults.filter((fault) => !known.has(faultKey(fault)))
    for (const { issue, error } of fresh)
      log.error({ issue, err: error }, 'Unexpected error while processing an issue; quarantined')
    known = new Set(faults.map(faultKey))
    return fresh
  }
}

const faultKey = ({ issue, error }: NonNullable<Decision['faults']>[number]): string => `${issue} ${error.stack}`
