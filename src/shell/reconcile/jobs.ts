/**
 * Runs trials in the background. On this machine one trial of a repository runs at a time, and a few overall; in workflows
 * several run at once, since the bot only waits for them. Only results outlive the process: the trials that run are those
 * of the last decision.
 */

import { scratchBranch } from '../../core/merging/route.ts'
import type { Config } from '../../core/parse/config/schema.ts'
import type { TrialFact } from '../../core/snapshot/queries.ts'
import { type Clock, sleep } from '../clock.ts'
import type { Slots } from '../concurrency.ts'
import type { Log } from '../log.ts'
import type { Store, StoredTrial } from '../store/store.ts'
import type { TrialAction } from './decision.ts'
import type { LeaseHolder } from './lease.ts'
import { unwanted } from './results.ts'
import { runTrial, type TrialTools } from './trial.ts'

export interface JobTools {
  trial: TrialTools
  /** Shared by all repositories. */
  slots: Slots
  clock: Clock
  log: Log
  /** Id of the repository; its lease is held while a trial runs. */
  repo: number
  lease: Pick<LeaseHolder, 'during'>
  store: Pick<Store, 'saveTrial' | 'dropTrial'>
  /** Called when a job has ended, so that it is decided again. A job in workflows leaves a scratch branch behind. */
  onEnd(inWorkflows: boolean): void
  /** Called when a job starts to wait for workflows. */
  onRest(): void
}

/** Waits between attempts when git or the runner failed, in ms. */
const PAUSES = [5_000, 30_000]
/** Time limit for fetching, merging and exporting; the commands have a limit of their own in the runner. */
const GIT_MS = 15 * 60_000

/** A trial exceeded its time limit. */
class TrialTimeout extends Error {
  /** @param ms the limit */
  constructor(ms: number) {
    super(`It did not end within ${ms / 60_000} minutes.`)
    this.name = 'TrialTimeout'
  }
}

export interface JobRequest {
  action: TrialAction
  config: Config
  /** Names the deliveries that caused it. */
  log: Log
}

interface Running {
  request: JobRequest
  controller: AbortController
  ended: Promise<void>
  /** It only waits for workflows. */
  resting: boolean
}

export class Jobs {
  readonly #tools: JobTools
  /** Results by key. A requested trial that has not ended has the state `running`. */
  readonly #trials: Map<string, StoredTrial>
  readonly #running = new Map<string, Running>()
  #requests: JobRequest[] = []
  #closed = false

  /** @param known results from earlier */
  constructor(tools: JobTools, known: StoredTrial[]) {
    this.#tools = tools
    this.#trials = new Map(known.map((trial) => [trial.key, trial]))
  }

