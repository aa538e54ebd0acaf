/** Each transition of a repository's worker, one by one. */
import { describe, expect, it } from 'vitest'
import { EVERYTHING, NEWS, NOTHING } from '../../../src/shell/reconcile/hints.ts'
import {
  activityOf,
  isQuiet,
  newWorkerState,
  next,
  type Phase,
  type WorkerEffect,
  type WorkerEnd,
  type WorkerEvent,
  type WorkerState,
} from '../../../src/shell/reconcile/worker-state.ts'

const NOW = 100_000_000
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const issue = { ...NOTHING, issues: [1] }
const other = { ...NOTHING, issues: [2] }
const both = { ...NOTHING, issues: [1, 2] }

const idle: Phase = { name: 'idle' }
const armed = (hints = issue, since = NOW, quietAt = NOW): Phase => ({
  name: 'armed',
  pending: { hints, since },
  quietAt,
})
const deferred = (hints = issue, quietAt = NOW): Phase => ({
  name: 'deferred',
  pending: { hints, since: NOW },
  quietAt,
})
const starting = (hints = issue): Phase => ({ name: 'starting', pending: { hints, since: NOW } })
const running = (hints = issue, pending: typeof issue | null = null): Phase => ({
  name: 'running',
  hints,
  pending: pending && { hints: pending, since: NOW },
})
const closed: Phase = { name: 'closed' }

const state = (phase: Phase, more: Partial<WorkerState> = {}): WorkerState => ({
  ...newWorkerState(),
  lookedAt: NOW,
  wholeAt: NOW,
  ...more,
  phase,
})
const marked: WorkerEvent = { kind: 'marked', hints: other }
const ended = (end: WorkerEnd): WorkerEvent => ({ kind: 'ended', end })
const settled = (troubled = false, wakeAt: number | null = null): WorkerEvent =>
  ended({ kind: 'settled', troubled, wakeAt })
const error = new Error('broken')

type Row = [what: string, before: WorkerState, event: WorkerEvent, after: WorkerState, effects: WorkerEffect[]]

describe('gathering hints', () => {
  it.each<Row>([
    [
      'an idle one waits for the burst to end',
      state(idle),
      marked,
      state(armed(other, NOW, NOW + 150)),
      [{ kind: 'arm', inMs: 150 }],
    ],
    [
      'an armed one waits again',
      state(armed(issue, NOW - 100)),
      marked,
      state(armed(both, NOW - 100, NOW + 150)),
      [{ kind: 'arm', inMs: 150 }],
    ],
    [
      'a long burst is cut off',
      state(armed(issue, NOW - 990)),
      marked,
      state(armed(both, NOW - 990, NOW + 10)),
      [{ kind: 'arm', inMs: 10 }],
    ],
    [
      'a deferred one keeps its time',
      state(deferred(issue), { notBefore: NOW + 500 }),
      marked,
      state(deferred(both, NOW + 150), { notBefore: NOW + 500 }),
      [{ kind: 'arm', inMs: 500 }],
    ],
    ['one that waits for a slot takes them along', state(starting()), marked, state(starting(both)), []],
    ['a running one keeps them for later', state(running()), marked, state(running(issue, other)), []],
    ['a closed one takes none', state(closed), marked, state(closed), []],
  ])('%s', (_, before, event, after, effects) => {
    expect(next(before, event, NOW)).toEqual({ state: after, effects })
  })
})

