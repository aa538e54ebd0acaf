/** All repositories of all installations, each with its worker. */
import { isDeepStrictEqual } from 'node:util'
import { type Meter, silentMeter } from '../metrics/meter.ts'
import type { GitHub, Hints, RepoRef } from '../ports.ts'
import { type Cause, createCauses, deliveriesOf } from './causes.ts'
import { EVERYTHING } from './hints.ts'
import { createListing } from './listing.ts'
import { createRepository, type Repository, type RepositoryTools } from './repository.ts'
import { createSlots } from './slots.ts'
import type { Activity } from './worker.ts'

/** What the App sees of GitHub. */
export interface AppPort {
  installations(): Promise<number[]>
  repositories(installationId: number): Promise<RepoRef[]>
  repository(ref: RepoRef): GitHub
}

export interface LoopOptions
  extends Omit<RepositoryTools, 'github' | 'meter' | 'cycleSlots' | 'jobSlots' | 'onStop' | 'onFail' | 'onQuiet'> {
  app: AppPort
  /** Counts nothing when left out. */
  meter?: Meter
  /** How many repositories are worked on at once, and how many trials run at once. */
  cyclesAtOnce?: number
  jobsAtOnce?: number
  /** Deletes what is kept of repositories that are not listed: they have left the App. Missing: nothing is. */
  forgetOthers?(isListed: (repoId: number) => boolean): Promise<void>
}

export interface Loop {
  /** Lists the repositories and begins; from then on it lists and looks again by itself. */
  start(): Promise<void>
  /** Something may have changed in this repository; an unknown one is looked for first. */
  mark(repoId: number, hints: Partial<Hints>, cause?: Cause): void
  /** The App may have been installed or removed somewhere. */
  relist(cause?: Cause): Promise<void>
  /** Somebody accepted other permissions for this installation. */
  rightsChanged(installationId: number): void
  /** Whether the repositories have been listed once. */
  isReady(): boolean
  /** How many repositories there are, by what is done for them now. */
  activities(): Record<Activity, number>
  /** Resolves when nothing is dirty, queued or running; what waits for a later time does not count. */
  idle(): Promise<void>
  /** Lets the actions under way end, aborts trials, and gives the leases back. */
  close(): Promise<void>
}

/** What GitHub no longer shows may be back, and what fails may be gone. */
const AFTER_STOP_MS = 15 * 60_000
const AFTER_FAILURE_MS = 5 * 60_000

export function createLoop(options: LoopOptions): Loop {
  const { app, store, clock, log, meter = silentMeter } = options
  const cycleSlots = createSlots(options.cyclesAtOnce ?? 4)
  const jobSlots = createSlots(options.jobsAtOnce ?? 2)
  const repositories = new Map<number, Repository>()
  const dropping = new Map<number, Promise<void>>()
  /** Deliveries that a listing answers to. */
  const causes = createCauses()
  let waiters: (() => void)[] = []

  function add(ref: RepoRef, why: Cause[]): void {
    const repository = createRepository(
      {
        ...options,
        github: app.repository(ref),
        meter,
        cycleSlots,
        jobSlots,
        onQuiet: checkQuiet,
        onStop(message) {
          log.info({ repository: nameOf(ref), message }, 'No longer working on this repository')
          drop(ref.repoId)
          listing.listWithin(AFTER_STOP_MS)
        },
        onFail: () => listing.listWithin(AFTER_FAILURE_MS),
      },
      ref,
    )
    repositories.set(ref.repoId, repository)
    const [first, ...others] = why
    repository.mark(EVERYTHING, first)
    for (const cause of others) repository.mark({}, cause)
  }

  function drop(id: number): void {
    const repository = repositories.get(id)
    if (!repository) return
    repositories.delete(id)
    dropping.set(
      id,
      repository.close().finally(() => dropping.delete(id)),
    )
  }

  function update(refs: RepoRef[], isKnown: (ref: RepoRef) => boolean): void {
    const why = causes.take()
    const told = log.child(deliveriesOf(why))
    const listed = new Map(refs.map((ref) => [ref.repoId, ref]))
    for (const [id, { ref }] of repositories) {
      const now = listed.get(id)
      if (now ? sameRef(now, ref) : !isKnown(ref)) continue
      if (now) told.info({ repository: nameOf(now), before: nameOf(ref) }, 'The repository was renamed or transferred')
      else told.info({ repository: nameOf(ref) }, 'No longer working on this repository: GitHub does not list it')
      drop(id)
    }
    for (const ref of refs) {
      const closing = dropping.get(ref.repoId)
      const there = repositories.get(ref.repoId)
      if (closing) {
        // Renamed or moved: the old worker ends before the new one begins.
        causes.putBack(why)
        void closing.then(() => listing.list())
      } else if (there) {
        if (ref.rights && !isDeepStrictEqual(ref.rights, there.rights())) there.rightsChanged(ref.rights)
      } else {
        told.info({ repository: nameOf(ref), installation: ref.installationId }, 'Working on this repository')
        add(ref, why)
      }
    }
    checkQuiet()
  }

  /** Whoever still works on one that has left ends first. */
  async function forgetOthers(refs: RepoRef[]): Promise<void> {
    await Promise.allSettled([...dropping.values()])
    const listed = new Set(refs.map((ref) => ref.repoId))
    await options
      .forgetOthers?.((id) => listed.has(id) || repositories.has(id) || dropping.has(id))
      .catch((err) => log.warn({ err }, 'What is kept of repositories that left could not be deleted'))
  }

  const listing = createListing({ app, store, clock, log, meter, update, forgetOthers, onQuiet: checkQuiet })

  function checkQuiet(): void {
    if (listing.isBusy() || [...repositories.values()].some((repository) => !repository.isQuiet())) return
    const ready = waiters
    waiters = []
    for (const resolve of ready) resolve()
  }

  return {
    start: () => listing.start(),
    mark(repoId, hints, cause) {
      const repository = repositories.get(repoId)
      if (repository) return repository.mark(hints, cause)
      void listing.list()
    },
    relist(cause) {
      if (cause) causes.add(cause)
      return listing.list()
    },
    rightsChanged(installationId) {
      for (const repository of repositories.values())
        if (repository.ref.installationId === installationId) repository.rightsChanged()
    },
    isReady: () => listing.isReady(),
    activities() {
      const counts = { idle: 0, queued: 0, running: 0, waiting: 0 }
      for (const repository of repositories.values()) counts[repository.activity()]++
      return counts
    },
    idle: () =>
      new Promise((resolve) => {
        waiters.push(resolve)
        checkQuiet()
      }),
    async close() {
      listing.close()
      for (const id of [...repositories.keys()]) drop(id)
      await Promise.allSettled(dropping.values())
      await store.releaseLeases(options.holder)
    },
  }
}

const nameOf = (ref: RepoRef): string => `${ref.owner}/${ref.name}`

function sameRef(a: RepoRef, b: RepoRef): boolean {
  return a.installationId === b.installationId && a.owner === b.owner && a.name === b.name
}
