import { describe, expect, test } from 'vitest'
import { acceptance } from '../../../src/core/checks/acceptance.ts'
import { dependencies } from '../../../src/core/checks/dependencies.ts'
import { scope as scopeCheck } from '../../../src/core/checks/scope.ts'
import type { Criterion } from '../../../src/core/parse/packet/reading.ts'
import { type CheckText, notAPacket } from '../../../src/core/render/checks.ts'
import { contractText } from '../../../src/core/render/contract.ts'
import { integrationStopped, integrationText } from '../../../src/core/render/integration.ts'
import { pullBody, pullTitle, trialMessage } from '../../../src/core/render/pull.ts'
import type { TrialFact, TrialStep } from '../../../src/core/snapshot/queries.ts'
import type { DependencyState } from '../../../src/core/state/packet.ts'
import { dependencyState, packetState, packetText, pullFact, state, withFields } from './build.ts'
import { effects } from './rendered.ts'

const scope = {
  conclusion: 'success' as const,
  unrelated: null,
  drift: [],
  outside: [],
  workflow: null,
  prose: [],
  files: 3,
  strict: false,
}
const drift = { path: 'docs/testing.md', why: 'out-of-scope' as const, against: 'docs/' }
const outside = { path: 'src/x.js', why: 'outside' as const, against: '' }
const acceptanceText = (criteria: Criterion[]) => acceptance.render({ conclusion: 'success', criteria, issue: 12 })
const dependenciesText = (given: DependencyState[]) =>
  dependencies.render({ conclusion: 'success', dependencies: given })
const tested = { baseBranch: 'main', base: 'abc1234def', head: 'def5678abc', filesChanged: 6, linesChanged: 210 }
const step = (given: Partial<TrialStep> = {}): TrialStep => ({
  name: 'test',
  command: 'node --test',
  outcome: 'passed',
  exitCode: 0,
  seconds: 2.34,
  tail: '',
  ...given,
})
const finished = (ok: boolean, ...steps: TrialStep[]): TrialFact => ({
  state: 'finished',
  trial: 'aaa',
  ok,
  steps,
  startedAt: 0,
  finishedAt: 1,
})
const failure = step({
  outcome: 'failed',
  exitCode: 1,
  tail: '\u001B[31mnot ok 1 - POST returns the created user\u001B[0m\n```\n',
})

test.each<[string, CheckText, string, string[]]>([
  ['in bounds', scopeCheck.render(scope), 'Every changed file is within bounds', ['I checked 3 changed files']],
  [
    'out of bounds',
    scopeCheck.render({ ...scope, drift: [drift] }),
    '1 file out of bounds',
    ['`docs/testing.md` is out of scope (docs/)', '/scope add PATH - REASON', '/scope allow'],
  ],
  [
    'outside, warned',
    scopeCheck.render({ ...scope, outside: [outside] }),
    'Within bounds; 1 file outside "in scope"',
    ["not in another packet's scope", '`src/x.js`'],
  ],
  [
    'outside, strict',
    scopeCheck.render({ ...scope, outside: [outside], strict: true }),
    '1 file out of bounds',
    ['`src/x.js` is not in scope'],
  ],
  [
    'prose boundaries',
    scopeCheck.render({ ...scope, prose: ['UI components'] }),
    'Every changed file is within bounds',
    ['I cannot check these boundaries', '- UI components'],
  ],
  ['all ticked', acceptanceText([{ text: 'a', checked: true, line: 1 }]), 'The criterion is ticked', []],
  [
    'one open',
    acceptanceText([
      { text: 'a', checked: true, line: 1 },
      { text: 'GET /users lists', checked: false, line: 2 },
    ]),
    '1 of 2 criteria not ticked',
    ['#12', '- GET /users lists'],
  ],
  ['no dependency', dependenciesText([]), 'No dependencies', []],
  [
    'hard missing',
    dependenciesText([dependencyState()]),
    '1 hard dependency not delivered',
    ['`db-users` (hard): not merged yet', '/waive NAME'],
  ],
  [
    'hard waived, soft open',
    dependenciesText([dependencyState({ state: 'waived' }), dependencyState({ name: 'api', kind: 'soft' })]),
    'Hard dependencies delivered; 1 soft still open',
    ['`api` (soft): not merged yet'],
  ],
  [
    'contract',
    contractText({ text: 'UserRepository exists', contract: null, breaches: [] }),
    'Nothing in this contract can be checked',
    ['UserRepository exists'],
  ],
  ['no contract', contractText({ text: null, contract: null, breaches: [] }), 'No interface contract', []],
  ['no packet', notAPacket(), 'Not a packet', []],
  ['stopped', integrationStopped(), 'Trial merge stopped', ['/status done']],
  [
    'running',
    integrationText({ state: 'running', startedAt: 0, step: 'test' }, tested),
    'Trial merge under way',
    ['`def5678` was merged onto `main` (`abc1234`)', 'Now: test'],
  ],
  [
    'conflict',
    integrationText({ state: 'conflict', files: ['src/shared/value.js'] }, tested),
    'Conflicts with main in src/shared/value.js',
    ['- `src/shared/value.js`', '/status done'],
  ],
  [
    'passed',
    integrationText(finished(true, step()), tested),
    'Passed on a trial merge: test',
    ['`node --test` passed in 2.3 s', '6 files, 210 lines'],
  ],
  [
    'passed behind others',
    integrationText(finished(true, step()), { ...tested, ahead: ['left'] }),
    'Passed on a trial merge: test',
    ['with `left` merged in first'],
  ],
  [
    'failed',
    integrationText(finished(false, failure), tested),
    'Test failed on the trial merge',
    ['exit code 1', 'not ok 1 - POST returns the created user'],
  ],
  [
    'timed out',
    integrationText(finished(false, step({ outcome: 'timed-out', exitCode: null })), tested),
    'Test ran out of time on the trial merge',
    ['printed nothing'],
  ],
  [
    'nothing ran',
    integrationText({ state: 'not-run', why: 'no-command', detail: '' }, tested),
    'Nothing was run: no test command',
    ['`test: npm test`', 'cannot be merged'],
  ],
  [
    'not allowed',
    integrationText({ state: 'not-run', why: 'not-allowed', detail: 'ask' }, tested),
    'Nothing was run: the operator does not allow it',
    ['ask'],
  ],
])('%s', (_, { title, summary }, expected, words) => {
  expect(title).toBe(expected)
  for (const word of words) expect(summary).toContain(word)
})

