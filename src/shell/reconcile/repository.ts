/** Runs the cycles of one repository, with its lease, its memory and its trials. */

import type { Clock } from '../clock.ts'
import type { Slots } from '../concurrency.ts'
import { memoizeAsync } from '../concurrency.ts'
import type { Log } from '../log.ts'
import type { Meter } from '../metrics/meter.ts'
import type { Reader } from '../parsing/reader.ts'
import { Waiters } from '../runner/actions/watch.ts'
import type { Store } from '../store/store.ts'
import { type Cause, deliveriesOf } from './causes.ts'
import { type CycleEnd, type CycleTools, runCycle } from './cycle.ts'
import type { Decide } from './decision.ts'
import { createFailing, createFaultLog, createLaterCount } from './failing.ts'
import type { GitMirror } from './git.ts'
import { createGitAccess, type GitAccess } from './git.ts'
import type { GitHub, Outcome, RepoRef } from './github.ts'
import type { Hints } from './hints.ts'
import { Jobs } from './jobs.ts'
import { LeaseHolder } from './lease.ts'
import { createMemory } from './memory.ts'
import { createMissing } from './missing.ts'
import { createSnapshotBuilder } from './snapshot.ts'
import type { Runner } from './trial.ts'

export interface RepositoryTools {
  github: GitHub
  decide: Decide
  store: Store
  reader: Reader
  runner: Runner
  clock: Clock
  log: Log
  meter: Meter
  openMirror(ref: RepoRef): Promise<GitMirror>
  allowLocalRunner(owner: string, repo: string): boolean
  explain(error: unknown): Outcome
  /** Name of this process, for the lease. */
  holder: string
  /** Shortens the leases of killed processes on this machine. Missing: they expire by themselves. */
  releaseDead?(): Promise<void>
  jobSlots: Slots
  onQuiet(): void
}

export class Repository {
  readonly #tools: RepositoryTools
  readonly #ref: RepoRef
  readonly #onJobEnd: (hints: Partial<Hints>) => void
  readonly #git: GitAccess
  readonly #lease: LeaseHolder
  readonly #waiters = new Waiters()
  #cycleTools = memoizeAsync(() => this.#makeCycleTools())
  #jobs: Jobs | null = null
  #closed = false
  #rights: RepoRef['rights']

  /** @param onJobEnd called when a trial has ended, to decide again */
  constructor(tools: RepositoryTools, ref: RepoRef, onJobEnd: (hints: Partial<Hints>) => void) {
    this.#tools = tools
    this.#ref = ref
    this.#onJobEnd = onJobEnd
    this.#rights = ref.rights
    this.#git = createGitAccess(() => tools.openMirror(ref), tools.github)
    this.#lease = new LeaseHolder({ repo: ref.repoId, ...tools, onLost: () => this.#jobs?.abortOthers([]) })
  }

  /**
   * Runs one cycle under the lease. Throws what reading from GitHub throws.
   *
   * @param causes the deliveries that it answers, for the log
   * @returns `taken` when another process holds the repository until then
   */
  async cycle(hints: Hints, causes: Cause[]): Promise<CycleEnd | { kind: 'taken'; until: number }> {
    const { clock, store, log } = this.#tools
    const taken = await this.#lease.take()
    if (!taken.held) {
      const { by, until } = taken
      log.info({ by, until: new Date(until).toISOString() }, 'Another process works on this repository; waiting')
      return { kind: 'taken', until }
    }
    if (taken.changed) await this.#forget()
    const tools = await this.#cycleTools()
    const startedAt = clock.now()
    const named = { ...tools, log: log.child(deliveriesOf(causes)) }
    const end = await this.#lease.during(() => runCycle(named, hints))
    if (end.kind !== 'interrupted') await store.finishDeliveries(this.#ref.repoId, startedAt)
    return end
  }

  /** Tells the trials of these commits that something was reported on them. */
  notifyTrials(commits: string[]): void {
    this.#waiters.notify(commits)
  }

  rights(): RepoRef['rights'] {
    return this.#rights
  }

  /** Forgets refusals for missing permissions. Resolves even if that fails. */
  async rightsChanged(now?: RepoRef['rights']): Promise<void> {
    this.#rights = now ?? this.#rights
    // Tokens are minted by what this says is granted.
    if (now) this.#ref.rights = now
    try {
      await (await this.#cycleTools()).memory.refusals.forgetRights()
    } catch (err) {
      this.#tools.log.warn({ err }, 'Could not clear remembered refusals')
    }
  }

  /** Returns whether a trial does anything but wait for workflows. */
  isBusy(): boolean {
    return this.#jobs?.isBusy() ?? false
  }

  /** Ends the cycle under way at its next step. Resolves when no trial runs. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#jobs?.close()
  }

  /** Forgets everything, because another process has changed the repository since. */
  async #forget(): Promise<void> {
    await this.#jobs?.close()
    this.#jobs = null
    this.#cycleTools = memoizeAsync(() => this.#makeCycleTools())
  }

  async #makeCycleTools(): Promise<CycleTools> {
    const { store, clock, log, reader, github, decide, explain, meter } = this.#tools
    const memory = await createMemory(store, this.#ref.repoId, clock)
    const jobs = await this.#makeJobs()
    this.#jobs = jobs
    return {
      github,
      decide,
      explain,
      clock,
      log,
      meter,
      git: this.#git,
      memory,
      jobs,
      buildSnapshot: createSnapshotBuilder(reader),
      code: reader.code,
      laters: createLaterCount(),
      noteFaults: createFaultLog(log),
      missing: createMissing(),
      failing: createFailing(),
      rights: () => this.#rights,
      mayGoOn: async () => !this.#closed && this.#lease.keep(),
      fence: this.#lease.fence,
    }
  }

  async #makeJobs(): Promise<Jobs> {
    const { clock, log, store, runner, jobSlots, github, explain, onQuiet, allowLocalRunner } = this.#tools
    const { repoId, owner, name } = this.#ref
    return new Jobs(
      {
        clock,
        log,
        slots: jobSlots,
        repo: repoId,
        store,
        lease: this.#lease,
        trial: {
          git: this.#git,
          waiters: this.#waiters,
          fence: this.#lease.fence,
          github,
          explain,
          runner,
          clock,
          log,
          isAllowed: () => allowLocalRunner(owner, name),
        },
        onRest: onQuiet,
        onEnd: (inWorkflows) => this.#onJobEnd(inWorkflows ? { refs: true } : {}),
      },
      await store.trials(repoId),
    )
  }
}
