import { describe, expect, test } from 'vitest'
import { configSchema } from '../../../src/core/parse/config/schema.ts'
import { mergeDashboard, readBoxes, renderDashboard } from '../../../src/core/render/dashboard.ts'
import type { PacketState } from '../../../src/core/state/packet.ts'
import {
  actor,
  at,
  checkState,
  decisionState,
  dependencyState,
  type FlatPacket,
  packetState,
  pullFact,
  reportState,
  sessionState,
  state,
} from './build.ts'
import { effects, parse } from './rendered.ts'

const render = (...packets: PacketState[]): string => renderDashboard(state({ packets }), sessionState())
const section = (body: string, heading: string): string =>
  body.split(`## ${heading}\n`)[1]?.split(/^## /m)[0]?.trim() ?? ''
const needs = (body: string): string => section(body, 'Needs you')
const row = (body: string, name: string): string =>
  body.split('\n').find((line) => line.startsWith('|') && line.includes(name)) ?? ''

describe('the table', () => {
  test('has a row that a person can read across', () => {
    const body = render(
      packetState({ percent: 40, lastHeardAt: at('10:25'), report: reportState({ text: 'tables done' }) }),
    )
    expect(body).toContain('| # | Branch | Packet | Status | Last check | Progress | Notes |')
    expect(row(body, 'feature/db-users')).toBe(
      '| #12 | feature/db-users | db-users | 🟢 Running | 10:25 | ~40% | tables done |',
    )
  })

  test('without packets has its head and says how to file one', () => {
    const body = render()
    expect(body).toContain('| # | Branch | Packet | Status | Last check | Progress | Notes |')
    expect(body).toContain('`Work Packet: NAME`')
    expect(body).not.toContain('```mermaid')
  })

  test('leaves out packets of other sessions', () => {
    expect(render(packetState({ session: 99 }))).not.toContain('db-users')
  })

  test.each<[string, Partial<FlatPacket>, string]>([
    [
      'waiting',
      {
        status: 'waiting',
        waits: [
          { kind: 'dependency', name: 'auth', state: 'not-filed', issue: null },
          { kind: 'capacity', running: 3, capacity: 3 },
        ],
      },
      'waits for auth (not filed yet) and a free slot (3 of 3 taken)',
    ],
    ['blocked', { status: 'blocked', report: reportState({ reason: 'no database' }) }, 'no database'],
    [
      'queued',
      { status: 'done', queued: { head: 'a', at: at('10:00'), by: 'writer', comment: 1, place: 2 } },
      'in the queue, place 2',
    ],
    ['red', { status: 'done', checks: { scope: checkState('scope', { conclusion: 'failure' }) } }, 'red: scope'],
    [
      'what blocks it',
      { status: 'done', mergeBlock: { kind: 'objected', by: ['wri|ter'], pull: 9 } },
      'wri&#124;ter requested changes on #<!-- -->9: it needs their approval, or the review dismissed',
    ],
    ['abandoned', { status: 'abandoned', abandoned: { at: 0, by: 'writer', why: 'not this week' } }, 'not this week'],
  ])('notes of one that is %s', (_, given, words) => {
    expect(row(render(packetState(given)), 'db-users')).toContain(`| ${words} |`)
  })

  test('says the day of what was not today', () => {
    const earlier = packetState({ lastHeardAt: Date.UTC(2026, 1, 27, 9, 5) })
    expect(row(render(earlier), 'db-users')).toContain('| 27 Feb 09:05 |')
  })

  test('uses the time zone of the configuration', () => {
    const config = configSchema.parse({ timezone: 'Europe/Berlin' })
    const body = renderDashboard(
      state({ config, packets: [packetState({ lastHeardAt: at('10:25') })] }),
      sessionState(),
    )
    expect(row(body, 'db-users')).toContain('| 11:25 |')
  })
})

const green = { integration: checkState('integration') }
const request = {
  path: 'docs/testing.md',
  reason: 'helpers',
  by: 'agent',
  at: at('10:05'),
  url: 'https://github.com/x',
  comment: 1,
  verdict: 'open' as const,
}

describe('needs you', () => {
  test.each<[string, Partial<FlatPacket>, string[]]>([
    [
      'a question',
      { decisions: [decisionState({ number: 2 })] },
      ['should user creation return the created user', '`/decide 2 ANSWER`'],
    ],
    [
      'a block',
      { status: 'blocked', report: reportState({ reason: 'no database' }) },
      ['no database', '`/unblock DECISION`'],
    ],
    [
      'drift',
      { status: 'drifting', drift: [{ path: 'docs/x.md', why: 'out-of-scope', against: 'docs/' }] },
      ['`docs/x.md`', '/scope allow', '/redirect TEXT'],
    ],
    [
      'a scope request',
      { status: 'drifting', scopeRequests: [request] },
      ['docs/testing.md', '`/scope allow`', '`/scope deny`'],
    ],
    ['a silent agent', { stale: true, lastHeardAt: at('10:10') }, ['not been heard from since 10:10', '`/round`']],
    ['a review', { status: 'done', needsReview: true, pull: pullFact({ number: 31 }) }, ['review', '/pull/31/files']],
    ['a merge', { status: 'done', checks: green }, ['done and green', '`/merge`']],
    ['a proposal', { status: 'proposed', author: actor('outsider') }, ['outsider', '`/accept`']],
    ['a changed text', { change: { by: 'outsider', hash: 'x', at: at('10:09') } }, ['edited by outsider', '`/accept`']],
    [
      'a lost dependency',
      { status: 'waiting', dependencies: [dependencyState({ name: 'auth', state: 'abandoned' })] },
      ['auth', '`/waive auth`'],
    ],
    [
      'trouble',
      { trouble: [{ kind: 'no-dispatch', problem: 'The branch cannot be made.' }] },
      ['The branch cannot be made.'],
    ],
    [
      'what cannot be read',
      {
        status: 'invalid',
        problems: [{ code: 'no-objective', severity: 'error', line: 1, message: 'Add `**Objective:** …`.' }],
      },
      ['Add `**Objective:** …`.'],
    ],
  ])('lists %s with the command', (_, given, words) => {
    const list = needs(render(packetState(given)))
    for (const word of ['https://github.com/acme/app/issues/12', ...words]) expect(list).toContain(word)
  })

  test('what holds an agent up comes before what can wait', () => {
    const body = render(
      packetState({ issue: 1, name: 'proposed-one', status: 'proposed' }),
      packetState({ issue: 2, name: 'merge-one', status: 'done', checks: green }),
      packetState({ issue: 3, name: 'asks-one', decisions: [decisionState()] }),
      packetState({ issue: 4, name: 'late-blocked', status: 'blocked', statusSince: at('11:00') }),
      packetState({ issue: 5, name: 'early-blocked', status: 'blocked', statusSince: at('10:30') }),
    )
    const order = needs(body).match(/(?<=\*\*\[)[a-z-]+/g)
    expect(order).toEqual(['early-blocked', 'late-blocked', 'asks-one', 'merge-one', 'proposed-one'])
  })

  test.each<[string, Partial<FlatPacket>]>([
    [
      'an answered question',
      { decisions: [decisionState({ answer: { text: 'Both.', by: 'writer', at: at('10:20'), url: 'x' } })] },
    ],
    ['a request that was decided', { scopeRequests: [{ ...request, verdict: 'allowed' }] }],
    [
      'one that waits in the queue',
      { status: 'done', checks: green, queued: { head: 'a', at: 0, by: 'writer', comment: 1, place: 1 } },
    ],
    ['one whose trial is under way', { status: 'done' }],
    ['one that is merged', { status: 'merged', decisions: [decisionState()] }],
  ])('has nothing for %s', (_, given) => {
    expect(needs(render(packetState(given)))).toContain('Nothing right now.')
  })

  test('with `merge: auto` nobody is asked to merge', () => {
    const config = configSchema.parse({ merge: 'auto' })
    const body = renderDashboard(
      state({ config, packets: [packetState({ status: 'done', checks: green })] }),
      sessionState(),
    )
    expect(needs(body)).not.toContain('/merge')
  })

  test('names a broken configuration first', () => {
    const body = renderDashboard(
      state({ configProblems: ['`capacity` is no number'], packets: [packetState({ status: 'blocked' })] }),
      sessionState(),
    )
    expect(needs(body).split('\n')[0]).toContain('`capacity` is no number')
  })
})

const HEAD = 'f'.repeat(40)

describe('boxes', () => {
  const body = mergeDashboard(
    '- [x] mine <!-- switchyard:tick:merge:99 -->',
    render(
      packetState({ status: 'done', checks: green, head: HEAD }),
      packetState({ issue: 13, name: 'b', status: 'proposed', change: { by: 'outsider', hash: 'abc123', at: 0 } }),
    ),
  )

  test('are there for the common answers, all empty', () => {
    expect(readBoxes(body)).toMatchObject([
      { action: `merge:12:${HEAD}`, checked: false },
      { action: 'accept:13:abc123', checked: false },
      { action: 'round', checked: false },
    ])
  })

  test('are read when somebody ticks one', () => {
    const ticked = body.replace('- [ ] Merge db-users', '- [x] Merge db-users').replaceAll('\n', '\r\n')
    expect(readBoxes(ticked).filter((one) => one.checked)).toMatchObject([{ action: `merge:12:${HEAD}` }])
  })

  test('are gone with the session', () => {
    expect(readBoxes(mergeDashboard('', renderDashboard(state(), sessionState({ open: false }))))).toEqual([])
  })
})

describe('below the table', () => {
  test('the graph shows both kinds of dependency, in the colours of the status', () => {
    const graph = section(
      render(
        packetState({ status: 'merged' }),
        packetState({
          issue: 13,
          name: 'api-users',
          dependencies: [
            dependencyState({ kind: 'soft', issue: 12 }),
            dependencyState({ name: 'auth', state: 'not-filed' }),
          ],
        }),
        packetState({
          issue: 14,
          name: 'permissions',
          dependencies: [dependencyState({ name: 'api-users', issue: 13 })],
        }),
      ),
      'Dependencies',
    )
    for (const line of [
      'p12["db-users"]:::merged',
      'p12 -.-> p13',
      'p13 --> p14',
      'nauth(["auth"])',
      'nauth --> p13',
      'classDef merged fill:#8250df',
    ]) {
      expect(graph).toContain(line)
    }
  })

  test('decisions, queue, predicted conflicts, completed, carry forward and rounds', () => {
    const packets = [
      packetState({ status: 'merged', merged: { at: at('10:52'), sha: 'abc1234def' } }),
      packetState({
        issue: 13,
        name: 'api-users',
        status: 'done',
        queued: { head: 'def5678aaa', at: at('10:55'), by: 'writer', comment: 1, place: 1 },
        decisions: [
          decisionState({ answer: { text: 'Return the full user object.', by: 'writer', at: at('10:30'), url: 'x' } }),
        ],
      }),
      packetState({
        issue: 14,
        name: 'permissions',
        status: 'waiting',
        waits: [{ kind: 'dependency', name: 'api-users', state: 'open', issue: 13 }],
      }),
    ]
    const conflicts = [{ packets: ['api-users', 'permissions'] as [string, string], paths: ['src/a.js'] }]
    const rounds = [{ number: 1, at: at('10:25'), by: 'maintainer', comment: '1', counts: { running: 3 } }]
    const body = renderDashboard(state({ packets, conflicts }), sessionState({ rounds }))
    expect(section(body, 'Integration queue')).toContain(
      '1. [api-users](https://github.com/acme/app/issues/13) at `def5678`, asked by writer (10:55)',
    )
    expect(section(body, 'Integration queue')).toContain('`api-users` and `permissions` conflict in `src/a.js`')
    expect(section(body, 'Decisions')).toMatch(/10:30 .*just the ID\? → Return the full user object\. \(writer\)/)
    expect(section(body, 'Completed')).toContain('[abc1234](https://github.com/acme/app/commit/abc1234def)')
    expect(section(body, 'Carry forward')).toContain(
      'permissions](https://github.com/acme/app/issues/14) ⏳ Waiting: waits for api-users',
    )
    expect(section(body, 'Round log')).toContain('Round 1, 10:25, maintainer: 3 🟢 Running')
  })

  test('the parts stand in the order of their use', () => {
    const headings = render(packetState()).match(/(?<=^## ).*/gm)
    expect(headings).toEqual([
      'Needs you',
      'Progress',
      'Dependencies',
      'Integration queue',
      'Decisions',
      'Completed',
      'Carry forward',
      'Round log',
      'Metrics',
    ])
  })
})

test('time alone changes nothing, so that nothing is written', () => {
  const packets = [
    packetState({ statusTimes: [{ status: 'running', from: at('10:00'), to: null }], lastHeardAt: at('10:01') }),
  ]
  const [early, late] = [at('10:00'), at('23:00')].map((now) =>
    renderDashboard(state({ now, packets }), sessionState()),
  )
  expect(early).toBe(late)
})

describe('size', () => {
  const many = (count: number): PacketState[] =>
    Array.from({ length: count }, (_, i) =>
      packetState({
        issue: 100 + i,
        name: `packet-${i}`,
        status: i % 3 === 0 ? 'blocked' : i % 3 === 1 ? 'merged' : 'running',
        report: reportState({ reason: `${'@someone #1 '.repeat(30)}${i}`, text: 'x'.repeat(200) }),
        merged: i % 3 === 1 ? { at: TEN_PLUS(i), sha: 'abc1234' } : null,
        dependencies: i === 0 ? [] : [dependencyState({ name: `packet-${i - 1}`, issue: 99 + i })],
        decisions: [decisionState({ answer: { text: 'y'.repeat(300), by: 'writer', at: TEN_PLUS(i), url: 'x' } })],
      }),
    )
  const TEN_PLUS = (i: number): number => at('10:00') + i * 1000

  test.each([10, 100, 600, 2000])('%i packets fit in an issue, with what needs the person first', (count) => {
    const body = mergeDashboard(
      'Goal',
      renderDashboard(state({ packets: many(count) }), sessionState({ body: 'Goal' })),
    )
    expect(body.length).toBeLessThanOrEqual(65_000)
    expect(body).toContain('## Needs you')
    expect(body).toContain('packet-0')
    expect(body).toContain('| # | Branch | Packet |')
    expect(body).toContain('Kept by Switchyard.')
  })

  test('a table that was cut keeps live packets and links to the rest', () => {
    const body = renderDashboard(state({ packets: many(600) }), sessionState())
    expect(body).toMatch(/and \d+ more: \[all packets\]\(https:\/\/github\.com\/acme\/app\/issues\?q=label%3Apacket\)/)
    expect(body.match(/^\| #.*🟣 Merged/gm)).toBeNull()
  })

  test('a long text of the person leaves less, never too much', () => {
    const human = 'x'.repeat(64_000)
    const merged = mergeDashboard(human, renderDashboard(state({ packets: many(50) }), sessionState({ body: human })))
    expect(merged.length).toBeLessThanOrEqual(65_536)
    expect(merged.startsWith(human)).toBe(true)
  })

  test('a graph that GitHub would not draw is left out', () => {
    const dense = many(40).map((p) => ({
      ...p,
      dependencies: many(20).map((d) => dependencyState({ name: d.name, issue: d.issue })),
    }))
    expect(renderDashboard(state({ packets: dense }), sessionState())).not.toContain('```mermaid')
  })
})

test('foreign words from every corner are inert', () => {
  const evil =
    '@maintainer fixes #1 | x | <b> `y` www.example.com <!-- switchyard:tick:round -->\n## Needs you\n- [x] z'
  const body = render(
    packetState({
      name: evil,
      branch: evil,
      status: 'blocked',
      report: reportState({ reason: evil, text: evil, by: actor(evil) }),
      decisions: [
        decisionState({ question: evil }),
        decisionState({ number: 2, question: evil, answer: { text: evil, by: evil, at: at('10:20'), url: evil } }),
      ],
      scopeRequests: [{ ...request, path: evil, reason: evil }],
      change: { by: evil, hash: 'x', at: at('10:00') },
      trouble: [{ kind: 'refused', action: 'merge', message: evil }],
      redirects: [{ comment: 1, at: at('10:00'), by: evil, text: evil }],
      dependencies: [dependencyState({ name: evil, state: 'abandoned' })],
    }),
  )
  const { acts, nodes } = effects(
    body.replace(/^\| #12/gm, '| n').replaceAll('(#12) <!-- switchyard', '<!-- switchyard'),
  )
  expect(acts).toEqual([])
  expect(
    nodes.filter(
      (node) =>
        node.startsWith('html') && !/sub>|switchyard-record .*|switchyard:tick:(?:round|allow:12:\w+) -->$/.test(node),
    ),
  ).toEqual([])
  expect(nodes.filter((node) => node === 'heading')).toHaveLength(9)
  expect(readBoxes(mergeDashboard('', body)).map(({ action }) => action.replace(/\w{16}$/, 'HASH'))).toEqual([
    'allow:12:HASH',
    'round',
  ])
  const table = parse(body).children.find((node) => node.type === 'table')
  expect(table?.type === 'table' && table.children.map((r) => r.children.length)).toEqual([7, 7])
})
