/** Trials that the repository's own workflows test: found again on GitHub, whatever becomes of the bot meanwhile. */
import type { PlayedJob } from '@switchyard/github-emulator'
import { describe, expect, test } from 'vitest'
import type { Bed } from '../harness/bed.ts'
import { finishPacket, testBed } from '../harness/support.ts'

const MINUTE = 60_000
const config = 'agents: [agent]\nrunner: actions\n'
const workflow = (on: string) => `name: CI\non: ${on}\njobs:\n  test:\n    steps:\n      - run: npm test\n`
const onTrials = "{ push: { branches: ['switchyard/trial/**'] } }"

async function begin(settings = config, on = onTrials) {
  const jobs: PlayedJob[] = []
  const bed = await testBed({ config: settings, workflows: (job) => void jobs.push(job) })
  await bed.people.pushMain('maintainer', { '.github/workflows/ci.yml': workflow(on) })
  await bed.settle()
  jobs.length = 0
  return { bed, jobs }
}

const branches = (bed: Bed) => Object.keys(bed.repo.refs).filter((ref) => ref.includes('switchyard/'))
const integration = (bed: Bed) => bed.repo.checkRuns.findLast((run) => run.name === 'switchyard/integration')
const end = async (bed: Bed, job: PlayedJob | undefined, how: 'success' | 'failure', log = '') => {
  job?.begin()
  job?.end(how, log)
  // Others may be about to begin.
  await bed.pass(20_000)
}

test('a trial waits for its workflow, is found again after a crash, and merges without another run', async () => {
  const { bed, jobs } = await begin()
  const issue = await finishPacket(bed, 'users')
  expect(integration(bed)).toMatchObject({ status: 'in_progress' })
  expect(branches(bed)).toEqual(['refs/heads/switchyard/trial/users'])
  expect(jobs.map(({ branch }) => branch)).toEqual(['switchyard/trial/users'])

  bed.crash()
  await bed.settle()
  expect(integration(bed)).toMatchObject({ status: 'in_progress' })
  await end(bed, jobs[0], 'success')
  expect(integration(bed)).toMatchObject({ conclusion: 'success', output: { title: 'Passed on a trial merge: CI' } })
  expect(branches(bed)).toHaveLength(1)

  await bed.people.comment('maintainer', issue, '/merge')
  await bed.settle()
  expect(bed.repo.refs['refs/heads/main']).toBe(jobs[0]?.sha)
  expect(branches(bed)).toEqual([])
  expect(jobs).toHaveLength(1)
  await bed.end({ unheard: 'allowed', warnings: 'allowed' })
})

test('a failed workflow takes the packet out of done with the end of its log; the next report makes a new run', async () => {
  const { bed, jobs } = await begin()
  const issue = await finishPacket(bed, 'users')
  await end(bed, jobs[0], 'failure', 'checking out\nnot ok 1 - adds users')
  expect(integration(bed)).toMatchObject({ conclusion: 'failure', output: { title: 'CI failed on the trial merge' } })
  expect(integration(bed)?.output.summary).toContain('not ok 1 - adds users')
  expect(bed.see.status(issue)).toBe('running')
  expect(branches(bed)).toEqual([])

  await bed.people.comment('agent', issue, '/status done')
  await bed.settle()
  expect(jobs).toHaveLength(2)
  expect(jobs[1]?.sha).not.toBe(jobs[0]?.sha)
  await end(bed, jobs[1], 'success')
  expect(integration(bed)).toMatchObject({ conclusion: 'success' })
  await bed.end({ unheard: 'allowed' })
})

test('a result whose webhooks are lost is found by looking, and nothing is asked while no trial runs', async () => {
  const { bed, jobs } = await begin()
  await finishPacket(bed, 'users')
  jobs[0]?.begin()
  jobs[0]?.end('success', '')
  while (bed.outbox.drop());
  await bed.pass(MINUTE)
  expect(integration(bed)).toMatchObject({ conclusion: 'success' })
  bed.wire.reset()
  await bed.pass(5 * MINUTE)
  expect(bed.wire.count(/actions|statuses|check-runs/)).toBe(0)
  await bed.end({ unheard: 'allowed' })
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
  const { bed } = await begin(settings, '{ push: { branches: [main] } }')
  const issue = await finishPacket(bed, 'users')
  bed.heard.all()
  expect(integration(bed)).toMatchObject({ status: 'in_progress' })
  await bed.pass(4 * MINUTE)
  expect(integration(bed)).toMatchObject({ conclusion: 'failure', output: { title } })
  expect(integration(bed)?.output.summary).toContain(detail)
  const [told = '', ...more] = bed.heard.on(issue)
  for (const words of [title, detail, 'on the default branch, then report `/status done` again'])
    expect(told).toContain(words)
  expect(told).not.toContain('Agent: mend this')
  expect(more).toEqual([])
  expect(bed.see.status(issue)).toBe('running')
  expect(branches(bed)).toEqual([])
  await bed.end({ unheard: 'allowed' })
})

