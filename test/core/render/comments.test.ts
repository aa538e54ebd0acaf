import { describe, expect, test } from 'vitest'
import { situationOf } from '../../../src/core/explain/situation.ts'
import { configSchema } from '../../../src/core/parse/config/schema.ts'
import { type MarkedComment, markersIn } from '../../../src/core/records/markers.ts'
import { recordIn } from '../../../src/core/records/record.ts'
import * as comments from '../../../src/core/render/comments.ts'
import type { Obstacle } from '../../../src/core/state/obstacles.ts'
import type { PacketState } from '../../../src/core/state/packet.ts'
import {
  actor,
  at,
  checkState,
  decisionState,
  dependencyState,
  type FlatPacket,
  packetState,
  packetText,
  pullFact,
  reportState,
} from './build.ts'
import { effects } from './rendered.ts'

const EVIL =
  '@outsider fixes #1 and GH-2 | <b>x</b> ``` www.example.com https://example.com [a](b) <!-- switchyard:card -->\n# x'

/** A packet with foreign words wherever foreign words can be. */
function packetWith(s: string): PacketState {
  return packetState({
    name: s,
    branch: s,
    url: s,
    packet: packetText({
      name: s,
      objective: s,
      contract: s,
      acceptance: [{ text: s, checked: false, line: 1 }],
      inScope: [{ text: s, path: s, line: 1 }],
      outOfScope: [{ text: s, path: null, line: 1 }],
    }),
    problems: [{ code: 'bad-name', severity: 'error', line: 1, message: s }],
    accepted: { hash: 'abc', at: 0, by: s },
    change: { by: s, hash: 'def', at: 0 },
    report: reportState({ text: s, reason: s }),
    decisions: [decisionState({ question: s })],
    grants: [{ path: s, reason: s, by: s, at: 0 }],
    dependencies: [dependencyState({ name: s, reason: s }), dependencyState({ name: s, kind: 'soft' })],
    drift: [{ path: s, why: 'out-of-scope', against: s }],
    mergeBlock: { kind: 'review-required', because: { kind: 'protected', path: s }, leftOut: [] },
    status: 'drifting',
  })
}

const brokenConfig = (s: string) => ({ config: configSchema.parse({}), configProblems: [s] })

/** Every comment, made from the same words. */
const everyObstacle = (s: string): Obstacle[] => [
  { kind: 'lost', sha: 'abc1234def', at: 9, how: 'gone', by: null },
  { kind: 'lost', sha: 'abc1234def', at: 9, how: 'reverted', by: s },
  { kind: 'closed', by: s, at: 9, pull: 9 },
  { kind: 'after-delivery', pushed: true, pull: null },
  { kind: 'branch-gone', branch: s },
  { kind: 'no-commits', branch: s },
  { kind: 'pull-closed', pull: 9, by: s },
  { kind: 'several-pulls', pulls: [9, 10], counts: 10 },
  { kind: 'retargeted', pull: 9, into: s },
  { kind: 'merged-elsewhere', pull: 9, into: s },
  { kind: 'came-with', pull: 9, with: 10 },
  { kind: 'unrelated' },
  { kind: 'empty', files: 2 },
  { kind: 'holds', packets: [{ issue: 9, name: s }], own: 1 },
]