  /** Starts the wanted trials that are not known yet. Returns whether `results` changed. */
  start(wanted: TrialAction[], config: Config, log: Log = this.#tools.log): boolean {
    const unknown = wanted.filter(({ key }) => !this.#trials.has(key))
    for (const action of unknown) {
      this.#show(action, 'waiting for a slot')
      this.#requests.push({ action, config, log: log.child({ packet: action.packet, trial: action.key }) })
    }
    this.#startNext()
    return unknown.length > 0
  }

  /** Aborts all trials but the wanted ones. Returns whether `results` changed. */
  abortOthers(wanted: TrialAction[]): boolean {
    const keys = new Set(wanted.map(({ key }) => key))
    const before = this.#trials.size
    for (const [key, { controller }] of this.#running)
      if (!keys.has(key)) controller.abort(new Error('no longer needed'))
    for (const key of this.#trials.keys()) if (this.#isOpen(key) && !keys.has(key)) this.#trials.delete(key)
    this.#requests = this.#requests.filter(({ action }) => this.#isOpen(action.key))
    return this.#trials.size < before
  }

  results(): Record<string, TrialFact> {
    return Object.fromEntries([...this.#trials].map(([key, { result }]) => [key, result]))
  }

  /** Drops results from memory that are unlikely to be needed again. @param live commits that may still be tested */
  keepFor(live: ReadonlySet<string>): void {
    for (const key of unwanted([...this.#trials.values()], live)) this.#trials.delete(key)
  }

  /** Forgets the result of this trial commit. */
  async drop(commit: string): Promise<void> {
    const isOfCommit = ({ result }: StoredTrial) => result.state === 'finished' && result.trial === commit
    const found = this.#trials.values().find(isOfCommit)
    if (!found) return
    this.#trials.delete(found.key)
    await this.#tools.store.dropTrial(this.#tools.repo, found.key)
  }

  /** Returns whether a job does anything but wait for workflows. */
  isBusy(): boolean {
    return [...this.#running.values()].some(({ resting }) => !resting)
  }

  /** Aborts everything and resolves when nothing runs. */
  async close(): Promise<void> {
    this.#closed = true
    for (const { controller } of this.#running.values()) controller.abort(new Error('the bot is stopping'))
    await Promise.all([...this.#running.values()].map(({ ended }) => ended))
  }

  #isOpen(key: string): boolean {
    return this.#trials.get(key)?.result.state === 'running'
  }

  #show({ key }: TrialAction, step: string): void {
    this.#trials.set(key, { key, result: { state: 'running', startedAt: this.#tools.clock.now(), step } })
  }

  #startNext(): void {
    for (const request of this.#requests.filter(({ action }) => this.#isOpen(action.key))) {
      const others = [...this.#running.values()].map((each) => each.request)
      if (this.#closed || !mayStart(request, others)) continue
      const job = { request, controller: new AbortController(), ended: Promise.resolve(), resting: false }
      this.#running.set(request.action.key, job)
      job.ended = this.#run(job)
    }
  }

  async #run(job: Running): Promise<void> {
    const { action, config, log } = job.request
    const inWorkflows = config.runner === 'actions'
    log.info({}, 'Trial started')
    const work = () => this.#attempt(job)
    const result = await this.#tools.lease.during(() => (inWorkflows ? work() : this.#tools.slots.run(work)))
    if (result && !job.controller.signal.aborted) await this.#finish(action, result, log)
    else log.info({}, 'Trial aborted: it is no longer needed')
    this.#running.delete(action.key)
    this.#startNext()
    if (!this.#closed) this.#tools.onEnd(inWorkflows)
  }

  async #finish({ key }: TrialAction, result: TrialFact, log: Log): Promise<void> {
    const { store, repo, clock } = this.#tools
    const trial = { key, result }
    // Inserted again as the newest, because `unwanted` drops the oldest.
    this.#trials.delete(key)
    this.#trials.set(key, trial)
    log.info({ result: result.state, why: reasonOf(result) }, 'Trial ended')
    // Not stored, because it may run after a restart: the operator may have changed what is allowed.
    if (result.state === 'not-run') return
    await store.saveTrial(repo, trial, clock.now()).catch((err) => log.warn({ err }, 'Could not store a trial result'))
  }

  /** Returns null when the job was aborted. */
  async #attempt(job: Running): Promise<TrialFact | null> {
    const { signal } = job.controller
    for (let tries = 0; ; tries++) {
      try {
        signal.throwIfAborted()
        this.#showUnlessAborted(job, 'merge')
        return await this.#runInTime(job)
      } catch (err) {
        if (signal.aborted) return null
        if (err instanceof TrialTimeout) return notRun(err.message)
        job.request.log.warn({ err }, 'Could not run a trial')
        const pause = PAUSES[tries]
        if (pause === undefined) return notRun(err instanceof Error ? err.message : String(err))
        await sleep(this.#tools.clock, pause, signal).catch(() => null)
      }
    }
  }

  #showUnlessAborted({ request, controller }: Running, step: string): void {
    if (!controller.signal.aborted) this.#show(request.action, step)
  }

  /** Rejects with `TrialTimeout` when the runner does not return in time. */
  async #runInTime(job: Running): Promise<TrialFact> {
    const { action, config } = job.request
    const late = Promise.withResolvers<never>()
    const limit = new AbortController()
    const ms = config.timeout * 60_000 + GIT_MS
    const cancel = this.#tools.clock.after(ms, () => {
      const error = new TrialTimeout(ms)
      limit.abort(error)
      late.reject(error)
    })
    const progress = {
      onStep: (step: string) => this.#showUnlessAborted(job, step),
      rest: <T>(wait: () => Promise<T>) => this.#rest(job, wait),
    }
    try {
      const signal = AbortSignal.any([job.controller.signal, limit.signal])
      return await Promise.race([runTrial(this.#tools.trial, action, config, signal, progress), late.promise])
    } finally {
      cancel()
    }
  }

  async #rest<T>(job: Running, wait: () => Promise<T>): Promise<T> {
    job.resting = true
    this.#tools.onRest()
    return wait().finally(() => {
      job.resting = false
    })
  }
}

/** Trials of a repository that run in workflows at once. GitHub queues jobs when it has no free machine. */
const IN_WORKFLOWS = 5

/** Returns whether a trial may start while these of the same repository run. */
function mayStart({ action, config }: JobRequest, running: readonly JobRequest[]): boolean {
  const inWorkflows = config.runner === 'actions'
  if (running.some((other) => other.action.key === action.key)) return false
  // Two packets may share a scratch branch, where one push would overwrite the other.
  if (running.some((other) => scratchBranch(other.action.packet) === scratchBranch(action.packet))) return false
  const alike = running.filter((other) => (other.config.runner === 'actions') === inWorkflows)
  return alike.length < (inWorkflows ? IN_WORKFLOWS : 1)
}

/** Returns one line for the log, without the output of the tests. */
function reasonOf(result: TrialFact): string {
  if (result.state === 'conflict') return `The merge conflicts in ${result.files.slice(0, 5).join(', ')}`
  if (result.state === 'not-run') return result.detail
  if (result.state === 'running') return result.step
  const failed = result.steps.find(({ outcome }) => outcome !== 'passed' && outcome !== 'skipped')
  return failed ? `${failed.name} ${failed.outcome}: ${failed.command}` : 'All steps passed'
}

const notRun = (detail: string): TrialFact => ({ state: 'not-run', why: 'error', detail })