describe('starting', () => {
  const beforeQuiet = { notBefore: NOW }
  it.each<Row>([
    [
      'an armed one takes a slot when its timer fires',
      state(armed()),
      { kind: 'due' },
      state(starting()),
      [{ kind: 'take-slot' }],
    ],
    [
      'so does a deferred one',
      state(deferred(), beforeQuiet),
      { kind: 'due' },
      state(starting(), beforeQuiet),
      [{ kind: 'take-slot' }],
    ],
    [
      'a deferred one that hints just came in for awaits their burst',
      state(deferred(issue, NOW + 100), beforeQuiet),
      { kind: 'due' },
      state(armed(issue, NOW, NOW + 100), beforeQuiet),
      [{ kind: 'arm', inMs: 100 }],
    ],
    ['a timer that fires while it runs does nothing', state(running()), { kind: 'due' }, state(running()), []],
    [
      'a free slot starts the cycle',
      state(starting(), { lookedAt: 1, wholeAt: 1 }),
      { kind: 'slot-free' },
      state(running(), { lookedAt: 1, wholeAt: 1 }),
      [{ kind: 'cancel-look' }],
    ],
    [
      'a look for news is noted',
      state(starting(NEWS), { lookedAt: 1, wholeAt: 1 }),
      { kind: 'slot-free' },
      state(running(NEWS), { wholeAt: 1 }),
      [{ kind: 'cancel-look' }],
    ],
    [
      'a look at everything is noted',
      state(starting(EVERYTHING), { lookedAt: 1, wholeAt: 1 }),
      { kind: 'slot-free' },
      state(running(EVERYTHING)),
      [{ kind: 'cancel-look' }],
    ],
    ['a closed one starts nothing', state(closed), { kind: 'slot-free' }, state(closed), []],
  ])('%s', (_, before, event, after, effects) => {
    expect(next(before, event, NOW)).toEqual({ state: after, effects })
  })
})

describe('a cycle that settled', () => {
  it.each<Row>([
    [
      'looks for news in a quarter of an hour',
      state(running(), { failures: 2 }),
      settled(),
      state(idle),
      [{ kind: 'look-again', inMs: 15 * MINUTE, regular: true }],
    ],
    [
      'counts from the last look',
      state(running(), { lookedAt: NOW - 14 * MINUTE }),
      settled(),
      state(idle, { lookedAt: NOW - 14 * MINUTE }),
      [{ kind: 'look-again', inMs: MINUTE, regular: true }],
    ],
    [
      'decides again when time alone changes the decision',
      state(running()),
      settled(false, NOW + 30_000),
      state(idle),
      [{ kind: 'look-again', inMs: 30_000, regular: false }],
    ],
    [
      'does not wait for a moment that is past',
      state(running()),
      settled(false, NOW - 1),
      state(idle),
      [{ kind: 'look-again', inMs: 15 * MINUTE, regular: true }],
    ],
    [
      'goes on with what came in meanwhile',
      state(running(issue, other)),
      settled(),
      state(armed(other, NOW, NOW + 150)),
      [
        { kind: 'look-again', inMs: 15 * MINUTE, regular: true },
        { kind: 'arm', inMs: 150 },
      ],
    ],
    [
      'and lacks an answer is tried again later and later',
      state(running(), { failures: 2 }),
      settled(true),
      state(deferred(NOTHING, NOW + 150), { failures: 3, notBefore: NOW + 4000 }),
      [{ kind: 'arm', inMs: 4000 }],
    ],
  ])('%s', (_, before, event, after, effects) => {
    expect(next(before, event, NOW)).toEqual({ state: after, effects })
  })
})

describe('a cycle that was cut short', () => {
  it.each<[string, WorkerEnd, number]>([
    ['waits as long as GitHub asks for', { kind: 'later', afterMs: 90_000, message: 'limit' }, 90_000],
    ['waits an hour at most', { kind: 'later', afterMs: 5 * HOUR, message: 'limit' }, HOUR],
    ['asks again soon for a lease that another holds', { kind: 'taken', until: NOW + HOUR }, 10_000],
    ['asks when the other lease ends', { kind: 'taken', until: NOW + 4000 }, 4000],
    ['does not ask at once', { kind: 'taken', until: NOW - 1 }, 1000],
    ['tries again after an interruption', { kind: 'interrupted' }, 1000],
  ])('%s', (_, how, inMs) => {
    const after = state(deferred(EVERYTHING, NOW + 150), { notBefore: NOW + inMs })
    const effects = [{ kind: 'arm', inMs }]
    expect(next(state(running(), { failures: 2 }), ended(how), NOW)).toEqual({ state: after, effects })
  })

  it('stops for good where the App was removed', () => {
    const effects = [{ kind: 'stop', message: 'suspended' }]
    expect(next(state(running()), ended({ kind: 'stop', message: 'suspended' }), NOW)).toEqual({
      state: state(idle),
      effects,
    })
  })
})

