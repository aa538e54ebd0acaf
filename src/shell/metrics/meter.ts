/** What the bot counts of itself. A port, so that the rooms need no registry and tests may leave it out. */

/** What became of a delivery when it came in. */
type DeliveryResult = 'stored' | 'repeated' | 'refused' | 'failed'

/** What went wrong; each is logged with its words as well. */
type ErrorKind = 'delivery' | 'cycle' | 'question' | 'action' | 'fault' | 'listing'

export interface Budget {
  /** Id of the installation; null: the App itself. */
  installation: number | null
  /** GitHub's name for what is counted apart: `core`, `graphql`. */
  resource: string
  left: number
  limit: number
}

export interface Meter {
  /** `event`: GitHub's name; only those of verified deliveries, so that nobody else can make series up. */
  delivery(event: string, result: DeliveryResult): void
  /** Milliseconds from a delivery's arrival until everything that follows from it was done. */
  lag(ms: number): void
  /** `route` has no numbers or names in it; `status` 0: no answer. */
  request(route: string, status: number, ms: number): void
  budget(budget: Budget): void
  /** These installations are there; what was measured of others no longer holds. */
  installations(ids: readonly number[]): void
  /** An action was tried; `outcome` is the kind of its `Outcome`. */
  action(kind: string, outcome: string): void
  /** A repository was gone through; `end` is how it ended. */
  cycle(end: string, ms: number): void
  error(kind: ErrorKind): void
}

const nothing = () => {}

/** Counts nothing. */
export const silentMeter: Meter = {
  delivery: nothing,
  lag: nothing,
  request: nothing,
  budget: nothing,
  installations: nothing,
  action: nothing,
  cycle: nothing,
  error: nothing,
}
