/**
 * One budget for each installation, shared by everything that calls GitHub for it, as GitHub documents its limits:
 * requests an hour, points a minute, creations a minute and an hour, at most 100 requests at once. Nothing is refused by
 * GitHub as long as the bot alone uses it; where others do, too, GitHub's own headers correct it.
 */

import { Slots } from '../../concurrency.ts'
import type { Outcome } from '../../ports.ts'
import { createBucket } from './bucket.ts'
import type { Cost } from './cost.ts'

/** `command`: somebody waits for it, and it may use all there is. `rest` leaves a reserve for those. */
export type Lane = 'command' | 'rest'

export interface Budget {
  /** Milliseconds until something that costs this may begin; 0: now. */
  wait(cost: Cost, lane: Lane): number
  /** Counts a request and runs it, 100 of them at once. Throws an `Untried` where not even the reserve is left. */
  run<T>(cost: Cost, send: () => Promise<T>): Promise<T>
  /** Reads the `x-ratelimit-` headers of an answer, before its `run` has ended. */
  correct(headers: Headers): void
  /** GitHub refused by a limit: nothing of this kind goes out for so long. `all`: nothing at all. */
  close(resource: Resource | 'all', forMs: number): void
}

export type Resource = 'core' | 'graphql'
type Headers = Record<string, string | number | undefined>

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** The part of each limit that only commands may use. */
const RESERVE = 0.1
const AT_ONCE = 100

export function createBudget(now: () => number): Budget {
  const hourly = { core: createBucket(5000, HOUR, now), graphql: createBucket(5000, HOUR, now) }
  const points = { core: createBucket(900, MINUTE, now), graphql: createBucket(2000, MINUTE, now) }
  const creations = [createBucket(80, MINUTE, now), createBucket(500, HOUR, now)]
  const slots = new Slots(AT_ONCE)
  const closed = { core: 0, graphql: 0 }
  const underWay = { core: 0, graphql: 0 }

  const parts = ({ reads, writes, queries, mutations, creations: made }: Cost) => [
    { bucket: hourly.core, amount: reads + writes },
    { bucket: points.core, amount: reads + 5 * writes },
    // What a document costs is known by its answer only; the headers tell.
    { bucket: hourly.graphql, amount: queries + mutations },
    { bucket: points.graphql, amount: queries + 5 * mutations },
    ...creations.map((bucket) => ({ bucket, amount: made })),
  ]
  const needed = (cost: Cost) => parts(cost).filter(({ amount }) => amount > 0)
  const closedFor = (cost: Cost): number => {
    const core = cost.reads + cost.writes > 0 ? closed.core : 0
    const graphql = cost.queries + cost.mutations > 0 ? closed.graphql : 0
    return Math.max(0, core - now(), graphql - now())
  }
  const wait: Budget['wait'] = (cost, lane) => {
    const reserve = lane === 'command' ? 0 : RESERVE
    const waits = needed(cost).map(({ bucket, amount }) => bucket.wait(amount, reserve * bucket.limit()))
    return Math.max(closedFor(cost), ...waits)
  }

  return {
    wait,
    async run(cost, send) {
      const afterMs = wait(cost, 'command')
      if (afterMs > 0) throw untried(afterMs)
      for (const { bucket, amount } of needed(cost)) bucket.take(amount)
      const resource = cost.queries + cost.mutations > 0 ? 'graphql' : 'core'
      underWay[resource]++
      try {
        return await slots.run(send)
      } finally {
        underWay[resource]--
      }
    },
    correct(headers) {
      const resource = headers['x-ratelimit-resource'] ?? 'core'
      const [left, limit, reset] = ['remaining', 'limit', 'reset'].map((name) => Number(headers[`x-ratelimit-${name}`]))
      if (resource !== 'core' && resource !== 'graphql') return
      if (!isCount(left) || !isCount(limit) || limit === 0 || !isCount(reset)) return
      // The server has not counted the others that are under way.
      hourly[resource].correct(left - Math.max(0, underWay[resource] - 1), limit, reset * 1000)
    },
    close(resource, forMs) {
      const until = now() + forMs
      if (resource !== 'graphql') closed.core = Math.max(closed.core, until)
      if (resource !== 'core') closed.graphql = Math.max(closed.graphql, until)
    },
  }
}

const isCount = (value: number | undefined): value is number => value !== undefined && Number.isFinite(value)

/** For what GitHub was not even asked, because the budget does not allow it yet. */
export function notYet(afterMs: number): Extract<Outcome, { kind: 'later' }> {
  return { kind: 'later', afterMs, message: 'GitHub’s limits leave no room for it yet', untried: true }
}

/** The error that says so. */
export const untried = (afterMs: number): Error =>
  Object.assign(new Error('GitHub’s limits leave no room for it yet'), { outcome: notYet(afterMs) })
