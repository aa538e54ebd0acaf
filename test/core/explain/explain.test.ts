import { describe, expect, it } from 'vitest'
import { type Shown, type Situation, situationOf } from '../../../src/core/explain/situation.ts'
import { configSchema } from '../../../src/core/parse/config/schema.ts'
import { explain, inOneLine, markdown } from '../../../src/core/render/explain.ts'
import type { Wait } from '../../../src/core/state/packet.ts'
import { STATUSES } from '../../../src/core/status/statuses.ts'
import { actor, checkState, decisionState, packetState, reportState } from '../render/build.ts'
import { effects } from '../render/rendered.ts'

const state = { config: configSchema.parse({}), configProblems: [] }
const situation = (part: Partial<Situation> = {}): Situation => ({
  ...situationOf(packetState({ name: 'api-users', branch: 'feature/api-users' }), state),
  criteria: { done: 1, all: 1 },
  red: [],
  trial: null,
  report: null,
  agent: null,
  ...part,
})
const words = (part: Partial<Situation>) => explain(situation(part), markdown)

const dependency = (state: 'open' | 'not-filed' | 'abandoned'): Wait => ({
  kind: 'dependency',
  name: 'db-users',
  state,
  issue: null,
})

describe('every status has a reason, and every open packet has a next step', () => {
  it.each(STATUSES)('%s', (status) => {
    const { because, next } = words({ status })
    expect(because.length).toBeGreaterThan(0)
    expect(next.length > 0).toBe(status !== 'merged')
    for (const line of [...because, ...next]) expect(line).toMatch(/^[A-Z`].*[.]$/)
  })

  it('also a packet that was not read yet', () => {
    expect(words({ status: null }).because).toEqual(['Switchyard has not read it yet.'])
  })
})

describe('every reason to wait has a text', () => {
  it.each<[Wait, string, string]>([
    [
      dependency('open'),
      'It depends on `db-users`, which is not merged yet.',
      '`db-users` is merged, or a writer comments `/waive db-users`.',
    ],
    [
      dependency('not-filed'),
      'It depends on `db-users`, which is not filed yet.',
      'Somebody files `db-users`, or a writer comments `/depends drop db-users`.',
    ],
    [
      dependency('abandoned'),
      'It depends on `db-users`, which was abandoned.',
      'A writer comments `/waive db-users` or `/depends drop db-users`.',
    ],
    [
      { kind: 'capacity', running: 3, capacity: 3 },
      'All slots are taken: 3 of 3.',
      'Wait until a running packet is done, merged or paused, or a writer comments `/start` to start it anyway.',
    ],
    [{ kind: 'session' }, 'No session is open for it.', 'A writer opens one with `/session start NAME`.'],
    [
      { kind: 'reading', what: 'the permission of a writer' },
      'It waits for the permission of a writer.',
      'No action needed; Switchyard asks again automatically.',
    ],
  ])('%j', (wait, because, next) => {
    expect(words({ status: 'waiting', waits: [wait] })).toEqual({ because: [because], next: [next] })
  })
})

describe('every known fact is explained', () => {
  const report = { kind: 'blocked' as const, by: 'agent', note: 'need the real repository.' }
  it.each<[Partial<Situation>, string]>([
    [
      { status: 'proposed', author: 'outsider' },
      'It was filed by outsider without write access, and no writer has accepted it.',
    ],
    [{ status: 'invalid', errors: ['it has no objective'] }, 'It has no objective.'],
    [{ status: 'running' }, 'Commits were pushed to `feature/api-users`.'],
    [{ status: 'running', report: { ...report, kind: 'running' } }, 'agent is at work: need the real repository.'],
    [{ status: 'blocked', report }, 'agent reported being blocked: need the real repository.'],
    [
      { status: 'drifting', drift: [{ path: 'a.js', why: 'other-packet', against: 'db' }] },
      'It changed `a.js`, which is `db`’s.',
    ],
    [{ status: 'paused', pausedBy: 'writer' }, 'A writer paused it.'],
    [
      { status: 'paused', pausedBy: 'agent', report: { ...report, kind: 'paused', note: '' } },
      'agent reported pausing.',
    ],
    [{ status: 'merged', mergedAs: 'abc1234def' }, 'It was merged as `abc1234`.'],
    [
      { status: 'abandoned', abandoned: { by: 'maintainer', why: 'not needed' } },
      'maintainer abandoned it: not needed.',
    ],
    [{ status: 'running', criteria: { done: 1, all: 3 } }, '1 of 3 criteria are ticked.'],
    [
      { status: 'running', stale: true },
      'Its agent has not reported or pushed for longer than the configuration allows.',
    ],
    [{ status: 'running', questions: [2] }, 'Question 2 is open.'],
    [{ status: 'running', scopeAsked: ['a/', 'b/'] }, 'A request to add `a/` and `b/` to its scope is open.'],
    [{ status: 'running', changedBy: 'reader' }, 'reader changed its text; the accepted text stays in force.'],
    [
      { status: 'ready', trouble: [{ kind: 'no-dispatch', problem: 'the branch is protected' }] },
      'There is a problem: The branch is protected.',
    ],
    [
      { status: 'ready', configProblems: ['line 1: `capacity` must be 1 or more.'] },
      'The configuration is invalid, and the last good one is in force: Line 1: `capacity` must be 1 or more.',
    ],
    [
      { status: 'done', red: [{ name: 'integration', title: '2 tests failed' }], trial: 'failed' },
      'The check `switchyard/integration` is red: 2 tests failed.',
    ],
  ])('%j', (part, line) => {
    expect(words(part).because).toContain(line)
  })

  it.each<[Partial<Situation>, string]>([
    [{ trial: 'running' }, 'Wait for the test run to finish.'],
    [{ trial: 'failed' }, 'Push a new commit or comment `/check` to run the trial merge again.'],
    [{ trial: null }, 'No action needed; the trial merge starts automatically.'],
    [{ trial: 'passed' }, 'A writer comments `/merge`.'],
    [{ trial: 'passed', merges: 'auto' }, 'No action needed; it merges automatically.'],
    [
      { trial: 'passed', queuePlace: 2 },
      'No action needed; it merges once those ahead of it are merged and its trial merge fits the base branch.',
    ],
    [
      { trial: 'passed', queuePlace: 1, placeAtGitHub: 2 },
      'GitHub merges it once the required checks have passed on the merge-group commit.',
    ],
    [
      { trial: 'passed', needsReview: true },
      'A writer who did not work on it approves the current head of its pull request.',
    ],
    [{ trial: 'passed', mergeBlock: { kind: 'queue-untested', base: 'main' } }, 'Resolve the merge blocker above.'],
  ])('a done packet with %j names what it waits for', (part, line) => {
    expect(words({ status: 'done', ...part }).next).toContain(line)
  })

  const shown = (words: string): Shown => ({ kind: 'shown', words })
  const foreign = 'ci `x` @outsider <b>#1</b> https://x.test'
  it.each([
    ['what blocks a merge', { status: 'done', trial: 'passed' }, (line: string) => ({ mergeBlock: shown(line) })],
    ['an error in its text', { status: 'invalid' }, (line: string) => ({ errors: [line] })],
    ['trouble', {}, (line: string) => ({ trouble: [shown(line)] })],
    ['a broken configuration', {}, (line: string) => ({ configProblems: [line] })],
  ] as const)('%s has its names as code, and what others wrote in it does nothing', (_, part, of) => {
    const said = (line: string) => words({ ...part, ...of(line) }).because.join(' ')
    expect(said('the rules for `main` require the check `ci`')).toMatch(
      /[Tt]he rules for `main` require the check `ci`\./,
    )
    for (const line of [foreign, `the check \`\`${foreign}\`\``]) {
      const { acts, nodes, shown: read } = effects(said(line))
      expect([acts, nodes.filter((node) => node !== 'inlineCode')]).toEqual([[], []])
      expect(read).toContain('@outsider')
    }
  })

  it('an explanation fits in one log line', () => {
    const waits = [dependency('open'), { kind: 'capacity' as const, running: 3, capacity: 3 }]
    const one = situation({ status: 'waiting', waits })
    expect(inOneLine(one, explain(one, markdown))).toBe(
      'waiting: It depends on `db-users`, which is not merged yet. All slots are taken: 3 of 3.',
    )
  })
})

it('is taken from the state', () => {
  const packet = packetState({
    status: 'done',
    agent: actor('agent'),
    report: reportState({ kind: 'done', text: 'all of it' }),
    checks: {
      integration: checkState('integration', { conclusion: null }),
      scope: checkState('scope', { conclusion: 'failure', title: 'a.js' }),
    },
    decisions: [decisionState({ number: 4, answer: null })],
  })
  expect(situationOf(packet, state)).toMatchObject({
    status: 'done',
    agent: 'agent',
    trial: 'running',
    questions: [4],
    red: [{ name: 'scope', title: 'a.js' }],
  })
})
