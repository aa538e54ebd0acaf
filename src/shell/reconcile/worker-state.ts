/**
 * When one repository is looked at, as a state machine without side effects. `next` takes what happened and gives the new
 * state and what is to be done; the worker (worker.ts) does it.
 *
 * idle → armed (hints came in; a burst is awaited) → starting (a slot is awaited) → running → idle. After a failure or a
 * limit the hints are deferred: they wait until a given time.
 */

import { backoff } from '../clock.ts'
import type { CycleEnd } from './cycle.ts'
import type { Outcome } from './github.ts'
import type { Hints } from './hints.ts'
import { EVERYTHING, mergeHints, NEWS, NOTHING } from './hints.ts'

interface Pending {
  hints: Hints
  /** When the first of them came in, in milliseconds. */
  since: number
}

export type Phase =
  | { name: 'idle' }
  /** Begins when no hint came in for a moment, at `quietAt`. */
  | { name: 'armed'; pending: Pending; quietAt: number }
  /** As armed, and not before `WorkerState.notBefore`. */
  | { name: 'deferred'; pending: Pending; quietAt: number }
  /** Waits for a slot; takes further hints along. */
  | { name: 'starting'; pending: Pending }
  /** A cycle runs with `hints`; `pending` came in meanwhile. */
  | { name: 'running'; hints: Hints; pending: Pending | null }
  | { name: 'closed' }

/** All times in milliseconds since the epoch. */
export interface WorkerState {
  phase: Phase
  notBefore: number
  /** When it was last looked for news or at everything, and at everything. */
  lookedAt: number
  wholeAt: number
  /** Cycles that failed in a row. */
  failures: number
  /** What was not read because GitHub's limits left no room; null: nothing. */
  unread: Hints | null
}

/** How a cycle ended, as far as the worker is concerned. */
export type WorkerEnd =
  | CycleEnd
  /** Another process holds the repository until then. */
  | { kind: 'taken'; until: number }
  /** It threw; `outcome` is what the error means. */
  | { kind: 'failed'; error: unknown; outcome: Outcome }

export type WorkerEvent =
  | { kind: 'marked'; hints: Partial<Hints> }
  /** The timer of `arm` fired. */
  | { kind: 'due' }
  | { kind: 'slot-free' }
  | { kind: 'ended'; end: WorkerEnd }
  /** The timer of `look-again` fired. `regular`: it is time for a regular look; else only time has moved on. */
  | { kind: 'look-due'; regular: boolean }
  /** The timer of `wait-for-room` fired. */
  | { kind: 'room-due' }
  | { kind: 'closed' }

/** Each timer replaces the one of the same kind before it. */
export type WorkerEffect =
  | { kind: 'arm'; inMs: number }
  | { kind: 'take-slot' }
  | { kind: 'look-again'; inMs: number; regular: boolean }
  | { kind: 'cancel-look' }
  | { kind: 'wait-for-room'; inMs: number }
  | { kind: 'cancel-timers' }
  | { kind: 'log-failure'; error: unknown; afterMs: number; failures: number }
  /** The repository may be gone: the list of repositories is to be read again. */
  | { kind: 'relist' }
  /** The App was removed from the repository. */
  | { kind: 'stop'; message: string }

export interface Transition {
  state: WorkerState
  effects: WorkerEffect[]
}

/** What a repository does now; `waiting`: there is work for a later time. */
export type Activity = 'idle' | 'queued' | 'running' | 'waiting'

/** A burst of deliveries is read once: when it has been quiet for a moment, or has lasted long enough. */
const QUIET_MS = 150
const LONGEST_MS = 1000
/** A process that stops gives its leases back before they end. */
const ASK_AGAIN_MS = 10_000
const SOON_MS = 1000
const LOOK_MS = 15 * 60_000
/** What a look for news cannot see is rare, and waits for this one. */
const WHOLE_LOOK_MS = 6 * 60 * 60_000
/** GitHub's budget is by the hour: whatever it says, it is asked again after one. */
const LONGEST_WAIT_MS = 60 * 60_000

export const newWorkerState = (): WorkerState => ({
  phase: { name: 'idle' },
  notBefore: 0,
  lookedAt: 0,
  wholeAt: 0,
  failures: 0,
  unread: null,
})

/** @param now milliseconds since the epoch */
export function next(state: WorkerState, event: WorkerEvent, now: number): Transition {
  if (state.phase.name === 'closed') return stay(state)
  switch (event.kind) {
    case 'marked':
      return mark(state, event.hints, now)
    case 'due':
      return due(state, now)
    case 'slot-free':
      return begin(state, now)
    case 'ended':
      return end(state, event.end, now)
    case 'look-due':
      return mark(state, event.regular ? nextLook(state, now) : NOTHING, now)
    case 'room-due':
      return mark({ ...state, unread: null }, state.unread ?? NOTHING, now)
    case 'closed':
      return { state: { ...state, phase: { name: 'closed' } }, effects: [{ kind: 'cancel-timers' }] }
  }
}

export function activityOf({ phase, notBefore }: WorkerState, now: number): Activity {
  if (phase.name === 'starting' || phase.name === 'running') return 'running'
  if (phase.name === 'idle' || phase.name === 'closed') return 'idle'
  return notBefore > now ? 'waiting' : 'queued'
}

/** Nothing is to be done now; what waits for a later time does not count. */
export function isQuiet(state: WorkerState, now: number): boolean {
  const activity = activityOf(state, now)
  return activity === 'idle' || activity === 'waiting'
}

const stay = (state: WorkerState): Transition => ({ state, effects: [] })