describe('a hostile log', () => {
  test('stays in its fence', () => {
    const { nodes, acts } = effects(integrationText(finished(false, failure), tested).summary)
    expect(acts).toEqual([])
    expect(nodes.filter((node) => node === 'code')).toHaveLength(1)
  })

  test('of any length fits, with its end', () => {
    const tail = `${'x'.repeat(200_000)}\nnot ok 1`
    const { summary } = integrationText(
      finished(false, step({ outcome: 'failed', tail }), step({ name: 'lint', outcome: 'failed', tail })),
      tested,
    )
    expect(summary.length).toBeLessThanOrEqual(65_535)
    expect(summary).toContain('not ok 1')
  })
})

test('an annotation says why in plain words', () => {
  const files = [drift, { ...drift, why: 'other-packet' as const, against: 'db-users' }]
  const packet = packetState({ drift: files, outside: [outside] })
  const { annotations } = scopeCheck.evaluate({ packet, state: state() })
  expect(annotations?.map(({ level, message }) => `${level}: ${message}`)).toEqual([
    'failure: Out of scope: docs/',
    'failure: In the scope of another packet: db-users',
    'warning: Not in scope of this packet',
  ])
})

describe('pull request', () => {
  const packet = packetState({
    pull: pullFact({ number: 31 }),
    packet: packetText({ contract: 'Export UserRepository', objective: 'Make users, fixes #1 for @outsider' }),
  })

  test('its body closes the issue and no other, and has criteria, boundaries and contract', () => {
    const body = pullBody(packet, true)
    expect(body.match(/closes #\d+/gi)).toEqual(['Closes #12'])
    expect(body).not.toMatch(/fixes #\d/)
    for (const word of ['- Users table', '`src/db/`', 'UI components', 'Export UserRepository'])
      expect(body).toContain(word)
    expect(body).not.toContain('- [')
    expect(body.endsWith('<!-- switchyard:packet:12 -->')).toBe(true)
  })

  test('its title and the commit message are plain and inert', () => {
    expect(pullTitle(packet)).toBe('db-users: Make users, fixes # 1 for @ outsider')
    expect(trialMessage(packet)).toBe('Merge db-users (#12)\n\nPacket: #12')
    expect(trialMessage(withFields({ name: 'renamed', startedAs: 'db-users' }, packet))).toBe(trialMessage(packet))
    expect(pullTitle(packetState({ packet: packetText({ objective: 'x'.repeat(500) }) })).length).toBeLessThanOrEqual(
      256,
    )
  })

  test('a huge packet still fits', () => {
    const huge = '@'.repeat(5000)
    const acceptance = Array.from({ length: 300 }, (_, line) => ({ text: huge, checked: false, line }))
    const body = pullBody(
      packetState({ packet: packetText({ objective: huge, contract: huge.repeat(20), acceptance }) }),
      true,
    )
    expect(body.length).toBeLessThanOrEqual(65_536)
    expect(body).toContain('Closes #12')
  })
})
