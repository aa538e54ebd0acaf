/** `trial-approval`: no code of an agent runs in a trial before a writer allowed that commit. Judged by git and by what ran. */
import type { PlayedJob } from '@switchyard/github-emulator'
import { describe, expect, test } from 'vitest'
import type { Harness } from '../harness/harness.ts'
import { finishPacket, needs, startPacket, testHarness } from '../harness/support.ts'

const QUARTER = 15 * 60_000
const BRANCH = 'feature/users'
const config = 'agents: [agent]\ntest: npm test\ntrial-approval: true\n'
const allowed = 'waits for a writer to allow its trial merge'

async function begin(settings = config) {
  let runs = 0
  const run = async () => {
    runs++
    const step = { name: 'test', command: 'npm test', outcome: 'passed', exitCode: 0, seconds: 1, tail: '' } as const
    return [step]
  }
  const harness = await testHarness({ config: settings, runner: { run } })
  return { harness, runs: () => runs }
}

const conclusion = (harness: Harness) => {
  const run = harness.repo.checkRuns.findLast(
    ({ name, headSha }) => name === 'switchyard/integration' && headSha === harness.see.head(BRANCH),
  )
  return run?.conclusion ?? run?.status ?? null
}
const trials = (harness: Harness) => harness.see.branches().filter((name) => name.startsWith('switchyard/trial/'))
const say = async (harness: Harness, role: Parameters<Harness['people']['comment']>[0], on: number, words: string) => {
  const id = await harness.people.comment(role, on, words)
  await harness.settle()
  return id
}
const said = (harness: Harness, issue: number) =>
  harness.see
    .said(issue)
    .map(({ body }) => body)
    .join('\n')

