/**
 * Trials run beside the loop: on this machine one at a time for a repository and few overall, in workflows some at once,
 * since those only wait here. Nothing outlives the process but results: what runs is whatever the last decision wished for.
 */

import { scratchBranch } from '../../core/merging/scratch.ts'
import type { Config } from '../../core/parse/config/schema.ts'
import type { TrialFact } from '../../core/snapshot/queries.ts'
import type { Log } from '../log.ts'
import type { Progress } from '../runner/actions/run.ts'
import type { StoredTrial } from '../store/store.ts'
import { type Clock, sleep } from './clock.ts'
import type { TrialAction } from './decision.ts'
import { unwanted } from './results.ts'
import type { Slots } from './slots.ts'

export interface JobTools {
  run(action: TrialAction, config: Config, signal: AbortSignal, progress: Progress): Promise<TrialFact>
  /** Shared by all repositories. */
  slots: Slots
  clock: Clock
  log: Log
  /** Runs `work` with the repository held for this process. */
  holding<T>(work: () => Promise<T>): Promise<T>
  keep(trial: StoredTrial): Promise<void>
  forget(key: string): Promise<void>
  /** A job ended: decide again. Of one in workflows the scratch branch is left. */
  onEnd(inWorkflows: boolean): void
  /** A job only waits for others now. */
  onRest(): void
}

export interface Jobs {
  /** Starts what is wished for and not known yet; whether `results` changed. */
  start(wanted: TrialAction[], config: Config, log?: Log): boolean
  /** Aborts what is not among all that is wished for; whether `results` changed. */
  abortOthers(wanted: TrialAction[]): boolean
  results(): Record<string, TrialFact>
  /** Drops results from memory that can hardly be wanted again, now that these commits stand. */
  keepFor(live: ReadonlySet<string>): void
  drop(trial: string): Promise<void>
  /** Whether any of them does anything but wait for others. */
  busy(): boolean
  /** Aborts everything and resolves when nothing runs. */
  close(): Promise<void>
}

/** Waits between attempts when git or the runner failed, in ms. */
const PAUSES = [5_000, 30_000]
/** What fetching, merging and exporting may take beside the commands, whose own limit the runner keeps. */
const BESIDE_MS = 15 * 60_000

/** Workflows are asked for this many trials of a repository at once; GitHub queues what it has no machine for. */
const IN_WORKFLOWS = 5

interface JobRequest {
  action: TrialAction
  config: Config
  /** Knows the deliveries that led to it. */
  log: Log
}

interface Current {
  request: JobRequest
  controller: AbortController
  ended: Promise<void>
  resting: boolean
}