describe('when the time is up', () => {
  test('without a report: told once, the scratch branch goes, and a result that comes after all changes nothing', async () => {
    const { bed, jobs } = await begin(`${config}timeout: 5\n`)
    const issue = await finishPacket(bed, 'users')
    bed.heard.all()
    jobs[0]?.begin()
    await bed.pass(4 * MINUTE)
    expect(integration(bed)).toMatchObject({ status: 'in_progress' })
    expect(branches(bed)).toHaveLength(1)
    await bed.pass(2 * MINUTE)
    const over = { conclusion: 'failure', output: { title: 'CI ran out of time on the trial merge' } }
    expect(integration(bed)).toMatchObject(over)
    expect(integration(bed)?.output.summary).toContain('`timeout` in `.github/switchyard.yml`')
    expect(branches(bed)).toEqual([])
    expect(bed.see.status(issue)).toBe('running')
    const [told = '', ...more] = bed.heard.on(issue)
    expect(told).toContain('CI ran out of time on the trial merge')
    expect(more).toEqual([])

    await end(bed, jobs[0], 'success')
    await bed.pass(20 * MINUTE)
    expect(integration(bed)).toMatchObject(over)
    expect(bed.see.status(issue)).toBe('running')
    expect(bed.heard.on(issue)).toEqual([])

    await bed.people.comment('agent', issue, '/status done')
    await bed.settle()
    expect(branches(bed)).toHaveLength(1)
    await end(bed, jobs[1], 'success')
    expect(integration(bed)).toMatchObject({ conclusion: 'success' })
    await bed.end({ unheard: 'allowed' })
  })

  test('while the bot was away: it finds that out, and clears up, when it is back', async () => {
    const { bed, jobs } = await begin(`${config}timeout: 5\n`)
    const issue = await finishPacket(bed, 'users')
    jobs[0]?.begin()
    await bed.stop()
    await bed.loseStore()
    await bed.pass(30 * MINUTE)
    expect(branches(bed)).toHaveLength(1)
    await bed.start()
    await bed.settle()
    expect(integration(bed)).toMatchObject({ output: { title: 'CI ran out of time on the trial merge' } })
    expect(branches(bed)).toEqual([])
    expect(bed.see.status(issue)).toBe('running')
    expect(jobs).toHaveLength(1)
    await bed.end({ unheard: 'allowed' })
  })

  test('given up in the middle: the check is ended and the scratch branch goes', async () => {
    const { bed, jobs } = await begin()
    const issue = await finishPacket(bed, 'users')
    jobs[0]?.begin()
    await bed.people.comment('maintainer', issue, '/abandon not wanted any more')
    await bed.settle()
    expect(integration(bed)).toMatchObject({ conclusion: 'cancelled' })
    expect(branches(bed)).toEqual([])
    await bed.end({ unheard: 'allowed' })
  })
})

describe('names that are required', () => {
  const required = `${config}timeout: 20\nrequired: [test, deploy/preview]\n`
  const report = (bed: Bed, sha: string | undefined, state: string) =>
    bed.call('writer', 'POST', `/statuses/${sha}`, { state, context: 'deploy/preview' })

  test('one reports late, long after anything could have begun: waited for, since another is under way', async () => {
    const { bed, jobs } = await begin(required)
    await finishPacket(bed, 'users')
    jobs[0]?.begin()
    await bed.pass(12 * MINUTE)
    expect(integration(bed)).toMatchObject({ status: 'in_progress' })
    await report(bed, jobs[0]?.sha, 'success')
    await bed.settle()
    expect(integration(bed)).toMatchObject({ status: 'in_progress' })
    jobs[0]?.end('success', '')
    await bed.settle()
    expect(integration(bed)).toMatchObject({
      conclusion: 'success',
      output: { title: expect.stringContaining('deploy/preview') },
    })
    expect(branches(bed)).toHaveLength(1)
    await bed.end({ unheard: 'allowed' })
  })

  test('one that has said it is under way may take its time, and counts by its last word', async () => {
    const { bed, jobs } = await begin(required)
    const issue = await finishPacket(bed, 'users')
    await report(bed, jobs[0]?.sha, 'pending')
    await end(bed, jobs[0], 'success')
    await bed.pass(15 * MINUTE)
    expect(integration(bed)).toMatchObject({ status: 'in_progress' })
    await report(bed, jobs[0]?.sha, 'failure')
    await bed.settle()
    expect(integration(bed)).toMatchObject({ output: { title: 'deploy/preview failed on the trial merge' } })
    expect(bed.see.status(issue)).toBe('running')
    expect(branches(bed)).toEqual([])
    await bed.end({ unheard: 'allowed' })
  })

  test('one never reports, and the others passed: told by its name, and a report after that comes too late', async () => {
    const { bed, jobs } = await begin(required)
    const issue = await finishPacket(bed, 'users')
    bed.heard.all()
    await end(bed, jobs[0], 'success')
    await bed.pass(4 * MINUTE)
    expect(integration(bed)).toMatchObject({
      conclusion: 'failure',
      output: { title: 'Something that must run did not run' },
    })
    const [told = ''] = bed.heard.on(issue)
    expect(told).toContain('requires deploy/preview, which did not report')
    expect(told).toContain('or `required` in `.github/switchyard.yml`')
    expect(branches(bed)).toEqual([])

    await report(bed, jobs[0]?.sha, 'success')
    await bed.pass(MINUTE)
    expect(integration(bed)).toMatchObject({ conclusion: 'failure' })
    expect(bed.heard.on(issue)).toEqual([])
    expect(bed.see.status(issue)).toBe('running')

    await bed.people.comment('agent', issue, '/status done')
    await bed.settle()
    await report(bed, jobs[1]?.sha, 'success')
    await end(bed, jobs[1], 'success')
    expect(integration(bed)).toMatchObject({ conclusion: 'success' })
    await bed.end({ unheard: 'allowed' })
  })
})
