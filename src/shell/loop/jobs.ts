/**
 * Trials run beside the loop, one at a time for a repository and few overall. Nothing here outlives the process but
 * results: what runs is whatever the last decision wished for.
 */
import type { Config } from '../../core/config/schema.ts'
import type { TrialFact } from '../../core/facts.ts'
import type { Log } from '../log.ts'
import type { StoredTrial } from '../store/store.ts'
import { type Clock, sleep } from './clock.ts'
import type { TrialAction } from './decision.ts'
import type { Slots } from './slots.ts'

export interface JobTools {
  run(action: TrialAction, config: Config, signal: AbortSignal, onStep: (name: string) => void): Promise<TrialFact>
  /** Shared by all repositories. */
  slots: Slots
  clock: Clock
  log: Log
  keep(trial: StoredTrial): Promise<void>
  forget(key: string): Promise<void>
  /** A job ended: decide again. */
  onEnd(): void
}

export interface Jobs {
  /** Starts what is wished for and not known yet; whether `results` changed. */
  start(wanted: TrialAction[], config: Config): boolean
  /** Aborts what is not among all that is wished for; whether `results` changed. */
  abortOthers(wanted: TrialAction[]): boolean
  results(): Record<string, TrialFact>
  drop(trial: string): Promise<void>
  busy(): boolean
  /** Aborts everything and resolves when nothing runs. */
  close(): Promise<void>
}

/** Waits between attempts when git or the runner failed, in ms. */
const PAUSES = [5_000, 30_000]
/** What fetching, merging and exporting may take beside the commands, whose own limit the runner keeps. */
const BESIDE_MS = 15 * 60_000

interface Current {
  key: string
  controller: AbortController
  ended: Promise<void>
}

export function createJobs(tools: JobTools, known: StoredTrial[]): Jobs {
  const trials = new Map(known.map((trial) => [trial.key, trial]))
  let wishes: { action: TrialAction; config: Config }[] = []
  let current: Current | null = null
  let closed = false

  const isRunning = (key: string) => trials.get(key)?.result.state === 'running'
  const show = (action: TrialAction, step: string) => {
    const result: TrialFact = { state: 'running', startedAt: tools.clock.now(), step }
    trials.set(action.key, { key: action.key, result })
  }

  function next(): void {
    const wish = wishes.find(({ action }) => isRunning(action.key))
    if (current || closed || !wish) return
    const controller = new AbortController()
    current = { key: wish.action.key, controller, ended: run(wish.action, wish.config, controller.signal) }
  }

  async function run(action: TrialAction, config: Config, signal: AbortSignal): Promise<void> {
    const result = await tools.slots.run(() => attempt(action, config, signal))
    if (result && !signal.aborted) await finish(action, result)
    current = null
    next()
    if (!closed) tools.onEnd()
  }

  async function finish({ key }: TrialAction, result: TrialFact): Promise<void> {
    const trial = { key, result }
    trials.set(key, trial)
    tools.log.info({ trial: key, result: result.state }, 'A trial ended')
    // What did not run may run after a restart: the operator may have changed what is allowed.
    if (result.state === 'not-run') return
    await tools.keep(trial).catch((err) => tools.log.warn({ trial: key, err }, 'A result could not be stored'))
  }

  /** Null when it was aborted. */
  async function attempt(action: TrialAction, config: Config, signal: AbortSignal): Promise<TrialFact | null> {
    const onStep = (name: string) => {
      if (!signal.aborted) show(action, name)
    }
    for (let tries = 0; ; tries++) {
      try {
        signal.throwIfAborted()
        onStep('merge')
        return await inTime(action, config, signal, onStep)
      } catch (err) {
        if (signal.aborted) return null
        if (err instanceof Error && 'late' in err) return notEnded(err)
        tools.log.warn({ trial: action.key, err }, 'A trial could not be run')
        const pause = PAUSES[tries]
        if (pause === undefined) return { state: 'not-run', why: 'error', detail: wordsOf(err) }
        await sleep(tools.clock, pause, signal).catch(() => null)
      }
    }
  }

  /** A runner that never comes back holds up nothing for ever. */
  async function inTime(...[action, config, signal, onStep]: Parameters<JobTools['run']>): Promise<TrialFact> {
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
      return await Promise.race([tools.run(action, config, both, onStep), late.promise])
    } finally {
      cancel()
    }
  }

  return {
    start(wanted, config) {
      const unknown = wanted.filter(({ key }) => !trials.has(key))
      for (const action of unknown) {
        show(action, 'waiting for a place')
        wishes.push({ action, config })
      }
      next()
      return unknown.length > 0
    },
    abortOthers(wanted) {
      const keys = new Set(wanted.map(({ key }) => key))
      const before = trials.size
      if (current && !keys.has(current.key)) current.controller.abort(new Error('no longer wished for'))
      for (const key of trials.keys()) if (isRunning(key) && !keys.has(key)) trials.delete(key)
      wishes = wishes.filter(({ action }) => isRunning(action.key))
      return trials.size < before
    },
    results: () => Object.fromEntries([...trials].map(([key, { result }]) => [key, result])),
    async drop(trial) {
      const found = find(trials, trial)
      if (!found) return
      trials.delete(found.key)
      await tools.forget(found.key)
    },
    busy: () => current !== null,
    async close() {
      closed = true
      current?.controller.abort(new Error('the bot is stopping'))
      await current?.ended
    },
  }
}

const notEnded = (error: Error): TrialFact => ({ state: 'not-run', why: 'error', detail: error.message })

function find(trials: Map<string, StoredTrial>, commit: string): StoredTrial | undefined {
  return trials.values().find(({ result }) => result.state === 'finished' && result.trial === commit)
}

const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
