/** Trials that the repository's own workflows test: found again on GitHub after a crash of the bot. */
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

test('a trial waits for its workflow, is found again after a crash, and merges without a second run', async () => {
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

test('a failed workflow ends done and shows the end of its log, and the next report starts a new run', async () => {
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

test('polling finds a result whose webhooks are lost, and the bot polls only while a trial runs', async () => {
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
    'no workflow runs for the trial',
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
])('when %s, the failure explains its cause', async (_, settings, title, detail) => {
  const { harness } = await begin(settings, '{ push: { branches: [main] } }')
  const issue = await finishPacket(harness, 'users')
  harness.heard.all()
  expect(integration(harness)).toMatchObject({ status: 'in_progress' })
  await harness.pass(4 * MINUTE)
  expect(integration(harness)).toMatchObject({ conclusion: 'failure', output: { title } })
  expect(integration(harness)?.output.summary).toContain(detail)
  const [notice = '', ...more] = harness.heard.on(issue)
  for (const words of [title, detail, 'on the default branch, then report `/status done` again'])
    expect(notice).toContain(words)
  expect(notice).not.toContain('Agent: fix this')
  expect(more).toEqual([])
  expect(harness.see.status(issue)).toBe('running')
  expect(branches(harness)).toEqual([])
  await harness.end({ unheard: 'allowed' })
})

describe('a trial that times out', () => {
  test('a trial without a report is reported once, its scratch branch is deleted, and a late result changes nothing', async () => {
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
    const [notice = '', ...more] = harness.heard.on(issue)
    expect(notice).toContain('CI ran out of time on the trial merge')
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

  test('a bot that was away detects the timeout and cleans up when it is back', async () => {
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

  test('an abandoned trial ends its check and deletes its scratch branch', async () => {
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

describe('required check names', () => {
  const required = `${config}timeout: 20\nrequired: [test, deploy/preview]\n`
  const report = (harness: Harness, sha: string | undefined, state: string) =>
    harness.call('writer', 'POST', `/statuses/${sha}`, { state, context: 'deploy/preview' })

  test('the trial waits for a late check while another one is running', async () => {
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

  test('a check that reported its start may take its time, and its last result counts', async () => {
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

  test('a required check that never reports is named in the failure, and a later report has no effect', async () => {
    const { harness, jobs } = await begin(required)
    const issue = await finishPacket(harness, 'users')
    harness.heard.all()
    await end(harness, jobs[0], 'success')
    await harness.pass(4 * MINUTE)
    expect(integration(harness)).toMatchObject({
      conclusion: 'failure',
      output: { title: 'Something that must run did not run' },
    })
    const [notice = ''] = harness.heard.on(issue)
    expect(notice).toContain('requires deploy/preview, which did not report')
    expect(notice).toContain('or `required` in `.github/switchyard.yml`')
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
