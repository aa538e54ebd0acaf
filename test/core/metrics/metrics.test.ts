import { describe, expect, test } from 'vitest'
import { concurrency, overlap } from '../../../src/core/metrics/intervals.ts'
import { learnings } from '../../../src/core/metrics/learnings.ts'
import { mergeRuns, sessionMetrics, waitsForPerson } from '../../../src/core/metrics/metrics.ts'
import type { PacketState } from '../../../src/core/state/packet.ts'
import { at, checkState, decisionState, dependencyState, packetState, sessionState, state } from '../render/build.ts'

const MINUTE = 60_000
const session = sessionState({ closedAt: at('13:00') })
const taught = (...packets: PacketState[]) => learnings(state({ packets }), session)

describe('concurrency', () => {
  test.each([
    ['nothing', [], { peak: 0, mean: 0, peakAt: null }],
    ['one', [[0, 10]], { peak: 1, mean: 1, peakAt: 0 }],
    [
      'two that overlap for half of the time',
      [
        [0, 10],
        [5, 10],
      ],
      { peak: 2, mean: 1.5, peakAt: 5 },
    ],
    [
      'one after the other',
      [
        [0, 5],
        [5, 10],
      ],
      { peak: 1, mean: 1, peakAt: 0 },
    ],
    [
      'a gap does not count',
      [
        [0, 5],
        [100, 105],
      ],
      { peak: 1, mean: 1, peakAt: 0 },
    ],
  ])('%s', (_, intervals, expected) => {
    expect(concurrency(intervals.map(([from = 0, to = 0]) => ({ from, to })))).toEqual(expected)
  })
})

test('overlap sums the time that two groups share', () => {
  expect(
    overlap(
      [
        { from: 0, to: 10 },
        { from: 20, to: 30 },
      ],
      [{ from: 5, to: 25 }],
    ),
  ).toBe(10)
  expect(overlap([{ from: 0, to: 10 }], [{ from: 10, to: 20 }])).toBe(0)
})

test.each([
  ['none', [], 0],
  ['close together', ['10:00', '10:20', '10:49'], 1],
  ['half an hour apart', ['10:00', '10:30'], 2],
  ['in any order', ['12:00', '10:00', '12:05'], 2],
])('runs of merges: %s', (_, times, runs) => {
  expect(mergeRuns(times.map(at))).toBe(runs)
})

test('only packets of the session count, and an open interval ends with the session', () => {
  const open = packetState({ statusTimes: [{ status: 'running', from: at('12:30'), to: null }] })
  const other = packetState({ issue: 13, session: 99, status: 'merged' })
  const m = sessionMetrics(state({ now: at('15:00'), packets: [open, other] }), session)
  expect(m).toMatchObject({ packets: 1, timeIn: { running: 30 * MINUTE }, deferred: [{ issue: 12 }], completed: [] })
})

test('waits for a person are answered questions and ended blocks, each counted once', () => {
  const answer = { text: 'x', by: 'writer', at: at('10:30'), url: 'x' }
  const packet = packetState({
    decisions: [decisionState({ question: 'q', askedAt: at('10:20'), answer }), decisionState({ number: 2 })],
    unblocked: [
      { from: at('10:20'), to: at('10:30') },
      { from: at('11:00'), to: at('11:07') },
    ],
  })
  expect(waitsForPerson(packet).map((wait) => [wait.for, (wait.to - wait.from) / MINUTE])).toEqual([
    ['q', 10],
    ['', 7],
  ])
})

describe('learnings', () => {
  test.each<[string, PacketState[], unknown[]]>([
    [
      'a quick session teaches nothing',
      [packetState({ status: 'merged', integrations: [{ at: 0, passed: true }] })],
      [],
    ],
    [
      'it started late although its last dependency was there',
      [
        packetState({
          startedAt: at('11:00'),
          dependencies: [
            dependencyState({ deliveredAt: at('10:10') }),
            dependencyState({ name: 'auth', deliveredAt: at('10:40') }),
          ],
        }),
      ],
      [
        {
          kind: 'earlier',
          packet: 'db-users',
          by: 20 * MINUTE,
          dependency: 'auth',
          deliveredAt: at('10:40'),
          filedLate: false,
        },
      ],
    ],
    [
      'it was filed late',
      [
        packetState({
          createdAt: at('10:55'),
          startedAt: at('11:00'),
          dependencies: [dependencyState({ name: 'auth', deliveredAt: at('10:40') })],
        }),
      ],
      [
        {
          kind: 'earlier',
          packet: 'db-users',
          by: 20 * MINUTE,
          dependency: 'auth',
          deliveredAt: at('10:40'),
          filedLate: true,
        },
      ],
    ],
    [
      'it started within minutes',
      [packetState({ startedAt: at('10:44'), dependencies: [dependencyState({ deliveredAt: at('10:40') })] })],
      [],
    ],
    [
      'its trial has not passed yet',
      [
        packetState({
          integrations: [{ at: 0, passed: false }],
          checks: { integration: checkState('integration', { conclusion: 'failure', title: 'Conflicts' }) },
        }),
      ],
      [{ kind: 'trial', packet: 'db-users', tries: 1, passed: false, why: 'Conflicts' }],
    ],
    [
      'it drifted and was granted a path',
      [
        packetState({
          statusTimes: [{ status: 'drifting', from: at('10:00'), to: at('10:01') }],
          grants: [{ path: 'docs/x.md', reason: '', by: 'writer', at: 0 }],
        }),
      ],
      [{ kind: 'scope', packet: 'db-users', paths: ['docs/x.md'], drifted: true, still: false }],
    ],
    [
      'it waited for a place',
      [packetState({ statusTimes: [{ status: 'waiting', from: at('10:00'), to: at('10:45') }] })],
      [{ kind: 'place', packet: 'db-users', waited: 45 * MINUTE }],
    ],
    [
      'it waited for a dependency, as it should',
      [
        packetState({
          dependencies: [dependencyState()],
          statusTimes: [{ status: 'waiting', from: at('10:00'), to: at('10:45') }],
        }),
      ],
      [],
    ],
  ])('%s', (_, packets, expected) => {
    expect(taught(...packets)).toEqual(expected)
  })
})
