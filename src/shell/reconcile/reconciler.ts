/** Reconciles all repositories of all installations, each with a worker of its own. */
import { isDeepStrictEqual } from 'node:util'
import { Slots } from '../concurrency.ts'
import type { Log } from '../log.ts'
import { type Meter, silentMeter } from '../metrics/meter.ts'
import type { Store } from '../store/store.ts'
import { type Cause, createCauses, deliveriesOf } from './causes.ts'
import type { GitHub, RepoRef } from './github.ts'
import type { Hints } from './hints.ts'
import { EVERYTHING } from './hints.ts'
import { Listing } from './listing.ts'
import { RepositoryWorker, type WorkerTools } from './worker.ts'
import type { Activity } from './worker-state.ts'

/** The port to the App on GitHub. */
export interface AppPort {
  installations(): Promise<number[]>
  repositories(installationId: number): Promise<RepoRef[]>
  repository(ref: RepoRef): GitHub
}

export interface ReconcilerOptions
  extends Omit<WorkerTools, 'github' | 'meter' | 'cycleSlots' | 'jobSlots' | 'onStop' | 'onFail' | 'onQuiet'> {
  app: AppPort
  store: Store
  log: Log
  meter?: Meter
  /** How many repositories are reconciled at once, and how many trials run at once. */
  cyclesAtOnce?: number
  jobsAtOnce?: number
  /** Deletes the data of repositories that are no longer listed. Missing: nothing is deleted. */
  forgetOthers?(isListed: (repoId: number) => boolean): Promise<void>
}

/** When to list again: a repository that is gone may come back, and one that fails may be gone. */
const AFTER_STOP_MS = 15 * 60_000
const AFTER_FAILURE_MS = 5 * 60_000

export class Reconciler {
  readonly #options: ReconcilerOptions
  readonly #meter: Meter
  readonly #cycleSlots: Slots
  readonly #jobSlots: Slots
  readonly #workers = new Map<number, RepositoryWorker>()
  readonly #closing = new Map<number, Promise<void>>()
  readonly #listing: Listing
  /** Deliveries that the next listing answers. */
  readonly #causes = createCauses()
  #waiters: (() => void)[] = []

