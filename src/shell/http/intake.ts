/** Takes verified deliveries: Probot hands each to the app, which stores it and marks its repository. */
import type { EmitterWebhookEvent } from '@octokit/webhooks'
import type { Probot } from 'probot'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Meter } from '../metrics/meter.ts'
import type { Hints } from '../reconcile/hints.ts'
import { EVERYTHING } from '../reconcile/hints.ts'
import type { Reconciler } from '../reconcile/reconciler.ts'
import type { Store } from '../store/store.ts'

export interface Delivery {
  guid: string
  event: string
  payload: Record<string, unknown>
}

export interface IntakeOptions {
  /** The app is loaded into it. */
  probot: Probot
  store: Pick<Store, 'addDelivery'>
  reconciler: Pick<Reconciler, 'mark' | 'relist' | 'rightsChanged'>
  /** Returns what an event says may have changed; null: nothing. */
  hintsOf(event: string, payload: unknown, appUserId: number | null): Hints | null
  /** Returns the user id of `SLUG[bot]`; null while it is unknown. */
  appUserId(): number | null
  clock: Clock
  log: Log
  meter: Meter
}

/** Events after which the list of repositories is read again. */
const LIST_AGAIN = new Set(['installation', 'installation_repositories', 'installation_target', 'repository'])

export class Intake {
  readonly #options: IntakeOptions
  readonly #underWay = new Set<Promise<void>>()

  constructor(options: IntakeOptions) {
    this.#options = options
    options.probot.onAny(({ id, name, payload }) => this.#take({ guid: id, event: name, payload: { ...payload } }))
  }

  /** Hands a verified delivery to Probot, whose only handler is `#take`. Rejects when it cannot be stored. */
  async receive(delivery: Delivery): Promise<void> {
    const receiving = this.#receive(delivery)
    this.#underWay.add(receiving)
    await receiving.finally(() => this.#underWay.delete(receiving))
  }

  /** Resolves when no delivery is being stored. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#underWay)
  }

  async #receive({ guid, event, payload }: Delivery): Promise<void> {
    try {
      await this.#options.probot.webhooks.receive({ id: guid, name: event, payload } as EmitterWebhookEvent)
    } catch (error) {
      throw error instanceof AggregateError ? error.errors[0] : error
    }
  }

  async #take({ guid, event, payload }: Delivery): Promise<void> {
    const { store, clock, log, meter } = this.#options
    const repo = idOf(payload.repository)
    const hints = this.#hintsOf(event, payload)
    const receivedAt = clock.now()
    const isNew = await store.addDelivery({ guid, event, repo, hints: hints ?? EVERYTHING, receivedAt })
    log.debug({ delivery: guid, event, repo, isNew }, 'Delivery')
    meter.delivery(event, isNew ? 'stored' : 'repeated')
    if (isNew) this.#mark({ guid, event, payload }, repo, hints, receivedAt)
  }

  #mark({ guid, event, payload }: Delivery, repo: number | null, hints: Hints | null, at: number): void {
    const { reconciler } = this.#options
    const cause = { delivery: guid, at }
    if (LIST_AGAIN.has(event)) void reconciler.relist(cause)
    const installation = event === 'installation' ? idOf(payload.installation) : null
    if (installation !== null && payload.action === 'new_permissions_accepted') reconciler.rightsChanged(installation)
    if (repo !== null && hints) reconciler.mark(repo, hints, cause)
  }

  /** A payload of an unknown shape leads to a full sync. */
  #hintsOf(event: string, payload: unknown): Hints | null {
    const { hintsOf, appUserId, log } = this.#options
    try {
      return hintsOf(event, payload, appUserId())
    } catch (err) {
      log.warn({ event, err }, 'Could not parse a payload; running a full sync')
      return EVERYTHING
    }
  }
}

function idOf(thing: unknown): number | null {
  if (typeof thing !== 'object' || thing === null || !('id' in thing)) return null
  return typeof thing.id === 'number' ? thing.id : null
}
