/** Lists the repositories: at the start, on a timer, and after webhooks about installations. */

import type { Clock } from '../clock.ts'
import { backoff } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Meter } from '../metrics/meter.ts'
import type { Store } from '../store/store.ts'
import { OutcomeError, type RepoRef } from './github.ts'
import type { AppPort } from './reconciler.ts'

export interface ListingTools {
  app: AppPort
  store: Store
  clock: Clock
  log: Log
  meter: Meter
  /** Takes the list. `isKnown` is false for a missing repository whose installation could not be listed. */
  update(refs: RepoRef[], isKnown: (ref: RepoRef) => boolean): void
  /** Called with a complete list: every installation could be listed. */
  forgetOthers(refs: RepoRef[]): Promise<void>
  onQuiet(): void
}

/**
 * The timers make up for lost webhooks only: webhooks about installations, events of unknown repositories and failing
 * repositories lead to a new listing as well. An empty list is read again sooner, because a setup starts like that.
 */
const LIST_MS = 60 * 60_000
const NONE_MS = 15 * 60_000
const RETRY_MS = 30_000

export class Listing {
  readonly #tools: ListingTools
  #running: Promise<void> | null = null
  #again = false
  #ready = false
  /** Why nothing could be listed at the last attempt; null: something was. */
  #problem: string | null = 'the repositories have not been listed yet'
  #closed = false
  #failures = 0
  /** Milliseconds that GitHub asks to wait after the last failure. */
  #waitMs = 0
  #cancel = () => {}
  #dueAt = 0
  /** How many repositories the last list had. */
  #known = 0

  constructor(tools: ListingTools) {
    this.#tools = tools
  }

  /** Lists the repositories. A request during a listing leads to one more listing after it. */
  list(): Promise<void> {
    if (this.#running) this.#again = true
    else if (!this.#closed) {
      this.#running = this.#work().finally(() => {
        this.#running = null
        this.#tools.onQuiet()
      })
    }
    return this.#running ?? Promise.resolve()
  }

  /** Lists the repositories within `ms`: a failing repository may no longer belong to the App. */
  listWithin(ms: number): void {
    if (!this.#running && this.#dueAt > this.#tools.clock.now() + ms) this.#listIn(ms)
  }

  /** Returns why the repositories are not known, for the operator; null when the last listing found them. */
  problem(): string | null {
    return this.#problem
  }

  isBusy(): boolean {
    return this.#running !== null
  }

  close(): void {
    this.#closed = true
    this.#cancel()
  }

  async #work(): Promise<void> {
    this.#cancel()
    let whole = true
    do {
      this.#again = false
      whole = await this.#listOnce()
    } while (this.#again && !this.#closed)
    this.#failures = whole ? 0 : this.#failures + 1
    if (!whole) this.#tools.meter.error('listing')
    this.#listIn(whole ? this.#regularMs() : this.#retryMs())
  }

  #regularMs(): number {
    return this.#known > 0 ? LIST_MS : NONE_MS
  }

  #retryMs(): number {
    return Math.min(NONE_MS, Math.max(RETRY_MS, backoff(this.#failures - 1), this.#waitMs))
  }

  #listIn(ms: number): void {
    const { clock } = this.#tools
    this.#cancel()
    this.#dueAt = clock.now() + ms
    if (!this.#closed) this.#cancel = clock.after(ms, () => void this.list())
  }

  /** Returns false when a part of the list could not be read. */
  async #listOnce(): Promise<boolean> {
    const { app, store, clock, log, meter, update, forgetOthers } = this.#tools
    const startedAt = clock.now()
    const found = await readList(app, log)
    if (this.#closed) return true
    this.#problem = problemOf(found)
    if (!('refs' in found)) {
      // GitHub does not answer: start with the repositories of the last run.
      const last = this.#ready ? null : await store.repositories()
      if (last && !this.#closed) update(last, () => false)
      return false
    }
    this.#ready = true
    this.#waitMs = found.waitMs
    meter.installations(found.installations)
    this.#known = found.refs.length
    update(found.refs, (ref) => !found.failed.has(ref.installationId))
    await this.#save(found, startedAt)
    if (found.failed.size > 0) return false
    await forgetOthers(found.refs)
    return true
  }

  async #save({ refs, failed }: Found, startedAt: number): Promise<void> {
    const { store, clock, log } = this.#tools
    try {
      await store.finishDeliveries(null, startedAt)
      if (failed.size === 0) {
        await store.saveRepositories(refs)
        // Nobody works on the others: removed, archived or deleted, or their installation is suspended.
        const listed = refs.map(({ repoId }) => repoId)
        await store.finishOtherDeliveries(listed, startedAt)
      }
      await store.trim(clock.now())
    } catch (err) {
      log.warn({ err }, 'Could not store the list of repositories')
    }
  }
}

interface Found {
  /** All that could be asked. */
  installations: number[]
  refs: RepoRef[]
  /** Installations that could not be listed. */
  failed: Set<number>
  /** Why the last of them could not be listed. */
  error?: unknown
  waitMs: number
}

function problemOf(found: Found | { error: unknown }): string | null {
  if (!('refs' in found)) return `the installations cannot be listed: ${messageOf(found.error)}`
  const { installations, failed, error } = found
  if (failed.size === 0 || failed.size < installations.length) return null
  return `the repositories of no installation can be listed: ${messageOf(error)}`
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

async function readList(app: AppPort, log: Log): Promise<Found | { error: unknown }> {
  const installations = await app.installations().catch((error: unknown) => {
    log.error({ err: error }, 'Could not list the installations of the App')
    return { error }
  })
  if ('error' in installations) return installations
  const found: Found = { installations, refs: [], failed: new Set(), waitMs: 0 }
  for (const installation of installations) {
    try {
      found.refs.push(...(await app.repositories(installation)))
    } catch (err) {
      log.error({ installation, err }, 'Could not list the repositories of an installation')
      found.failed.add(installation)
      found.error = err
      found.waitMs = Math.max(found.waitMs, waitAfter(err))
    }
  }
  return found
}

function waitAfter(error: unknown): number {
  return error instanceof OutcomeError && error.outcome.kind === 'later' ? error.outcome.afterMs : 0
}
