/** All repositories of all installations, each with its worker. */
import { type Meter, silentMeter } from '../metrics/meter.ts'
import type { GitHub, Hints, RepoRef } from '../ports.ts'
import type { Cause } from './causes.ts'
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
  extends Omit<RepositoryTools, 'github' | 'meter' | 'cycleSlots' | 'jobSlots' | 'onStop' | 'onQuiet'> {
  app: AppPort
  /** Counts nothing when left out. */
  meter?: Meter
  /** How many repositories are worked on at once, and how many trials run at once. */
  cyclesAtOnce?: number
  jobsAtOnce?: number
}

export interface Loop {
  /** Lists the repositories and begins; from then on it lists and looks again by itself. */
  start(): Promise<void>
  /** Something may have changed in this repository; an unknown one is looked for first. */
  mark(repoId: number, hints: Partial<Hints>, cause?: Cause): void
  /** The App may have been installed or removed somewhere. */
  relist(): Promise<void>
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

export function createLoop(options: LoopOptions): Loop {
  const { app, store, clock, log, meter = silentMeter } = options
  const cycleSlots = createSlots(options.cyclesAtOnce ?? 4)
  const jobSlots = createSlots(options.jobsAtOnce ?? 2)
  const repositories = new Map<number, Repository>()
  const dropping = new Map<number, Promise<void>>()
  let waiters: (() => void)[] = []

  function add(ref: RepoRef): void {
    const repository = createRepository(
      {
        ...options,
        ...{ github: app.repository(ref), meter, cycleSlots, jobSlots, onQuiet: checkQuiet },
        onStop(message) {
          log.info({ repository: `${ref.owner}/${ref.name}`, message }, 'No longer working on this repository')
          drop(ref.repoId)
        },
      },
      ref,
    )
    repositories.set(ref.repoId, repository)
    repository.mark(EVERYTHING)
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
    const listed = new Map(refs.map((ref) => [ref.repoId, ref]))
    for (const [id, { ref }] of repositories) {
      const now = listed.get(id)
      if (now ? !sameRef(now, ref) : isKnown(ref)) drop(id)
    }
    for (const ref of refs) {
      const closing = dropping.get(ref.repoId)
      // Renamed or moved: the old worker ends before the new one begins.
      if (closing) void closing.then(() => listing.list())
      else if (!repositories.has(ref.repoId)) add(ref)
    }
    checkQuiet()
  }

  const listing = createListing({ app, store, clock, log, meter, update, onQuiet: checkQuiet })

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
    relist: () => listing.list(),
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

function sameRef(a: RepoRef, b: RepoRef): boolean {
  return a.installationId === b.installationId && a.owner === b.owner && a.name === b.name
}
