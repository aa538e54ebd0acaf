/** Which repositories there are: asked at start, on a timer, and when GitHub says that installations changed. */
import { backoff } from '../backoff.ts'
import type { Log } from '../log.ts'
import type { Meter } from '../metrics/meter.ts'
import type { Outcome, RepoRef } from '../ports.ts'
import type { Store } from '../store/store.ts'
import type { Clock } from './clock.ts'
import type { AppPort } from './loop.ts'

export interface ListingTools {
  app: AppPort
  store: Store
  clock: Clock
  log: Log
  meter: Meter
  /** `isKnown` tells whether a repository that is not in the list is really gone: its installation may have failed. */
  update(refs: RepoRef[], isKnown: (ref: RepoRef) => boolean): void
  /** These are all there are: every installation could be listed. */
  forgetOthers(refs: RepoRef[]): Promise<void>
  onQuiet(): void
}

export interface Listing {
  start(): Promise<void>
  /** One listing at a time; one that is asked for meanwhile begins when it has ended. */
  list(): Promise<void>
  /** Something is wrong with a repository: whether it is still there for the App, a listing says soon. */
  listWithin(ms: number): void
  isReady(): boolean
  isBusy(): boolean
  close(): void
}

/**
 * Webhooks tell of installations, any event of a repository that is not known has the list read again, and so has a
 * repository that fails. A list of none is read again soon: that is how a set-up begins.
 */
const LIST_MS = 60 * 60_000
const NONE_MS = 15 * 60_000
const RETRY_MS = 30_000

export function createListing(tools: ListingTools): Listing {
  const { app, store, clock, log, meter } = tools
  let running: Promise<void> | null = null
  let again = false
  let ready = false
  let closed = false
  let failures = 0
  /** What GitHub, or its limits, want to be waited after the last failure. */
  let waitMs = 0
  let cancel = () => {}
  let dueAt = 0
  /** How many repositories the last list had. */
  let known = 0

  function list(): Promise<void> {
    if (running) again = true
    else if (!closed) {
      running = work().finally(() => {
        running = null
        tools.onQuiet()
      })
    }
    return running ?? Promise.resolve()
  }

  async function work(): Promise<void> {
    cancel()
    let whole = true
    do {
      again = false
      whole = await listOnce()
    } while (again && !closed)
    failures = whole ? 0 : failures + 1
    if (!whole) meter.error('listing')
    listIn(
      whole ? (known > 0 ? LIST_MS : NONE_MS) : Math.min(NONE_MS, Math.max(RETRY_MS, backoff(failures - 1), waitMs)),
    )
  }

  function listIn(ms: number): void {
    cancel()
    dueAt = clock.now() + ms
    if (!closed) cancel = clock.after(ms, () => void list())
  }

  /** False when a part of the list could not be had. */
  async function listOnce(): Promise<boolean> {
    const startedAt = clock.now()
    const found = await ask(app, log)
    waitMs = found?.waitMs ?? 0
    if (closed) return true
    if (!found) {
      // GitHub does not answer: what was there the last time is most likely there still.
      if (!ready) tools.update(await store.repositories(), () => false)
      return false
    }
    ready = true
    known = found.refs.length
    tools.update(found.refs, (ref) => !found.failed.has(ref.installationId))
    try {
      if (found.failed.size === 0) await store.saveRepositories(found.refs)
      await store.finishDeliveries(null, startedAt)
      await store.trim(clock.now())
    } catch (err) {
      log.warn({ err }, 'The list of repositories could not be stored')
    }
    if (found.failed.size > 0) return false
    await tools.forgetOthers(found.refs)
    return true
  }

  return {
    list,
    listWithin(ms) {
      if (!running && dueAt > clock.now() + ms) listIn(ms)
    },
    start: list,
    isReady: () => ready,
    isBusy: () => running !== null,
    close() {
      closed = true
      cancel()
    },
  }
}

interface Found {
  refs: RepoRef[]
  /** Installations that could not be listed. */
  failed: Set<number>
  waitMs: number
}

async function ask(app: AppPort, log: Log): Promise<Found | null> {
  const installations = await app.installations().catch((err) => {
    log.error({ err }, 'The installations of the App could not be listed')
    return null
  })
  if (!installations) return null
  const found: Found = { refs: [], failed: new Set(), waitMs: 0 }
  for (const installation of installations) {
    try {
      found.refs.push(...(await app.repositories(installation)))
    } catch (err) {
      log.error({ installation, err }, 'The repositories of an installation could not be listed')
      found.failed.add(installation)
      found.waitMs = Math.max(found.waitMs, waitAfter(err))
    }
  }
  return found
}

function waitAfter(error: unknown): number {
  const outcome = error instanceof Error && 'outcome' in error ? (error.outcome as Outcome) : null
  return outcome?.kind === 'later' ? outcome.afterMs : 0
}
