/**
 * The budget of one installation, shared by everything that calls GitHub for it. It follows GitHub's documented limits:
 * requests an hour, points a minute, creations a minute and an hour, at most 100 requests at once. GitHub refuses nothing
 * as long as only the bot uses the installation; otherwise GitHub's headers correct the budget.
 */
import { Slots } from '../../concurrency.ts'
import { type Outcome, OutcomeError } from '../../reconcile/github.ts'
import { type Bucket, createBucket } from './bucket.ts'
import type { Cost } from './cost.ts'

/** `command`: a person waits for it, and it may use the whole budget. `rest` leaves a reserve for commands. */
export type Lane = 'command' | 'rest'

type Resource = 'core' | 'graphql'
type Headers = Record<string, string | number | undefined>

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** The part of each limit that only commands may use. */
const RESERVE = 0.1
const AT_ONCE = 100

/** The interface of a budget for callers. */
export type Limits = Pick<Budget, 'wait' | 'run' | 'correct' | 'close'>

export class Budget {
  readonly #now: () => number
  readonly #hourly: Record<Resource, Bucket>
  readonly #points: Record<Resource, Bucket>
  readonly #creations: Bucket[]
  readonly #slots = new Slots(AT_ONCE)
  readonly #closed = { core: 0, graphql: 0 }
  readonly #underWay = { core: 0, graphql: 0 }

  /** @param now milliseconds since the epoch */
  constructor(now: () => number) {
    this.#now = now
    this.#hourly = { core: createBucket(5000, HOUR, now), graphql: createBucket(5000, HOUR, now) }
    this.#points = { core: createBucket(900, MINUTE, now), graphql: createBucket(2000, MINUTE, now) }
    this.#creations = [createBucket(80, MINUTE, now), createBucket(500, HOUR, now)]
  }

  /** Returns the milliseconds until a request of this cost may be sent; 0: now. */
  wait(cost: Cost, lane: Lane): number {
    const reserve = lane === 'command' ? 0 : RESERVE
    const waits = this.#needed(cost).map(({ bucket, amount }) => bucket.wait(amount, reserve * bucket.limit()))
    return Math.max(this.#closedFor(cost), ...waits)
  }

  /** Counts a request and sends it, at most 100 at once. Throws `untried` when not even the reserve is left. */
  async run<T>(cost: Cost, send: () => Promise<T>): Promise<T> {
    const afterMs = this.wait(cost, 'command')
    if (afterMs > 0) throw untried(afterMs)
    for (const { bucket, amount } of this.#needed(cost)) bucket.take(amount)
    const resource = cost.queries + cost.mutations > 0 ? 'graphql' : 'core'
    this.#underWay[resource]++
    try {
      return await this.#slots.run(send)
    } finally {
      this.#underWay[resource]--
    }
  }

  /** Reads the `x-ratelimit-` headers of an answer, before its `run` has ended. */
  correct(headers: Headers): void {
    const resource = headers['x-ratelimit-resource'] ?? 'core'
    const [left, limit, reset] = ['remaining', 'limit', 'reset'].map((name) => Number(headers[`x-ratelimit-${name}`]))
    if (resource !== 'core' && resource !== 'graphql') return
    if (!isCount(left) || !isCount(limit) || limit === 0 || !isCount(reset)) return
    // The server has not counted the other requests under way yet.
    this.#hourly[resource].correct(left - Math.max(0, this.#underWay[resource] - 1), limit, reset * 1000)
  }

  /** Stops requests for a while, because GitHub refused one by a limit. `all`: REST and GraphQL. */
  close(resource: Resource | 'all', forMs: number): void {
    const until = this.#now() + forMs
    if (resource !== 'graphql') this.#closed.core = Math.max(this.#closed.core, until)
    if (resource !== 'core') this.#closed.graphql = Math.max(this.#closed.graphql, until)
  }

  #needed({ reads, writes, queries, points, mutations, creations }: Cost): { bucket: Bucket; amount: number }[] {
    return [
      { bucket: this.#hourly.core, amount: reads + writes },
      { bucket: this.#points.core, amount: reads + 5 * writes },
      { bucket: this.#hourly.graphql, amount: points + mutations },
      { bucket: this.#points.graphql, amount: queries + 5 * mutations },
      ...this.#creations.map((bucket) => ({ bucket, amount: creations })),
    ].filter(({ amount }) => amount > 0)
  }

  #closedFor(cost: Cost): number {
    const core = cost.reads + cost.writes > 0 ? this.#closed.core : 0
    const graphql = cost.queries + cost.mutations > 0 ? this.#closed.graphql : 0
    return Math.max(0, core - this.#now(), graphql - this.#now())
  }
}

const isCount = (value: number | undefined): value is number => value !== undefined && Number.isFinite(value)

/** Returns the outcome of a request that was not sent, because it is over budget. */
export function notYet(afterMs: number): Extract<Outcome, { kind: 'later' }> {
  return { kind: 'later', afterMs, message: 'over the budget of GitHub’s limits for now', untried: true }
}

/** Returns an error with that outcome. */
export function untried(afterMs: number): OutcomeError {
  const outcome = notYet(afterMs)
  return new OutcomeError(outcome.message, outcome)
}