  constructor(options: ReconcilerOptions) {
    const { app, store, clock, log, meter = silentMeter, cyclesAtOnce = 4, jobsAtOnce = 2 } = options
    this.#options = options
    this.#meter = meter
    this.#cycleSlots = new Slots(cyclesAtOnce)
    this.#jobSlots = new Slots(jobsAtOnce)
    this.#listing = new Listing({
      app,
      store,
      clock,
      log,
      meter,
      update: (refs, isKnown) => this.#update(refs, isKnown),
      forgetOthers: (refs) => this.#forgetOthers(refs),
      onQuiet: () => this.#checkQuiet(),
    })
  }

  /** Lists the repositories and starts their workers. From then on, timers list and read again. */
  start(): Promise<void> {
    return this.#listing.list()
  }

  /** Enqueues a repository for reconciliation; an unknown id triggers a new listing. */
  mark(repoId: number, hints: Partial<Hints>, cause?: Cause): void {
    const worker = this.#workers.get(repoId)
    if (worker) worker.mark(hints, cause)
    else void this.#listing.list()
  }

  /** Lists again, because the App may have been installed or removed somewhere. */
  relist(cause?: Cause): Promise<void> {
    if (cause) this.#causes.add(cause)
    return this.#listing.list()
  }

  /** Retries what was refused, because an owner accepted new permissions for this installation. */
  rightsChanged(installationId: number): void {
    for (const worker of this.#workers.values())
      if (worker.ref.installationId === installationId) worker.rightsChanged()
  }

  /**
   * Returns why the bot does no work, for the operator: nothing can be listed, or every repository that was looked at
   * fails. Null when it works. Names no repository.
   */
  notReady(): string | null {
    const problem = this.#listing.problem()
    if (problem !== null) return problem
    const ends = [...this.#workers.values()].flatMap((worker) => worker.lastEnd() ?? [])
    const failed = ends.flatMap(({ failure }) => failure ?? [])
    const [first] = failed
    return first !== undefined && failed.length === ends.length ? `every look at a repository fails: ${first}` : null
  }

  /** Counts the repositories by activity. */
  activities(): Record<Activity, number> {
    const counts = { idle: 0, queued: 0, running: 0, waiting: 0 }
    for (const worker of this.#workers.values()) counts[worker.activity()]++
    return counts
  }

  /** Resolves when nothing is marked, queued or running. Work for a later time does not count. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiters.push(resolve)
      this.#checkQuiet()
    })
  }

  /** Waits for the actions under way, aborts trials, and releases the leases. */
  async close(): Promise<void> {
    this.#listing.close()
    for (const id of [...this.#workers.keys()]) this.#drop(id)
    await Promise.allSettled(this.#closing.values())
    await this.#options.store.releaseLeases(this.#options.holder)
  }

  #add(ref: RepoRef, why: Cause[]): void {
    const tools: WorkerTools = {
      ...this.#options,
      github: this.#options.app.repository(ref),
      meter: this.#meter,
      cycleSlots: this.#cycleSlots,
      jobSlots: this.#jobSlots,
      onQuiet: () => this.#checkQuiet(),
      onStop: (message) => this.#stopped(ref, message),
      onFail: () => this.#listing.listWithin(AFTER_FAILURE_MS),
    }
    const worker = new RepositoryWorker(tools, ref)
    this.#workers.set(ref.repoId, worker)
    const [first, ...others] = why
    worker.mark(EVERYTHING, first)
    for (const cause of others) worker.mark({}, cause)
  }

  #stopped(ref: RepoRef, message: string): void {
    this.#options.log.info({ repository: nameOf(ref), message }, 'No longer working on this repository')
    this.#drop(ref.repoId)
    this.#listing.listWithin(AFTER_STOP_MS)
  }

  #drop(id: number): void {
    const worker = this.#workers.get(id)
    if (!worker) return
    this.#workers.delete(id)
    this.#closing.set(
      id,
      worker.close().finally(() => this.#closing.delete(id)),
    )
  }

  #update(refs: RepoRef[], isKnown: (ref: RepoRef) => boolean): void {
    const why = this.#causes.take()
    const log = this.#options.log.child(deliveriesOf(why))
    this.#dropOthers(refs, isKnown, log)
    for (const ref of refs) this.#take(ref, why, log)
    this.#checkQuiet()
  }

  /** Drops repositories that have left the App or were renamed; a renamed one is added again under its new name. */
  #dropOthers(refs: RepoRef[], isKnown: (ref: RepoRef) => boolean, log: Log): void {
    const listed = new Map(refs.map((ref) => [ref.repoId, ref]))
    for (const [id, { ref }] of this.#workers) {
      const now = listed.get(id)
      if (now ? isSameRef(now, ref) : !isKnown(ref)) continue
      if (now) log.info({ repository: nameOf(now), before: nameOf(ref) }, 'The repository was renamed or transferred')
      else log.info({ repository: nameOf(ref) }, 'No longer working on this repository: GitHub does not list it')
      this.#drop(id)
    }
  }

  #take(ref: RepoRef, why: Cause[], log: Log): void {
    const closing = this.#closing.get(ref.repoId)
    const worker = this.#workers.get(ref.repoId)
    if (closing) {
      // Renamed or transferred: the old worker ends before the new one starts.
      this.#causes.putBack(why)
      void closing.then(() => this.#listing.list())
    } else if (worker) {
      if (ref.rights && !isDeepStrictEqual(ref.rights, worker.rights())) worker.rightsChanged(ref.rights)
    } else {
      log.info({ repository: nameOf(ref), installation: ref.installationId }, 'Working on this repository')
      this.#add(ref, why)
    }
  }

  /** Deletes the data of other repositories, after their workers have ended. */
  async #forgetOthers(refs: RepoRef[]): Promise<void> {
    await Promise.allSettled([...this.#closing.values()])
    const listed = new Set(refs.map((ref) => ref.repoId))
    const isKept = (id: number) => listed.has(id) || this.#workers.has(id) || this.#closing.has(id)
    await this.#options
      .forgetOthers?.(isKept)
      .catch((err) => this.#options.log.warn({ err }, 'Could not delete the data of removed repositories'))
  }

  #checkQuiet(): void {
    if (this.#listing.isBusy() || [...this.#workers.values()].some((worker) => !worker.isQuiet())) return
    const ready = this.#waiters
    this.#waiters = []
    for (const resolve of ready) resolve()
  }
}

const nameOf = (ref: RepoRef): string => `${ref.owner}/${ref.name}`

function isSameRef(a: RepoRef, b: RepoRef): boolean {
  return a.installationId === b.installationId && a.owner === b.owner && a.name === b.name
}
