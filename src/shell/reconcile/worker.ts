/**
 * The worker of one repository: collects hints and runs one cycle at a time. It carries out the effects of its state
 * machine (worker-state.ts). Errors are logged and retried, and never affect other repositories.
 */
import type { Slots } from '../concurrency.ts'
import { type Cause, createCauses } from './causes.ts'
import type { RepoRef } from './github.ts'
import type { Hints } from './hints.ts'
import { mergeHints, NOTHING, saysNothing } from './hints.ts'
import { Repository, type RepositoryTools } from './repository.ts'
import {
  type Activity,
  activityOf,
  isQuiet,
  newWorkerState,
  next,
  type WorkerEffect,
  type WorkerEnd,
  type WorkerEvent,
} from './worker-state.ts'

export interface WorkerTools extends RepositoryTools {
  /** Limits how many cycles run at once; shared by all repositories. */
  cycleSlots: Slots
  /** Called when the App was removed from the repository. */
  onStop(message: string): void
  /** Called when a cycle failed; it is retried. */
  onFail(): void
}

const nothing = () => {}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

export class RepositoryWorker {
  readonly ref: RepoRef
  readonly #tools: WorkerTools
  readonly #repository: Repository
  readonly #causes = createCauses()
  readonly #cancel = { timer: nothing, look: nothing, room: nothing }
  #state = newWorkerState()
  #failures = 0
  #lastEnd: { failure: string | null } | null = null
  #running: Promise<void> | null = null

  constructor(tools: WorkerTools, ref: RepoRef) {
    this.ref = ref
    this.#tools = { ...tools, log: tools.log.child({ repository: `${ref.owner}/${ref.name}` }) }
    this.#repository = new Repository(this.#tools, ref, (hints) => this.#dispatch({ kind: 'marked', hints }))
  }

  /** Notes that something may have changed. @param cause the delivery that said so */
  mark(hints: Partial<Hints>, cause?: Cause): void {
    if (hints.trials) this.#repository.notifyTrials(hints.trials)
    if (isForTrials(hints) || this.#state.phase.name === 'closed') return
    if (cause) this.#causes.add(cause)
    this.#dispatch({ kind: 'marked', hints })
  }

  /** Retries what was refused after the App's permissions changed. @param now the new permissions, if they are known */
  rightsChanged(now?: RepoRef['rights']): void {
    void this.#repository.rightsChanged(now).finally(() => this.#dispatch({ kind: 'marked', hints: { all: true } }))
  }

  rights(): RepoRef['rights'] {
    return this.#repository.rights()
  }

  activity(): Activity {
    return activityOf(this.#state, this.#tools.clock.now())
  }

  /** Returns how cycles end: `failure` after several failures in a row; null before the first end. */
  lastEnd(): { failure: string | null } | null {
    return this.#lastEnd
  }

  /** Returns whether nothing is marked, queued or running. Work for a later time does not count. */
  isQuiet(): boolean {
    return this.#running === null && isQuiet(this.#state, this.#tools.clock.now()) && !this.#repository.isBusy()
  }

  /** Accepts no more work. Resolves when the cycle under way and the trials have ended. */
  async close(): Promise<void> {
    this.#dispatch({ kind: 'closed' })
    await Promise.all([this.#running, this.#repository.close()])
  }

  #dispatch(event: WorkerEvent): void {
    const { state, effects } = next(this.#state, event, this.#tools.clock.now())
    this.#state = state
    for (const effect of effects) this.#carryOut(effect)
  }

  #carryOut(effect: WorkerEffect): void {
    const { log, meter, onFail, onStop } = this.#tools
    switch (effect.kind) {
      case 'arm':
        this.#startTimer('timer', effect.inMs, { kind: 'due' })
        break
      case 'look-again':
        this.#startTimer('look', effect.inMs, { kind: 'look-due', regular: effect.regular })
        break
      case 'wait-for-room':
        log.debug({ afterMs: effect.inMs }, 'Over budget; deferred')
        this.#startTimer('room', effect.inMs, { kind: 'room-due' })
        break
      case 'take-slot':
        this.#running = this.#takeSlot()
        break
      case 'cancel-look':
        this.#cancel.look()
        break
      case 'cancel-timers':
        for (const cancel of Object.values(this.#cancel)) cancel()
        break
      case 'log-failure':
        meter.error('cycle')
        log.error({ err: effect.error, afterMs: effect.afterMs, failures: effect.failures }, 'A cycle failed')
        break
      case 'relist':
        onFail()
        break
      case 'stop':
        onStop(effect.message)
    }
  }

  #startTimer(name: 'timer' | 'look' | 'room', inMs: number, event: WorkerEvent): void {
    this.#cancel[name]()
    this.#cancel[name] = this.#tools.clock.after(inMs, () => this.#dispatch(event))
  }

  async #takeSlot(): Promise<void> {
    const end = await this.#tools.cycleSlots.run(() => this.#work())
    this.#running = null
    if (end) this.#dispatch({ kind: 'ended', end })
    this.#tools.onQuiet()
  }

  #noteEnd(end: WorkerEnd): void {
    if (end.kind !== 'failed') this.#failures = 0
    else if (++this.#failures < FAILING_FROM) return
    const { owner, name } = this.ref
    const message = end.kind === 'failed' ? messageOf(end.error) : null
    this.#lastEnd = { failure: message?.replaceAll(`${owner}/${name}`, '{owner}/{repo}') ?? null }
  }

  /** Returns null when the worker was closed while it waited for the slot. */
  async #work(): Promise<WorkerEnd | null> {
    this.#dispatch({ kind: 'slot-free' })
    const { phase } = this.#state
    if (phase.name !== 'running') return null
    const { clock, meter, log, explain } = this.#tools
    const startedAt = clock.now()
    const answered = this.#causes.take()
    const end: WorkerEnd = await this.#repository
      .cycle(phase.hints, answered)
      .catch((error: unknown) => ({ kind: 'failed', error, outcome: explain(error) }) as const)
    meter.cycle(end.kind, clock.now() - startedAt)
    this.#noteEnd(end)
    if (end.kind === 'later') log.warn({ afterMs: end.afterMs, message: end.message }, 'Cycle deferred')
    if (end.kind === 'settled' && !end.troubled) for (const { at } of answered) meter.lag(clock.now() - at)
    else this.#causes.putBack(answered)
    return end
  }
}

/** A failure or two pass by themselves, for example while GitHub is restarted. */
const FAILING_FROM = 3

/** Returns whether the hints concern trials only; those who wait for a trial read its reports themselves. */
const isForTrials = ({ trials = [], ...rest }: Partial<Hints>): boolean =>
  trials.length > 0 && saysNothing(mergeHints(NOTHING, rest))