export function createJobs(tools: JobTools, known: StoredTrial[]): Jobs {
  const trials = new Map(known.map((trial) => [trial.key, trial]))
  const running = new Map<string, Current>()
  let wishes: JobRequest[] = []
  let closed = false

  const isRunning = (key: string) => trials.get(key)?.result.state === 'running'
  const show = (action: TrialAction, step: string) => {
    const result: TrialFact = { state: 'running', startedAt: tools.clock.now(), step }
    trials.set(action.key, { key: action.key, result })
  }

  function next(): void {
    for (const request of wishes.filter(({ action }) => isRunning(action.key))) {
      if (closed || !mayStart(request, [...running.values()])) continue
      const controller = new AbortController()
      const current: Current = { request, controller, ended: Promise.resolve(), resting: false }
      running.set(request.action.key, current)
      current.ended = run(request, current)
    }
  }

  async function run({ action, config, log }: JobRequest, current: Current): Promise<void> {
    const { signal } = current.controller
    log.info({}, 'A trial begins')
    const work = () => attempt(action, config, current)
    const result = await tools.holding(() => (config.runner === 'actions' ? work() : tools.slots.run(work)))
    if (result && !signal.aborted) await finish(action, result, log)
    else log.info({}, 'A trial was given up: it is no longer wished for')
    running.delete(action.key)
    next()
    if (!closed) tools.onEnd(config.runner === 'actions')
  }

  async function finish({ key }: TrialAction, result: TrialFact, log: Log): Promise<void> {
    const trial = { key, result }
    // Last, as the newest: `unwanted` drops the oldest.
    trials.delete(key)
    trials.set(key, trial)
    log.info({ result: result.state, why: reasonOf(result) }, 'A trial ended')
    // What did not run may run after a restart: the operator may have changed what is allowed.
    if (result.state === 'not-run') return
    await tools.keep(trial).catch((err) => log.warn({ err }, 'A result could not be stored'))
  }

  /** Null when it was aborted. */
  async function attempt(action: TrialAction, config: Config, current: Current): Promise<TrialFact | null> {
    const { signal } = current.controller
    const onStep = (name: string) => {
      if (!signal.aborted) show(action, name)
    }
    for (let tries = 0; ; tries++) {
      try {
        signal.throwIfAborted()
        onStep('merge')
        return await inTime(action, config, signal, { onStep, rest: (wait) => resting(current, wait) })
      } catch (err) {
        if (signal.aborted) return null
        if (err instanceof Error && 'late' in err) return notEnded(err)
        current.request.log.warn({ err }, 'A trial could not be run')
        const pause = PAUSES[tries]
        if (pause === undefined) return { state: 'not-run', why: 'error', detail: wordsOf(err) }
        await sleep(tools.clock, pause, signal).catch(() => null)
      }
    }
  }

  async function resting<T>(current: Current, wait: () => Promise<T>): Promise<T> {
    current.resting = true
    tools.onRest()
    return wait().finally(() => {
      current.resting = false
    })
  }

  /** A runner that never comes back holds up nothing for ever. */
  async function inTime(...[action, config, signal, progress]: Parameters<JobTools['run']>): Promise<TrialFact> {
    const late = Promise.withResolvers<never>()
    const limit = new AbortController()
    const ms = config.timeout * 60_000 + BESIDE_MS
    const cancel = tools.clock.after(ms, () => {
      const error = Object.assign(new Error(`It had not ended after ${ms / 60_000} minutes.`), { late: true })
      limit.abort(error)
      late.reject(error)
    })
    try {
      const both = AbortSignal.any([signal, limit.signal])
      return await Promise.race([tools.run(action, config, both, progress), late.promise])
    } finally {
      cancel()
    }
  }

  return {
    start(wanted, config, log = tools.log) {
      const unknown = wanted.filter(({ key }) => !trials.has(key))
      for (const action of unknown) {
        show(action, 'waiting for a place')
        wishes.push({ action, config, log: log.child({ packet: action.packet, trial: action.key }) })
      }
      next()
      return unknown.length > 0
    },
    abortOthers(wanted) {
      const keys = new Set(wanted.map(({ key }) => key))
      const before = trials.size
      for (const [key, { controller }] of running)
        if (!keys.has(key)) controller.abort(new Error('no longer wished for'))
      for (const key of trials.keys()) if (isRunning(key) && !keys.has(key)) trials.delete(key)
      wishes = wishes.filter(({ action }) => isRunning(action.key))
      return trials.size < before
    },
    results: () => Object.fromEntries([...trials].map(([key, { result }]) => [key, result])),
    keepFor(live) {
      for (const key of unwanted([...trials.values()], live)) trials.delete(key)
    },
    async drop(trial) {
      const found = find(trials, trial)
      if (!found) return
      trials.delete(found.key)
      await tools.forget(found.key)
    },
    busy: () => [...running.values()].some(({ resting }) => !resting),
    async close() {
      closed = true
      for (const { controller } of running.values()) controller.abort(new Error('the bot is stopping'))
      await Promise.all([...running.values()].map(({ ended }) => ended))
    },
  }
}

function mayStart({ action, config }: JobRequest, running: Current[]): boolean {
  const inWorkflows = config.runner === 'actions'
  if (running.some(({ request }) => request.action.key === action.key)) return false
  // Two names may share a scratch branch, where one push would take the other's away.
  if (running.some(({ request }) => scratchBranch(request.action.packet) === scratchBranch(action.packet))) return false
  const alike = running.filter(({ request }) => (request.config.runner === 'actions') === inWorkflows)
  return alike.length < (inWorkflows ? IN_WORKFLOWS : 1)
}

/** For the log: one line, without what the tests printed. */
function reasonOf(result: TrialFact): string {
  if (result.state === 'conflict') return `The merge conflicts in ${result.files.slice(0, 5).join(', ')}`
  if (result.state === 'not-run') return result.detail
  if (result.state === 'running') return result.step
  const failed = result.steps.find(({ outcome }) => outcome !== 'passed' && outcome !== 'skipped')
  return failed ? `${failed.name} ${failed.outcome}: ${failed.command}` : 'All that ran passed'
}

const notEnded = (error: Error): TrialFact => ({ state: 'not-run', why: 'error', detail: error.message })

function find(trials: Map<string, StoredTrial>, commit: string): StoredTrial | undefined {
  return trials.values().find(({ result }) => result.state === 'finished' && result.trial === commit)
}

const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