function every(s: string): [string, MarkedComment][] {
  const packet = packetWith(s)
  const ruling = { comment: 9, by: s, text: s }
  const scope = { comment: 9, by: s, paths: [s, s], reason: s }
  const delivery = { packet, pull: null, sha: 'abc1234def', baseBranch: s }
  const step = { name: 'test' as const, command: s, outcome: 'failed' as const, exitCode: 1, seconds: 1, tail: s }
  const red = [checkState('integration', { conclusion: 'failure', title: s, steps: [step], url: s })]
  const words = { usage: s, does: s, examples: [s], who: s }
  return [
    ['packetCard', comments.packetCard(packet)],
    ['briefing', comments.briefing(packet, true)],
    ['questionAsked', comments.questionAsked(decisionState({ question: s, askedBy: s }), s)],
    ['blockedNotice', comments.blockedNotice(reportState({ reason: s, blocking: s, canContinue: s, by: actor(s) }), s)],
    ['decisionRecorded', comments.decisionRecorded(decisionState({ question: s }), ruling)],
    ['unblocked', comments.unblocked(s, ruling)],
    ['redirected', comments.redirected(ruling, [s])],
    ['scopeGranted', comments.scopeGranted(scope, [s])],
    ['scopeDenied', comments.scopeDenied(scope)],
    ['dependencyChanged', comments.dependencyChanged({ verb: 'added', kind: 'hard', name: s }, ruling)],
    ['waived', comments.waived(s, ruling)],
    ['startedByHand', comments.startedByHand({ running: 3, capacity: 3, missing: [s] }, ruling)],
    ['takenOutOfDone', comments.takenOutOfDone(9, red, { state: 'not-run', why: 'not-reported', detail: s })],
    ['merged', comments.merged(delivery)],
    ['dependentTold', comments.dependentNotice(delivery, { kind: 'soft', resumed: true })],
    ['dependencyAbandoned', comments.dependencyAbandoned({ name: s, issue: null, by: s, why: s })],
    ['abandonedNotice', comments.abandonedNotice({ by: s, why: s, branch: s })],
    ['queueLeft', comments.queueLeft({ comment: 9, branch: s, wanted: 'abc1234def', now: 'def5678abc' })],
    ['mergeHeld', comments.mergeHeld(7, [s])],
    ['closedByHand', comments.closedByHand({ by: s, at: 9, branch: s })],
    ['openedAgain', comments.openedAgain({ end: { mistaken: { pull: 9, commit: s, by: s } }, work: { branch: s } }, 9)],
    ['adopted', comments.adopted(s, 9, s)],
    ['dependencyLost', comments.dependencyLost({ name: s, issue: 9, sha: 'abc1234def', base: s })],
    ['heldBy', comments.heldBy({ name: s, issue: 9, work: { branch: s } })],
    ...everyObstacle(s).map((one): [string, ReturnType<typeof comments.answer>] => [
      `obstacleTold ${one.kind}`,
      comments.obstacleNotice(one, '9', s),
    ]),
    ['refusal', comments.refusal(9, s, s)],
    ['usage', comments.usage(9, s, words)],
    ['help', comments.help(9, [words])],
    ['standing', comments.statusReply(9, packet)],
    ['explained', comments.explained(9, situationOf(packet, brokenConfig(s)))],
    ['standing of what cannot merge', comments.statusReply(9, { ...packet, status: 'done' })],
    ['what cannot merge explained', comments.explained(9, situationOf({ ...packet, status: 'done' }, brokenConfig(s)))],
    ['answer', comments.answer(9, s)],
    [
      'roundLog',
      comments.roundLog({
        number: 1,
        comment: '9',
        at: 0,
        by: s,
        timezone: 'UTC',
        counts: {},
        before: null,
        changes: [s],
        overdue: [{ name: s, url: s, agent: s, silentFor: 60_000 }],
      }),
    ],
    ['sessionOpened', comments.sessionOpened(9, { name: s, url: s })],
    ['pinRefused', comments.pinRefused(s)],
    ['trouble', comments.trouble('branch', [s])],
  ]
}

describe('every comment', () => {
  test.each(every(EVIL))('%s acts on nothing a stranger wrote', (_, { body }) => {
    const ours = /closing word in #9|Works on .*\(#9\)|\(#9\) has commits/.test(body)
      ? body.replaceAll('#9', 'n')
      : body
    const { acts, nodes } = effects(ours)
    expect(acts).toEqual([])
    expect(nodes.filter((node) => node.startsWith('html') && !node.startsWith('html <!-- switchyard'))).toEqual([])
    expect(nodes).not.toContain('heading')
    expect(nodes).not.toContain('image')
  })

  test.each(every(EVIL))('%s carries its own marker and no other', (_, said) => {
    expect(markersIn(said.body)).toEqual([said.marker])
    expect(said.body.endsWith(`<!-- switchyard:${said.marker} -->`)).toBe(true)
  })

  test.each(every('@#<`|'.repeat(15_000)))('%s fits in a comment', (_, { body }) => {
    expect(body.length).toBeLessThanOrEqual(65_536)
  })

  test.each(every('@#<`|'.repeat(15_000)))('%s keeps its marker when it is cut', (_, said) => {
    expect(markersIn(said.body)).toContain(said.marker)
  })
})