function mark(state: WorkerState, hints: Partial<Hints>, now: number): Transition {
  const { phase } = state
  const before = 'pending' in phase ? phase.pending : null
  const pending = { hints: mergeHints(before?.hints ?? NOTHING, hints), since: before?.since ?? now }
  if (phase.name === 'starting' || phase.name === 'running') return stay({ ...state, phase: { ...phase, pending } })
  return arm(state, pending, now)
}

function arm(state: WorkerState, pending: Pending, now: number): Transition {
  const quietAt = Math.min(now + QUIET_MS, pending.since + LONGEST_MS)
  const isDeferred = state.notBefore > now
  const phase: Phase = { name: isDeferred ? 'deferred' : 'armed', pending, quietAt }
  const at = isDeferred ? state.notBefore : quietAt
  return { state: { ...state, phase }, effects: [{ kind: 'arm', inMs: Math.max(0, at - now) }] }
}

function due(state: WorkerState, now: number): Transition {
  const { phase } = state
  if (phase.name !== 'armed' && phase.name !== 'deferred') return stay(state)
  if (phase.quietAt > now) {
    // Hints came in just before the deferral ended: their burst is awaited.
    const armed: Phase = { ...phase, name: 'armed' }
    return { state: { ...state, phase: armed }, effects: [{ kind: 'arm', inMs: phase.quietAt - now }] }
  }
  return {
    state: { ...state, phase: { name: 'starting', pending: phase.pending } },
    effects: [{ kind: 'take-slot' }],
  }
}

function begin(state: WorkerState, now: number): Transition {
  if (state.phase.name !== 'starting') return stay(state)
  const { hints } = state.phase.pending
  return {
    state: {
      ...state,
      phase: { name: 'running', hints, pending: null },
      lookedAt: hints.all || hints.news ? now : state.lookedAt,
      wholeAt: hints.all ? now : state.wholeAt,
    },
    effects: [{ kind: 'cancel-look' }],
  }
}

/** The cycle is over: what it asks for is noted first, then whatever waits is armed. */
function end(state: WorkerState, how: WorkerEnd, now: number): Transition {
  if (state.phase.name !== 'running') return stay(state)
  const { state: settled, effects } = settle(state, state.phase.hints, how, now)
  const { phase } = settled
  const pending = phase.name === 'running' ? phase.pending : null
  if (pending === null) return { state: { ...settled, phase: { name: 'idle' } }, effects }
  const armed = arm(settled, pending, now)
  return { state: armed.state, effects: [...effects, ...armed.effects] }
}

function settle(state: WorkerState, hints: Hints, how: WorkerEnd, now: number): Transition {
  const fresh = { ...state, failures: 0 }
  switch (how.kind) {
    case 'settled':
      if (!how.troubled) return lookAgain(fresh, how.wakeAt, now)
      return putOff({ ...state, failures: state.failures + 1 }, backoff(state.failures), NOTHING, now)
    case 'later':
      return putOff(fresh, how.afterMs, EVERYTHING, now)
    case 'taken':
      return putOff(fresh, Math.min(ASK_AGAIN_MS, Math.max(SOON_MS, how.until - now)), EVERYTHING, now)
    case 'interrupted':
      return putOff(fresh, SOON_MS, EVERYTHING, now)
    case 'stop':
      return { state: fresh, effects: [{ kind: 'stop', message: how.message }] }
    case 'failed':
      return fail(state, hints, how, now)
  }
}

type Failed = Extract<WorkerEnd, { kind: 'failed' }>

function fail(state: WorkerState, hints: Hints, { error, outcome }: Failed, now: number): Transition {
  if (outcome.kind === 'later' && outcome.untried) return readLater(state, hints, outcome.afterMs)
  const failures = state.failures + 1
  const afterMs = Math.max(outcome.kind === 'later' ? outcome.afterMs : 0, backoff(state.failures))
  const failure: WorkerEffect = { kind: 'log-failure', error, afterMs, failures }
  const failed = { ...state, failures }
  if (outcome.kind === 'stop') return { state: failed, effects: [failure, { kind: 'stop', message: outcome.message }] }
  return { ...putOff(failed, afterMs, EVERYTHING, now), effects: [failure, { kind: 'relist' }] }
}

/** GitHub's limits leave no room for this reading yet; what comes in meanwhile may well be let through. */
function readLater(state: WorkerState, hints: Hints, ms: number): Transition {
  const unread = mergeHints(state.unread ?? NOTHING, hints)
  return {
    state: { ...state, unread },
    effects: [{ kind: 'wait-for-room', inMs: Math.min(ms, LONGEST_WAIT_MS) }],
  }
}

function putOff(state: WorkerState, ms: number, hints: Hints, now: number): Transition {
  return mark({ ...state, notBefore: now + Math.min(ms, LONGEST_WAIT_MS) }, hints, now)
}

/** Counted from the last look: deliveries that keep coming do not put off the one that makes up for lost ones. */
function lookAgain(state: WorkerState, wakeAt: number | null, now: number): Transition {
  const lookIn = Math.max(0, state.lookedAt + LOOK_MS - now)
  // A moment that is already past cannot be waited for; the regular look covers it.
  const wakeIn = wakeAt !== null && wakeAt > now ? wakeAt - now : LOOK_MS
  const inMs = Math.min(lookIn, wakeIn)
  return { state, effects: [{ kind: 'look-again', inMs, regular: lookIn <= wakeIn }] }
}

const nextLook = ({ wholeAt }: WorkerState, now: number): Hints => (now >= wholeAt + WHOLE_LOOK_MS ? EVERYTHING : NEWS)
