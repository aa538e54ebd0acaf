/**
 * One repository's worker: gathers hints, runs one cycle at a time, and knows when to look again. Whatever goes wrong
 * here is logged and tried again later, and never reaches the other repositories.
 */
import { backoff } from '../backoff.ts'
import type { Log } from '../log.ts'
import type { Meter } from '../metrics/meter.ts'
import type { Hints, Outcome } from '../ports.ts'
import { type Cause, createCauses } from './causes.ts'
import type { Clock } from './clock.ts'
import type { CycleEnd } from './cycle.ts'
import { EVERYTHING, mergeHints, NEWS, NOTHING } from './hints.ts'
import type { Slots } from './slots.ts'

export interface WorkerTools {
  clock: Clock
  log: Log
  meter: Meter
  /** Shared by all repositories: how many cycles run at once. */
  slots: Slots
  /** Runs one cycle; `taken` when another process holds the repository until then. */
  cycle(hints: Hints, causes: Cause[]): Promise<CycleEnd | { kind: 'taken'; until: number }>
  explain(error: unknown): Outcome
  /** The App was removed from the repository. */
  onStop(message: string): void
  /** A cycle failed; it is tried again. */
  onFail(): void
  onQuiet(): void
}

export interface Worker {
  /** `cause`: the delivery that said so. */
  mark(hints: Partial<Hints>, cause?: Cause): void
  /** Nothing is dirty, queued or running; what waits for a later time does not count. */
  isQuiet(): boolean
  /** What it does now; `waiting`: there is work for a later time. */
  activity(): Activity
  /** Takes no more work; resolves when the cycle under way has ended. */
  close(): Promise<void>
}

export type Activity = 'idle' | 'queued' | 'running' | 'waiting'

/** A burst of deliveries is read once: when it has been quiet for a moment, or has lasted long enough. */
const QUIET_MS = 150
const LONGEST_MS = 1000
/** A process that stops gives its leases back before they end. */
const ASK_AGAIN_MS = 10_000
const LOOK_MS = 15 * 60_000
/** What a look for news cannot see is rare, and waits for this one. */
const WHOLE_LOOK_MS = 6 * 60 * 60_000
/** GitHub's budget is by the hour: whatever it says, it is asked again after one. */
const LONGEST_WAIT_MS = 60 * 60_000

export function createWorker(tools: WorkerTools): Worker {
  const { clock, log, meter } = tools
  const causes = createCauses()
  let pending: Hints | null = null
  let firstMarkAt = 0
  let notBefore = 0
  let lookedAt = 0
  let wholeAt = 0
  let failures = 0
  let running: Promise<void> | null = null
  let closed = false
  let cancelTimer = () => {}
  let cancelLook = () => {}
  let unread: { hints: Hints; cancel: () => void } | null = null

  function mark(hints: Partial<Hints>, cause?: Cause): void {
    if (closed) return
    if (cause) causes.add(cause)
    firstMarkAt = pending ? firstMarkAt : clock.now()
    pending = mergeHints(pending ?? NOTHING, hints)
    if (!running) arm()
  }

  function arm(): void {
    cancelTimer()
    const now = clock.now()
    const quiet = Math.min(now + QUIET_MS, firstMarkAt + LONGEST_MS)
    cancelTimer = clock.after(Math.max(quiet, notBefore) - now, start)
  }

  function start(): void {
    if (running || closed || !pending) return
    running = tools.slots.run(work).finally(() => {
      running = null
      if (pending && !closed) arm()
      tools.onQuiet()
    })
  }

  async function work(): Promise<void> {
    const hints = pending
    pending = null
    if (closed || !hints) return
    cancelLook()
    if (hints.all || hints.news) lookedAt = clock.now()
    if (hints.all) wholeAt = clock.now()
    const startedAt = clock.now()
    const answered = causes.take()
    const end = await tools.cycle(hints, answered).catch((error: unknown) => ({ kind: 'failed', error }) as const)
    meter.cycle(end.kind, clock.now() - startedAt)
    if (end.kind === 'settled' && !end.troubled) for (const { at } of answered) meter.lag(clock.now() - at)
    else causes.putBack(answered)
    if (end.kind === 'failed') fail(end.error, hints)
    else settle(end)
  }

  function settle(end: Awaited<ReturnType<WorkerTools['cycle']>>): void {
    if (end.kind !== 'settled') failures = 0
    switch (end.kind) {
      case 'settled':
        failures = end.troubled ? failures + 1 : 0
        if (end.troubled) putOff(backoff(failures - 1), NOTHING)
        else lookAgain(end.wakeAt)
        break
      case 'later':
        log.warn({ afterMs: end.afterMs, message: end.message }, 'Put off')
        putOff(end.afterMs, EVERYTHING)
        break
      case 'taken':
        putOff(Math.min(ASK_AGAIN_MS, Math.max(1000, end.until - clock.now())), EVERYTHING)
        break
      case 'interrupted':
        putOff(1000, EVERYTHING)
        break
      case 'stop':
        tools.onStop(end.message)
    }
  }

  function fail(error: unknown, hints: Hints): void {
    const outcome = tools.explain(error)
    if (outcome.kind === 'later' && outcome.untried) {
      readLater(outcome.afterMs, hints)
      return
    }
    failures++
    meter.error('cycle')
    const afterMs = Math.max(outcome.kind === 'later' ? outcome.afterMs : 0, backoff(failures - 1))
    log.error({ err: error, afterMs, failures }, 'A cycle failed')
    if (outcome.kind === 'stop') {
      tools.onStop(outcome.message)
      return
    }
    tools.onFail()
    putOff(afterMs, EVERYTHING)
  }

  /** GitHub's limits leave no room for this reading yet; what comes in meanwhile may well be let through. */
  function readLater(ms: number, hints: Hints): void {
    unread?.cancel()
    const all = mergeHints(unread?.hints ?? NOTHING, hints)
    log.debug({ afterMs: ms }, 'Waits for room in GitHub’s limits')
    const run = () => {
      unread = null
      mark(all)
    }
    unread = { hints: all, cancel: clock.after(Math.min(ms, LONGEST_WAIT_MS), run) }
  }

  function putOff(ms: number, hints: Hints): void {
    notBefore = clock.now() + Math.min(ms, LONGEST_WAIT_MS)
    mark(hints)
  }

  /** Counted from the last whole look: deliveries that keep coming do not put off the one that makes up for lost ones. */
  function lookAgain(wakeAt: number | null): void {
    const now = clock.now()
    const lookIn = Math.max(0, lookedAt + LOOK_MS - now)
    // A moment that is already past cannot be waited for; the regular look covers it.
    const wakeIn = wakeAt !== null && wakeAt > now ? wakeAt - now : LOOK_MS
    // Time alone changes the decision, not what is known.
    cancelLook = clock.after(Math.min(lookIn, wakeIn), () => mark(lookIn <= wakeIn ? nextLook() : NOTHING))
  }

  const nextLook = () => (clock.now() >= wholeAt + WHOLE_LOOK_MS ? EVERYTHING : NEWS)

  function activity(): Activity {
    if (running) return 'running'
    if (!pending) return 'idle'
    return notBefore > clock.now() ? 'waiting' : 'queued'
  }

  return {
    mark,
    activity,
    isQuiet: () => running === null && (pending === null || notBefore > clock.now()),
    async close() {
      closed = true
      cancelTimer()
      cancelLook()
      unread?.cancel()
      await running
    },
  }
}