describe('mentions', () => {
  test('a question and a block mention the opener once, and nobody else', () => {
    for (const { body } of [
      comments.questionAsked(decisionState({ question: 'ask @writer?' }), 'maintainer'),
      comments.blockedNotice(reportState({ reason: 'ask @writer' }), 'maintainer'),
    ]) {
      expect(effects(body).acts).toEqual([expect.stringMatching(/^mention: @maintainer: /)])
    }
  })

  test('what is no login is not mentioned', () => {
    expect(comments.questionAsked(decisionState(), 'no login').body).not.toContain('@')
    expect(comments.questionAsked(decisionState(), null).body).not.toContain('@')
  })
})

describe('records', () => {
  test('keep a decision word for word', () => {
    const words = 'Use --force? No: <b>ask</b> @writer, #12 --> done\nand `x`'
    const { body } = comments.decisionRecorded(decisionState(), { comment: 9, by: 'maintainer', text: words })
    expect(recordIn(body)).toEqual({ number: 1, by: 'maintainer', text: words })
  })

  test('keep the figures of a merge and the counts of a round', () => {
    const delivery = { packet: packetState(), pull: 30, sha: 'abc1234def', baseBranch: 'main' }
    expect(recordIn(comments.merged(delivery, { files: 6, lines: 210 }).body)).toEqual({
      files: 6,
      lines: 210,
      sha: 'abc1234def',
      pull: 30,
    })
    const round = {
      number: 2,
      comment: '9',
      at: at('10:25'),
      by: 'writer',
      timezone: 'UTC',
      counts: { running: 2 },
      before: null,
      changes: [],
      overdue: [],
    }
    expect(JSON.parse(String(recordIn(comments.roundLog(round).body)?.counts))).toEqual({ running: 2 })
  })

  test.each(['', 'no record', '<!-- switchyard-record {"a": -->', '<!-- switchyard-record [1] -->'])(
    '%j has none',
    (body) => {
      expect(recordIn(body)).toBeNull()
    },
  )
})

