/** Trials that the repository's own workflows test: found again on GitHub, whatever becomes of the bot meanwhile. */

import type { PlayedJob } from '@switchyard/github-emulator'
import { describe, expect, test } from 'vitest'
import type { Harness } from '../harness/harness.ts'
import { finishPacket, testHarness } from '../harness/support.ts'

const MINUTE = 60_000
const config = 'agents: [agent]\nrunner: actions\n'
const workflow = (on: string) => `name: CI\non: ${on}\njobs:\n  test:\n    steps:\n      - run: npm test\n`
const onTrials = "{ push: { branches: ['switchyard/trial/**'] } }"

async function begin(settings = config, on = onTrials) {
  const jobs: PlayedJob[] = []
  const harness = await testHarness({ config: settings, workflows: (job) => void jobs.push(job) })
  await harness.people.pushMain('maintainer', { '.github/workflows/ci.yml': workflow(on) })
  await harness.settle()
  jobs.length = 0
  return { harness, jobs }
}

const branches = (harness: Harness) => Object.keys(harness.repo.refs).filter((ref) => ref.includes('switchyard/'))
const integration = (harness: Harness) =>
  harness.repo.checkRuns.findLast((run) => run.name === 'switchyard/integration')
const end = async (harness: Harness, job: PlayedJob | undefined, how: 'success' | 'failure', log = '') => {
  job?.begin()
  job?.end(how, log)
  // Others may be about to begin.
  await harness.pass(20_000)
}

test('a trial waits for its workflow, is found again after a crash, and merges without another run', async () => {
  const { harness, jobs } = await begin()
  const issue = await finishPacket(harness, 'users')
  expect(integration(harness)).toMatchObject({ status: 'in_progress' })
  expect(branches(harness)).toEqual(['refs/heads/switchyard/trial/users'])
  expect(jobs.map(({ branch }) => branch)).toEqual(['switchyard/trial/users'])

  harness.crash()
  await harness.settle()
  expect(integration(harness)).toMatchObject({ status: 'in_progress' })
  await end(harness, jobs[0], 'success')
  expect(integration(harness)).toMatchObject({
    conclusion: 'success',
    output: { title: 'Passed on a trial merge: CI' },
  })
  expect(branches(harness)).toHaveLength(1)

  await harness.people.comment('maintainer', issue, '/merge')
  await harness.settle()
  expect(harness.repo.refs['refs/heads/main']).toBe(jobs[0]?.sha)
  expect(branches(harness)).toEqual([])
  expect(jobs).toHaveLength(1)
  await harness.end({ unheard: 'allowed', warnings: 'allowed' })
})

test('a failed workflow takes the packet out of done with the end of its log; the next report makes a new run', async () => {
  const { harness, jobs } = await begin()
  const issue = await finishPacket(harness, 'users')
  await end(harness, jobs[0], 'failure', 'checking out\nnot ok 1 - adds users')
  expect(integration(harness)).toMatchObject({
    conclusion: 'failure',
    output: { title: 'CI failed on the trial merge' },
  })
  expect(integration(harness)?.output.summary).toContain('not ok 1 - adds users')
  expect(harness.see.status(issue)).toBe('running')
  expect(branches(harness)).toEqual([])

  await harness.people.comment('agent', issue, '/status done')
  await harness.settle()
  expect(jobs).toHaveLength(2)
  expect(jobs[1]?.sha).not.toBe(jobs[0]?.sha)
  await end(harness, jobs[1], 'success')
  expect(integration(harness)).toMatchObject({ conclusion: 'success' })
  await harness.end({ unheard: 'allowed' })
})

test('a result whose webhooks are lost is found by looking, and nothing is asked while no trial runs', async () => {
  const { harness, jobs } = await begin()
  await finishPacket(harness, 'users')
  jobs[0]?.begin()
  jobs[0]?.end('success', '')
  while (harness.outbox.drop());
  await harness.pass(MINUTE)
  expect(integration(harness)).toMatchObject({ conclusion: 'success' })
  harness.proxy.reset()
  await harness.pass(5 * MINUTE)
  expect(harness.proxy.count(/actions|statuses|check-runs/)).toBe(0)
  await harness.end({ unheard: 'allowed' })
})

test.each([
  [
    'no workflow runs for it',
    config,
    'Nothing was run: no workflow or check reported',
    "branches: ['switchyard/trial/**']",
  ],
  [
    'a required name never reports',
    `${config}required: [build]\n`,
    'Something that must run did not run',
    'requires build',
  ],
])('%s: a failure that explains itself', async (_, settings, title, detail) => {
  const { harness } = await begin(settings, '{ push: { branches: [main] } }')
  const issue = await finishPacket(harness, 'users')
  harness.heard.all()
  expect(integration(harness)).toMatchObject({ status: 'in_progress' })
  await harness.pass(4 * MINUTE)
  expect(integration(harness)).toMatchObject({ conclusion: 'failure', output: { title } })
  expect(integration(harness)?.output.summary).toContain(detail)
  const [told = '', ...more] = harness.heard.on(issue)
  for (const words of [title, detail, 'on the default branch, then report `/status done` again'])
    expect(told).toContain(words)
  expect(told).not.toContain('Agent: fix this')
  expect(more).toEqual([])
  expect(harness.see.status(issue)).toBe('running')
  expect(branches(harness)).toEqual([])
  await harness.end({ unheard: 'allowed' })
})