describe('a cycle that failed', () => {
  const failed = (outcome: Extract<WorkerEnd, { kind: 'failed' }>['outcome']) =>
    ended({ kind: 'failed', error, outcome })
  it.each<Row>([
    [
      'is tried again later and later, and the repositories are listed',
      state(running(), { failures: 1 }),
      failed({ kind: 'later', afterMs: 0, message: 'broken' }),
      state(deferred(EVERYTHING, NOW + 150), { failures: 2, notBefore: NOW + 2000 }),
      [{ kind: 'log-failure', error, afterMs: 2000, failures: 2 }, { kind: 'relist' }, { kind: 'arm', inMs: 2000 }],
    ],
    [
      'waits as long as GitHub asks for',
      state(running()),
      failed({ kind: 'later', afterMs: MINUTE, message: 'limit' }),
      state(deferred(EVERYTHING, NOW + 150), { failures: 1, notBefore: NOW + MINUTE }),
      [{ kind: 'log-failure', error, afterMs: MINUTE, failures: 1 }, { kind: 'relist' }, { kind: 'arm', inMs: MINUTE }],
    ],
    [
      'stops where the App was removed',
      state(running()),
      failed({ kind: 'stop', message: 'gone' }),
      state(idle, { failures: 1 }),
      [
        { kind: 'log-failure', error, afterMs: 1000, failures: 1 },
        { kind: 'stop', message: 'gone' },
      ],
    ],
    [
      'is no failure where GitHub’s limits left no room: only its own hints wait',
      state(running(issue), { unread: other, failures: 1 }),
      failed({ kind: 'later', afterMs: MINUTE, message: 'full', untried: true }),
      state(idle, { unread: { ...NOTHING, issues: [2, 1] }, failures: 1 }),
      [{ kind: 'wait-for-room', inMs: MINUTE }],
    ],
  ])('%s', (_, before, event, after, effects) => {
    expect(next(before, event, NOW)).toEqual({ state: after, effects })
  })
})

describe('time', () => {
  const arm: WorkerEffect[] = [{ kind: 'arm', inMs: 150 }]
  it.each<Row>([
    [
      'a regular look is for news',
      state(idle),
      { kind: 'look-due', regular: true },
      state(armed(NEWS, NOW, NOW + 150)),
      arm,
    ],
    [
      'after six hours it is at everything',
      state(idle, { wholeAt: NOW - 6 * HOUR }),
      { kind: 'look-due', regular: true },
      state(armed(EVERYTHING, NOW, NOW + 150), { wholeAt: NOW - 6 * HOUR }),
      arm,
    ],
    [
      'a decision that time changes reads nothing',
      state(idle),
      { kind: 'look-due', regular: false },
      state(armed(NOTHING, NOW, NOW + 150)),
      arm,
    ],
    [
      'what was not read is read when there may be room',
      state(idle, { unread: issue }),
      { kind: 'room-due' },
      state(armed(issue, NOW, NOW + 150)),
      arm,
    ],
    ['closing ends every timer', state(armed()), { kind: 'closed' }, state(closed), [{ kind: 'cancel-timers' }]],
  ])('%s', (_, before, event, after, effects) => {
    expect(next(before, event, NOW)).toEqual({ state: after, effects })
  })
})

it.each<[Phase, number, string, boolean]>([
  [idle, 0, 'idle', true],
  [armed(), 0, 'queued', false],
  [deferred(), NOW + 1, 'waiting', true],
  [deferred(), NOW, 'queued', false],
  [starting(), 0, 'running', false],
  [running(), 0, 'running', false],
  [closed, 0, 'idle', true],
])('%j, not before %i, is %s', (phase, notBefore, activity, quiet) => {
  expect(activityOf(state(phase, { notBefore }), NOW)).toBe(activity)
  expect(isQuiet(state(phase, { notBefore }), NOW)).toBe(quiet)
})