describe('what they say', () => {
  const delivery = { packet: packetState(), pull: 30, sha: 'abc1234def', baseBranch: 'main' }
  const red = checkState('integration', {
    conclusion: 'failure',
    title: 'Test failed on the trial merge',
    steps: [
      {
        name: 'test',
        command: 'node --test',
        outcome: 'failed',
        exitCode: 1,
        seconds: 2,
        tail: 'not ok 1 - POST returns the created user\n',
      },
    ],
  })
  test.each<[string, MarkedComment, string[]]>([
    [
      'the merge',
      comments.merged(delivery),
      [
        '`db-users` is merged into `main` as `abc1234` by #30',
        'git worktree remove worktrees/agent-db-users && git branch -D feature/db-users',
      ],
    ],
    [
      'the word to a dependent',
      comments.dependentNotice(delivery, { kind: 'soft', resumed: false }),
      ['`db-users` is merged as `abc1234`: merge `main` into your branch and replace the mock'],
    ],
    [
      'the briefing',
      comments.briefing(packetState(), true),
      [
        'git fetch origin',
        'git worktree add worktrees/agent-db-users feature/db-users',
        'Create database schema',
        '- Users table',
        '`src/db/`',
        '/status done',
      ],
    ],
    [
      'a packet taken out of done',
      comments.takenOutOfDone(9, [red]),
      ['Test failed on the trial merge', 'not ok 1 - POST returns the created user', '/status done'],
    ],
    [
      'a merge that was cancelled',
      comments.queueLeft({ comment: 9, branch: 'feature/x', wanted: 'abc1234def', now: 'def5678abc' }),
      ['`/merge` was for `abc1234`; `feature/x` has moved to `def5678` since. Comment `/merge` again.'],
    ],
    [
      'the refusal',
      comments.refusal(3, 'unblock', 'people with write access'),
      ['`/unblock` is for people with write access.'],
    ],
    [
      'an unblock without words',
      comments.unblocked('no database', { comment: 9, by: 'writer', text: '' }),
      ['**Unblocked** by writer.', 'It was blocked on: no database'],
    ],
    [
      'a start over capacity',
      comments.startedByHand({ running: 3, capacity: 3, missing: [] }, { comment: 9, by: 'writer' }),
      ['Started by hand', '4 packets now run at once; the configured capacity is 3'],
    ],
    [
      'a start that still waits',
      comments.startedByHand({ running: 3, capacity: 3, missing: ['auth'] }, { comment: 9, by: 'writer' }),
      ['still waits for `auth`', '/waive'],
    ],
  ])('%s', (_, { body }, words) => {
    for (const word of words) expect(body).toContain(word)
  })

  test('the card shows a problem with its line and keeps code in it', () => {
    const message = 'The packet has no objective. Add `**Objective:** …`.'
    const { body } = comments.packetCard(
      packetState({ problems: [{ code: 'no-objective', severity: 'error', line: 3, message }] }),
    )
    expect(body).toContain(`❗ **Error**, line 3: ${message}`)
    expect(body).toContain('cannot start before that')
  })

  test('the card says who has to accept, and what an edit by somebody else means', () => {
    expect(comments.packetCard(packetState({ accepted: null })).body).toContain('`/accept`')
    expect(comments.packetCard(packetState({ change: { by: 'outsider', hash: 'x', at: 0 } })).body).toContain(
      'A later edit by outsider does not count',
    )
  })

  test('the card does not change when a box is ticked', () => {
    const ticked = packetText({ acceptance: [{ text: 'Users table', checked: true, line: 8 }] })
    expect(comments.packetCard(packetState({ packet: ticked }))).toEqual(comments.packetCard(packetState()))
  })

  test('a branch with a quote in it does not break out of the lines to copy', () => {
    const { body } = comments.briefing(packetState({ branch: "feature/a';reboot;'" }), true)
    expect(body).toContain(`git worktree add worktrees/agent-db-users 'feature/a'\\'';reboot;'\\'''`)
  })

  test('a soft dependency that is open is worked around, one that is merged is used', () => {
    const soft = (state: 'open' | 'delivered'): string =>
      comments.briefing(
        packetState({
          packet: packetText({ contract: 'UserRepository exists' }),
          dependencies: [dependencyState({ kind: 'soft', state })],
        }),
        true,
      ).body
    expect(soft('open')).toContain('work against the interface contract below: `db-users` is not merged yet')
    expect(soft('delivered')).toContain('look at what `db-users` delivered')
  })

  test('usage shows each form and an example, help lists what it is given', () => {
    const words = {
      usage: '/depends [hard|soft] on NAME\n/depends drop NAME',
      does: 'Changes dependencies.',
      examples: ['/depends hard on auth'],
      who: 'writers',
    }
    expect(comments.usage(9, '/depend', words).body).toContain(
      '/depends [hard|soft] on NAME\n/depends drop NAME\n/depends hard on auth',
    )
    expect(comments.help(9, [words]).body).toContain(
      '- `/depends [hard|soft] on NAME` or `/depends drop NAME`: Changes dependencies. For writers.',
    )
  })

  test.each<[string, Partial<FlatPacket>, string]>([
    [
      'waiting',
      { status: 'waiting', waits: [{ kind: 'capacity', running: 3, capacity: 3 }] },
      'It waits for a free slot (3 of 3 taken).',
    ],
    [
      'done and green',
      { status: 'done', checks: { integration: checkState('integration') } },
      'A writer merges it with `/merge`.',
    ],
    ['done, tested now', { status: 'done' }, 'Its trial merge must pass first.'],
    ['blocked', { status: 'blocked' }, '`/unblock DECISION`'],
    ['running with a pull request', { pull: pullFact({ number: 31 }) }, 'Pull request: #31'],
  ])('a bare /status of one that is %s says what would move it', (_, given, words) => {
    expect(comments.statusReply(9, packetState(given)).body).toContain(words)
  })

  test('a round says what changed and asks, without a mention', () => {
    const overdue = [
      { name: 'api-users', url: 'https://github.com/acme/app/issues/13', agent: 'agent', silentFor: 45 * 60_000 },
    ]
    const { body } = comments.roundLog({
      number: 2,
      comment: '9',
      at: at('10:50'),
      by: 'maintainer',
      timezone: 'UTC',
      counts: { running: 2, done: 1 },
      before: { running: 3 },
      changes: [],
      overdue,
    })
    expect(body).toContain('**Execution round 2**, 10:50, started by maintainer: 2 🟢 Running · 1 🔵 Done')
    expect(body).toContain('−1 🟢 Running, +1 🔵 Done')
    expect(body).toContain('(agent): nothing for 45 minutes')
    expect(effects(body).acts).toEqual([])
  })
})