describe('when the time is up', () => {
  test('without a report: told once, the scratch branch goes, and a result that comes after all changes nothing', async () => {
    const { harness, jobs } = await begin(`${config}timeout: 5\n`)
    const issue = await finishPacket(harness, 'users')
    harness.heard.all()
    jobs[0]?.begin()
    await harness.pass(4 * MINUTE)
    expect(integration(harness)).toMatchObject({ status: 'in_progress' })
    expect(branches(harness)).toHaveLength(1)
    await harness.pass(2 * MINUTE)
    const over = { conclusion: 'failure', output: { title: 'CI ran out of time on the trial merge' } }
    expect(integration(harness)).toMatchObject(over)
    expect(integration(harness)?.output.summary).toContain('`timeout` in `.github/switchyard.yml`')
    expect(branches(harness)).toEqual([])
    expect(harness.see.status(issue)).toBe('running')
    const [told = '', ...more] = harness.heard.on(issue)
    expect(told).toContain('CI ran out of time on the trial merge')
    expect(more).toEqual([])

    await end(harness, jobs[0], 'success')
    await harness.pass(20 * MINUTE)
    expect(integration(harness)).toMatchObject(over)
    expect(harness.see.status(issue)).toBe('running')
    expect(harness.heard.on(issue)).toEqual([])

    await harness.people.comment('agent', issue, '/status done')
    await harness.settle()
    expect(branches(harness)).toHaveLength(1)
    await end(harness, jobs[1], 'success')
    expect(integration(harness)).toMatchObject({ conclusion: 'success' })
    await harness.end({ unheard: 'allowed' })
  })

  test('while the bot was away: it finds that out, and clears up, when it is back', async () => {
    const { harness, jobs } = await begin(`${config}timeout: 5\n`)
    const issue = await finishPacket(harness, 'users')
    jobs[0]?.begin()
    await harness.stop()
    await harness.loseStore()
    await harness.pass(30 * MINUTE)
    expect(branches(harness)).toHaveLength(1)
    await harness.start()
    await harness.settle()
    expect(integration(harness)).toMatchObject({ output: { title: 'CI ran out of time on the trial merge' } })
    expect(branches(harness)).toEqual([])
    expect(harness.see.status(issue)).toBe('running')
    expect(jobs).toHaveLength(1)
    await harness.end({ unheard: 'allowed' })
  })

  test('given up in the middle: the check is ended and the scratch branch goes', async () => {
    const { harness, jobs } = await begin()
    const issue = await finishPacket(harness, 'users')
    jobs[0]?.begin()
    await harness.people.comment('maintainer', issue, '/abandon not wanted any more')
    await harness.settle()
    expect(integration(harness)).toMatchObject({ conclusion: 'cancelled' })
    expect(branches(harness)).toEqual([])
    await harness.end({ unheard: 'allowed' })
  })
})

describe('names that are required', () => {
  const required = `${config}timeout: 20\nrequired: [test, deploy/preview]\n`
  const report = (harness: Harness, sha: string | undefined, state: string) =>
    harness.call('writer', 'POST', `/statuses/${sha}`, { state, context: 'deploy/preview' })

  test('one reports late, long after anything could have begun: waited for, since another is under way', async () => {
    const { harness, jobs } = await begin(required)
    await finishPacket(harness, 'users')
    jobs[0]?.begin()
    await harness.pass(12 * MINUTE)
    expect(integration(harness)).toMatchObject({ status: 'in_progress' })
    await report(harness, jobs[0]?.sha, 'success')
    await harness.settle()
    expect(integration(harness)).toMatchObject({ status: 'in_progress' })
    jobs[0]?.end('success', '')
    await harness.settle()
    expect(integration(harness)).toMatchObject({
      conclusion: 'success',
      output: { title: expect.stringContaining('deploy/preview') },
    })
    expect(branches(harness)).toHaveLength(1)
    await harness.end({ unheard: 'allowed' })
  })

  test('one that has said it is under way may take its time, and counts by its last word', async () => {
    const { harness, jobs } = await begin(required)
    const issue = await finishPacket(harness, 'users')
    await report(harness, jobs[0]?.sha, 'pending')
    await end(harness, jobs[0], 'success')
    await harness.pass(15 * MINUTE)
    expect(integration(harness)).toMatchObject({ status: 'in_progress' })
    await report(harness, jobs[0]?.sha, 'failure')
    await harness.settle()
    expect(integration(harness)).toMatchObject({ output: { title: 'deploy/preview failed on the trial merge' } })
    expect(harness.see.status(issue)).toBe('running')
    expect(branches(harness)).toEqual([])
    await harness.end({ unheard: 'allowed' })
  })

  test('one never reports, and the others passed: told by its name, and a report after that comes too late', async () => {
    const { harness, jobs } = await begin(required)
    const issue = await finishPacket(harness, 'users')
    harness.heard.all()
    await end(harness, jobs[0], 'success')
    await harness.pass(4 * MINUTE)
    expect(integration(harness)).toMatchObject({
      conclusion: 'failure',
      output: { title: 'Something that must run did not run' },
    })
    const [told = ''] = harness.heard.on(issue)
    expect(told).toContain('requires deploy/preview, which did not report')
    expect(told).toContain('or `required` in `.github/switchyard.yml`')
    expect(branches(harness)).toEqual([])

    await report(harness, jobs[0]?.sha, 'success')
    await harness.pass(MINUTE)
    expect(integration(harness)).toMatchObject({ conclusion: 'failure' })
    expect(harness.heard.on(issue)).toEqual([])
    expect(harness.see.status(issue)).toBe('running')

    await harness.people.comment('agent', issue, '/status done')
    await harness.settle()
    await report(harness, jobs[1]?.sha, 'success')
    await end(harness, jobs[1], 'success')
    expect(integration(harness)).toMatchObject({ conclusion: 'success' })
    await harness.end({ unheard: 'allowed' })
  })
})
