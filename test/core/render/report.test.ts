import { describe, expect, test } from 'vitest'
import { renderReport, reportComment } from '../../../src/core/render/report.ts'
import type { PacketState } from '../../../src/core/state/packet.ts'
import { at, decisionState, dependencyState, packetState, reportState, sessionState, state } from './build.ts'
import { effects } from './rendered.ts'

const render = (...packets: PacketState[]): string =>
  renderReport(state({ packets }), sessionState({ closedAt: at('13:00') }))
const section = (body: string, heading: string): string =>
  body.split(`## ${heading}\n`)[1]?.split(/^## /m)[0]?.trim() ?? ''
const figure = (body: string, name: string): string | undefined =>
  new RegExp(`\\| ${name} \\| (.*) \\|`).exec(body)?.[1]

const db = packetState({
  status: 'merged',
  merged: { at: at('10:52'), sha: 'abc1234def' },
  filesChanged: 6,
  linesChanged: 210,
  statusTimes: [{ status: 'running', from: at('10:00'), to: at('10:50') }],
  integrations: [{ at: at('10:51'), passed: true }],
})
const api = packetState({
  issue: 13,
  name: 'api-users',
  status: 'merged',
  merged: { at: at('11:00'), sha: 'def5678abc' },
  filesChanged: 1,
  linesChanged: 40,
  interventions: 2,
  statusTimes: [{ status: 'running', from: at('10:10'), to: at('10:55') }],
  dependencies: [dependencyState({ kind: 'soft', issue: 12 })],
  decisions: [
    decisionState({ askedAt: at('10:20'), answer: { text: 'Both.', by: 'writer', at: at('10:32'), url: 'x' } }),
  ],
  integrations: [
    { at: at('10:56'), passed: false },
    { at: at('10:58'), passed: true },
  ],
})
const permissions = packetState({
  issue: 15,
  name: 'permissions',
  status: 'running',
  percent: 20,
  startedAt: at('11:23'),
  dependencies: [dependencyState({ issue: 12, deliveredAt: at('10:52'), state: 'delivered' })],
  statusTimes: [{ status: 'running', from: at('11:23'), to: null }],
})
const waiting = packetState({
  issue: 16,
  name: 'audit',
  status: 'waiting',
  waits: [{ kind: 'dependency', name: 'permissions', state: 'open', issue: 15 }],
})
const body = render(db, api, permissions, waiting)

test('what was completed and what was not, and why', () => {
  expect(section(body, 'Completed')).toContain(
    '[db-users](https://github.com/acme/app/issues/12), merged at 10:52 as `abc1234` (6 files, 210 lines)',
  )
  expect(section(body, 'Deferred')).toContain('permissions](https://github.com/acme/app/issues/15) 🟢 Running: ~20%')
  expect(section(body, 'Deferred')).toContain(
    'audit](https://github.com/acme/app/issues/16) ⏳ Waiting: waits for permissions',
  )
})

test.each([
  ['Packets at once', '2 at most, 1.3 on average'],
  ['Integration rounds', '1 (merges less than 30 minutes apart count as one)'],
  ['Trial merges', '1 passed on the first try, 1 later, 0 not yet'],
  ['Interventions by people', '2'],
  ['Time a person took to answer', '12 minutes'],
  ['Merged', '7 files, 250 lines'],
  ['Time in 🟢 Running, all packets', '3 hours 12 minutes'],
])('the figure "%s"', (name, value) => {
  expect(figure(body, name)).toBe(value)
})

test('what the figures teach', () => {
  const lines = section(body, 'Learnings').split('\n')
  expect(lines).toEqual([
    '- `permissions` could have started 31 minutes earlier: its last dependency, `db-users`, merged at 10:52.',
    '- The soft dependency of `api-users` on `db-users` let both run at once for 40 minutes.',
    expect.stringContaining('The longest wait for a person was 12 minutes: `api-users`, “should user creation'),
    '- `api-users` failed its first trial merge and passed on try 2.',
  ])
})

describe('a session in which little happened', () => {
  test('reads well without packets', () => {
    const empty = render()
    expect(empty).toContain('No packets were filed.')
    expect(section(empty, 'Completed')).toBe('Nothing was merged in this session.')
    expect(section(empty, 'Deferred')).toBe('Nothing was left over.')
    expect(section(empty, 'Learnings')).toBe("No learnings stand out from this session's figures.")
    expect(figure(empty, 'Packets at once')).toBe('none')
    expect(figure(empty, 'Time a person took to answer')).toBe('nobody was asked')
  })

  test('an open session is measured up to now', () => {
    expect(renderReport(state({ now: at('12:00') }), sessionState())).toContain('10:00 to 12:00 (2 hours')
  })
})

test('foreign words are inert, and any number of packets fits', () => {
  const evil = '@outsider fixes #1 <b> | www.example.com'
  const many = Array.from({ length: 900 }, (_, i) =>
    packetState({
      issue: 100 + i,
      name: `${evil}${i}`,
      status: i % 2 ? 'blocked' : 'abandoned',
      report: reportState({ reason: evil }),
      abandoned: { at: 0, by: evil, why: evil },
    }),
  )
  const said = reportComment(state({ packets: many }), sessionState({ name: evil }))
  expect(said.body.length).toBeLessThanOrEqual(65_536)
  expect(said.body.endsWith('<!-- switchyard:report:0 -->')).toBe(true)
  expect(effects(said.body).acts).toEqual([])
})