test('a writer allows the commit; it is tested once, and merged', async () => {
  const { harness, runs } = await begin()
  const issue = await finishPacket(harness, 'users')
  const head = harness.see.head(BRANCH) ?? ''
  await harness.pass(QUARTER)
  expect([runs(), trials(harness), conclusion(harness)]).toEqual([0, [], 'action_required'])
  expect(harness.see.status(issue)).toBe('done')
  expect(harness.see.check(head, 'switchyard/integration')?.text).toMatch(/`\/check`.*#\d+[\s\S]*`src\/users\/a\.js`/)
  expect(needs(harness).split(allowed)).toHaveLength(2)
  expect(needs(harness)).toContain('`src/users/a.js`')
  await say(harness, 'reader', issue, '/explain')
  expect(said(harness, issue)).toContain('runs nothing until a writer allows it')

  await say(harness, 'writer', issue, '/check')
  expect([runs(), conclusion(harness)]).toEqual([1, 'success'])
  expect(needs(harness)).not.toContain(allowed)
  await say(harness, 'maintainer', issue, '/merge')
  expect([runs(), harness.see.status(issue)]).toEqual([1, 'merged'])
  await harness.end({ unheard: 'allowed' })
})

test('on the pull request counts as well, and /merge allows and merges in one', async () => {
  const { harness, runs } = await begin()
  const issue = await finishPacket(harness, 'users')
  await say(harness, 'writer', harness.see.pull(BRANCH)?.number ?? 0, '/merge')
  expect([runs(), harness.see.status(issue)]).toEqual([1, 'merged'])
  await harness.end({ unheard: 'allowed' })
})

describe('who does not count is told why, and nothing runs', () => {
  test.each(['agent', 'reader', 'outsider'] as const)('the %s', async (role) => {
    const { harness, runs } = await begin()
    const issue = await finishPacket(harness, 'users')
    const id = await say(harness, role, issue, '/check')
    expect(harness.see.verdict(id)).toEqual(['-1'])
    expect(said(harness, issue)).toContain('people with write access who do not work on this packet')
    expect([runs(), conclusion(harness)]).toEqual([0, 'action_required'])
    await harness.end({ unheard: 'allowed' })
  })

  test('a writer whom the packet is assigned to, until another one allows it', async () => {
    const { harness, runs } = await begin()
    const issue = await finishPacket(harness, 'users')
    await harness.people.assign('maintainer', issue, 'writer')
    const id = await say(harness, 'writer', issue, '/check')
    expect(harness.see.verdict(id)).toEqual(['-1'])
    await say(harness, 'writer', issue, '/merge')
    expect([runs(), conclusion(harness)]).toEqual([0, 'action_required'])
    await say(harness, 'maintainer', issue, '/check')
    expect(harness.see.status(issue)).toBe('merged')
    expect(runs()).toBe(1)
    await harness.end({ unheard: 'allowed' })
  })

  test('a writer who pushed it, though no agent is listed or assigned', async () => {
    const { harness, runs } = await begin('test: npm test\ntrial-approval: true\n')
    const issue = await startPacket(harness, 'users')
    await harness.people.push('writer', BRANCH, { 'src/users/a.js': 'export const a = 1\n' })
    await harness.people.tick('writer', issue)
    await say(harness, 'writer', issue, '/status done')
    const id = await say(harness, 'writer', issue, '/check')
    expect(harness.see.verdict(id)).toEqual(['-1'])
    expect([runs(), conclusion(harness)]).toEqual([0, 'action_required'])
    await say(harness, 'maintainer', issue, '/check')
    expect([runs(), conclusion(harness)]).toEqual([1, 'success'])
    await harness.end({ unheard: 'allowed' })
  })

  test('a /check of the agent from before the setting', async () => {
    const { harness, runs } = await begin('agents: [agent]\ntest: npm test\n')
    const issue = await startPacket(harness, 'users')
    await harness.people.push('agent', BRANCH, { 'src/users/a.js': 'export const a = 1\n' })
    await harness.settle()
    const id = await say(harness, 'agent', issue, '/check')
    expect(harness.see.verdict(id)).toEqual(['+1'])
    await harness.people.pushMain('maintainer', { '.github/switchyard.yml': config })
    await harness.settle()
    await harness.people.tick('agent', issue)
    await say(harness, 'agent', issue, '/status done')
    expect([runs(), conclusion(harness)]).toEqual([0, 'action_required'])
    await harness.end({ unheard: 'allowed' })
  })
})

describe('what comes after the approval', () => {
  test('a push of the agent asks again, in words given before it too', async () => {
    const { harness, runs } = await begin()
    const issue = await finishPacket(harness, 'users')
    await say(harness, 'writer', issue, '/check')
    await harness.people.push('agent', BRANCH, { 'src/users/b.js': 'export const b = 1\n', 'package.json': '{}\n' })
    await harness.settle()
    await say(harness, 'agent', issue, '/scope request package.json')
    await say(harness, 'maintainer', issue, '/scope allow')
    await say(harness, 'agent', issue, '/status done')
    expect([runs(), conclusion(harness)]).toEqual([1, 'action_required'])
    expect(needs(harness)).toContain('`package.json`')
    expect(needs(harness)).toContain('**test scripts**')
    await say(harness, 'writer', issue, '/check')
    expect([runs(), conclusion(harness)]).toEqual([2, 'success'])
    await harness.end({ unheard: 'allowed' })
  })

  test('a forced push back to the allowed commit does not', async () => {
    const { harness, runs } = await begin()
    const issue = await finishPacket(harness, 'users')
    const first = harness.see.head(BRANCH) ?? ''
    await say(harness, 'writer', issue, '/check')
    await harness.people.push('agent', BRANCH, { 'src/users/b.js': 'export const b = 1\n' })
    await harness.settle()
    await harness.call('agent', 'PATCH', `/git/refs/heads/${BRANCH}`, { sha: first, force: true })
    await harness.settle()
    await say(harness, 'agent', issue, '/status done')
    expect(harness.see.head(BRANCH)).toBe(first)
    expect(conclusion(harness)).toBe('success')
    expect(runs()).toBeGreaterThan(0)
    await harness.end({ unheard: 'allowed' })
  })

  test('the base brought in by GitHub does not, and is tested', async () => {
    const { harness, runs } = await begin()
    const issue = await finishPacket(harness, 'users')
    await say(harness, 'writer', issue, '/check')
    await harness.people.pushMain('maintainer', { 'other.txt': 'moved\n' })
    await harness.settle()
    await harness.people.updateBranch('agent', harness.see.pull(BRANCH)?.number ?? 0)
    await harness.settle()
    await say(harness, 'agent', issue, '/status done')
    expect([runs(), conclusion(harness)]).toEqual([2, 'success'])
    await harness.end({ unheard: 'allowed' })
  })

  test('a merge of the base that brings more asks again', async () => {
    const { harness, runs } = await begin()
    const issue = await finishPacket(harness, 'users')
    await say(harness, 'writer', issue, '/check')
    await harness.people.pushMain('maintainer', { 'other.txt': 'moved\n' })
    await harness.settle()
    const files = { 'src/users/a.js': 'export const a = 2\n' }
    await harness.people.push('agent', BRANCH, files, { merge: 'main' })
    await harness.settle()
    await say(harness, 'agent', issue, '/status done')
    expect([runs(), conclusion(harness)]).toEqual([1, 'action_required'])
    await harness.end({ unheard: 'allowed' })
  })

  test('the update before a merge by pull request does not', async () => {
    const { harness, runs } = await begin(`${config}merge-unguarded: true\n`)
    await harness.people.protect('maintainer', 'main', {
      required_pull_request_reviews: { required_approving_review_count: 0 },
    })
    const issue = await finishPacket(harness, 'users')
    await say(harness, 'writer', issue, '/check')
    await harness.people.pushMain('maintainer', { 'other.txt': 'moved\n' })
    await harness.settle()
    await say(harness, 'maintainer', issue, '/merge')
    expect(harness.see.status(issue)).toBe('merged')
    expect(runs()).toBe(2)
    await harness.end({ unheard: 'allowed', warnings: 'allowed' })
  })
})

test('merge: auto waits for it too, and merges then', async () => {
  const { harness, runs } = await begin(`${config}merge: auto\n`)
  const issue = await finishPacket(harness, 'users')
  await harness.people.review('maintainer', harness.see.pull(BRANCH)?.number ?? 0, 'APPROVE')
  await harness.settle()
  expect([runs(), conclusion(harness)]).toEqual([0, 'action_required'])
  await say(harness, 'writer', issue, '/check')
  expect([runs(), harness.see.status(issue)]).toEqual([1, 'merged'])
  await harness.end({ unheard: 'allowed' })
})

test('a rule that requires the check keeps the agent from merging, and "Re-run" starts nothing', async () => {
  const { harness, runs } = await begin()
  await harness.people.protect('maintainer', 'main', {
    required_status_checks: { strict: false, contexts: ['switchyard/integration'] },
  })
  await finishPacket(harness, 'users')
  const head = harness.see.head(BRANCH) ?? ''
  const run = harness.repo.checkRuns.findLast((one) => one.headSha === head && one.name === 'switchyard/integration')
  await harness.call('agent', 'POST', `/check-runs/${run?.id}/rerequest`)
  await harness.settle()
  expect([runs(), conclusion(harness)]).toEqual([0, 'action_required'])
  const pull = harness.see.pull(BRANCH)?.number ?? 0
  await expect(harness.people.mergePull('agent', pull)).rejects.toThrow(/switchyard\/integration/)
  await harness.end({ unheard: 'allowed', warnings: 'allowed' })
})

test('with runner: actions no trial branch exists and no workflow runs before', async () => {
  const jobs: PlayedJob[] = []
  const harness = await testHarness({
    config: 'agents: [agent]\nrunner: actions\ntrial-approval: true\n',
    workflows: (job) => void jobs.push(job),
  })
  const ci =
    "name: CI\non: { push: { branches: ['switchyard/trial/**'] } }\njobs:\n  t:\n    steps:\n      - run: npm test\n"
  await harness.people.pushMain('maintainer', { '.github/workflows/ci.yml': ci })
  await harness.settle()
  const issue = await finishPacket(harness, 'users')
  await harness.pass(QUARTER)
  expect([trials(harness), jobs.length]).toEqual([[], 0])
  await say(harness, 'writer', issue, '/check')
  expect([trials(harness), jobs.length]).toEqual([['switchyard/trial/users'], 1])
  await harness.end({ unheard: 'allowed', warnings: 'allowed' })
})
