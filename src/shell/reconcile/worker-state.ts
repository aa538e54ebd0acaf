/**
 * The state machine of a repository's worker, without side effects. `next` takes an event and returns the new state and
 * the effects, which the worker (worker.ts) carries out.
 *
 * idle → armed (hints came in; waits for the end of the burst) → starting (waits for a slot) → running → idle. After a
 * failure or a rate limit the hints are deferred until a given time.
 */

import { backoff } from '../clock.ts'
import type { CycleEnd } from './cycle.ts'
import type { Outcome } from './github.ts'
import type { Hints } from './hints.ts'
import { EVERYTHING, mergeHints, NEWS, NOTHING } from './hints.ts'

interface Pending {
  hints: Hints
  /** When the first hint came in, in milliseconds. */
  since: number
}

export type Phase =
  | { name: 'idle' }
  /** Starts at `quietAt`, when no hint came in for a moment. */
  | { name: 'armed'; pending: Pending; quietAt: number }
  /** Like `armed`, but not before `WorkerState.notBefore`. */
  | { name: 'deferred'; pending: Pending; quietAt: number }
  /** Waits for a slot; further hints are added. */
  | { name: 'starting'; pending: Pending }
  /** A cycle runs with `hints`; `pending` came in meanwhile. */
  | { name: 'running'; hints: Hints; pending: Pending | null }
  | { name: 'closed' }

/** All times in milliseconds since the epoch. */
export interface WorkerState {
  phase: Phase
  notBefore: number
  /** When the last regular read or full sync began. */
  lookedAt: number
  /** When the last full sync began. */
  wholeAt: number
  /** Cycles that failed in a row. */
  failures: number
  /** What was not read because it was over budget; null: nothing. */
  unread: Hints | null
}

/** The end of a cycle, as the worker sees it. */
export type WorkerEnd =
  | CycleEnd
  /** Another process holds the repository until then. */
  | { kind: 'taken'; until: number }
  /** The cycle threw `error`, which `outcome` classifies. */
  | { kind: 'failed'; error: unknown; outcome: Outcome }

export type WorkerEvent =
  | { kind: 'marked'; hints: Partial<Hints> }
  /** The timer of `arm` fired. */
  | { kind: 'due' }
  | { kind: 'slot-free' }
  | { kind: 'ended'; end: WorkerEnd }
  /** The timer of `look-again` fired. `regular`: a regular read is due; else only the time has changed. */
  | { kind: 'look-due'; regular: boolean }
  /** The timer of `wait-for-room` fired. */
  | { kind: 'room-due' }
  | { kind: 'closed' }

/** Each timer replaces the earlier one of its kind. */
export type WorkerEffect =
  | { kind: 'arm'; inMs: number }
  | { kind: 'take-slot' }
  | { kind: 'look-again'; inMs: number; regular: boolean }
  | { kind: 'cancel-look' }
  | { kind: 'wait-for-room'; inMs: number }
  | { kind: 'cancel-timers' }
  | { kind: 'log-failure'; error: unknown; afterMs: number; failures: number }
  /** List the repositories again: this one may be gone. */
  | { kind: 'relist' }
  /** The App was removed from the repository. */
  | { kind: 'stop'; message: string }

export interface Transition {
  state: WorkerState
  effects: WorkerEffect[]
}

/** What a repository does now. `waiting`: it has work for a later time. */
export type Activity = 'idle' | 'queued' | 'running' | 'waiting'

/** A burst of deliveries leads to one cycle: after a quiet moment, or when the burst has lasted long enough. */
const QUIET_MS = 150
const LONGEST_MS = 1000
/** Another process may release its lease before it expires, so it is tried again sooner. */
const ASK_AGAIN_MS = 10_000
const SOON_MS = 1000
const LOOK_MS = 15 * 60_000
/** A full sync finds the rare changes that a regular read cannot see. */
const WHOLE_LOOK_MS = 6 * 60 * 60_000
/** GitHub: the budget is renewed every hour. No wait is longer. */
const LONGEST_WAIT_MS = 60 * 60_000

export const newWorkerState = (): WorkerState => ({
  phase: { name: 'idle' },
  notBefore: 0,
  lookedAt: 0,
  wholeAt: 0,
  failures: 0,
  unread: null,
})

/**
 * Returns the state after an event, and the effects to carry out.
 *
 * @param now milliseconds since the epoch
 */
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

/** Returns whether there is nothing to do now. Work for a later time does not count. */
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
    // Hints came in just before the deferral ended: wait for the end of their burst.
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

/** Applies the end of a cycle, then arms the hints that came in meanwhile. */
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

/** Defers a read that is over budget. Hints that come in meanwhile are tried at once. */
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

/** Counts from the last regular read: a steady stream of deliveries does not defer the read that finds lost ones. */
function lookAgain(state: WorkerState, wakeAt: number | null, now: number): Transition {
  const lookIn = Math.max(0, state.lookedAt + LOOK_MS - now)
  // A time in the past needs no timer; the regular read covers it.
  const wakeIn = wakeAt !== null && wakeAt > now ? wakeAt - now : LOOK_MS
  const inMs = Math.min(lookIn, wakeIn)
  return { state, effects: [{ kind: 'look-again', inMs, regular: lookIn <= wakeIn }] }
}

const nextLook = ({ wholeAt }: WorkerState, now: number): Hints => (now >= wholeAt + WHOLE_LOOK_MS ? EVERYTHING : NEWS)
