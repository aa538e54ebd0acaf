/** A workflow that did not get to an end is nobody's failure: it runs once more, then a person is told which it was. */
import type { PlayedJob } from '@switchyard/github-emulator'
import { expect, test } from 'vitest'
import type { Harness } from '../harness/harness.ts'
import { finishPacket, needs, testHarness } from '../harness/support.ts'

const workflow =
  "name: CI\non: { push: { branches: ['switchyard/trial/**'] } }\njobs:\n  test:\n    steps:\n      - run: npm test\n"

async function begin() {
  const jobs: PlayedJob[] = []
  const harness = await testHarness({
    config: 'agents: [agent]\nrunner: actions\ntimeout: 20\n',
    workflows: (job) => void jobs.push(job),
  })
  await harness.people.pushMain('maintainer', { '.github/workflows/ci.yml': workflow })
  await harness.settle()
  const issue = await finishPacket(harness, 'users')
  harness.heard.all()
  return { harness, jobs, issue }
}

const integration = (harness: Harness) =>
  harness.repo.checkRuns.findLast((run) => run.name === 'switchyard/integration')

async function end(harness: Harness, job: PlayedJob | undefined, how: Parameters<PlayedJob['end']>[0]) {
  job?.begin()
  job?.end(how, '')
  await harness.pass(20_000)
}

test.each(['cancelled'] as const)(
  '%s: once more by itself, then a person is asked, and Re-run goes on',
  async (how) => {
    const { harness, jobs, issue } = await begin()
    await end(harness, jobs[0], how)
    expect(jobs).toHaveLength(2)
    expect(jobs[1]?.sha).not.toBe(jobs[0]?.sha)
    expect(integration(harness)).toMatchObject({ status: 'in_progress' })
    harness.crash()
    await harness.settle()
    expect(jobs).toHaveLength(2)

    await end(harness, jobs[1], how)
    expect(jobs).toHaveLength(2)
    expect(integration(harness)).toMatchObject({
      conclusion: 'cancelled',
      output: { title: 'The test was interrupted twice' },
    })
    expect(harness.see.status(issue)).toBe('done')
    expect(harness.heard.on(issue)).toEqual([])
    expect(needs(harness)).toContain('could not be tested')
    await harness.pass(60 * 60_000)
    expect(jobs).toHaveLength(2)

    await harness.people.comment('maintainer', issue, '/merge')
    await harness.settle()
    expect(harness.see.status(issue)).toBe('done')
    await harness.call('writer', 'POST', `/check-runs/${integration(harness)?.id}/rerequest`)
    await harness.settle()
    await end(harness, jobs[2], 'success')
    expect(harness.see.status(issue)).toBe('merged')
    await harness.end({ unheard: 'allowed', warnings: 'allowed' })
  },
)

test('the second attempt may pass, and nobody is told', async () => {
  const { harness, jobs, issue } = await begin()
  await end(harness, jobs[0], 'cancelled')
  await end(harness, jobs[1], 'success')
  expect(integration(harness)).toMatchObject({ conclusion: 'success' })
  expect(harness.see.status(issue)).toBe('done')
  await harness.end({ unheard: 'allowed' })
})

test('timed_out is a failure of the packet, like a failure', async () => {
  const { harness, jobs, issue } = await begin()
  await end(harness, jobs[0], 'timed_out')
  expect(integration(harness)).toMatchObject({ conclusion: 'failure' })
  expect(harness.see.status(issue)).toBe('running')
  expect(jobs).toHaveLength(1)
  await harness.end({ unheard: 'allowed' })
})

test('action_required waits for a person, until the time is up', async () => {
  const { harness, jobs, issue } = await begin()
  await end(harness, jobs[0], 'action_required')
  expect(jobs).toHaveLength(1)
  expect(integration(harness)).toMatchObject({ status: 'in_progress' })
  await harness.pass(21 * 60_000)
  expect(jobs).toHaveLength(2)
  await end(harness, jobs[1], 'action_required')
  await harness.pass(21 * 60_000)
  expect(integration(harness)?.output.summary).toContain('waits for a person to approve it')
  expect(harness.see.status(issue)).toBe('done')
  await harness.end({ unheard: 'allowed' })
})
