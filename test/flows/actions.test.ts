/** Trials that the repository's own workflows test: found again on GitHub, whatever becomes of the bot meanwhile. */
import { expect, test } from 'vitest'
import type { Bed } from '../../src/sandbox/bed/bed.ts'
import type { PlayedJob } from '../../src/sandbox/forge/verbs/workflows.ts'
import { startPacket, testBed } from '../bed/support.ts'

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

/** A packet whose agent has reported done, so that its trial begins. */
async function done(bed: Bed, name: string): Promise<number> {
  const issue = await startPacket(bed, name)
  await bed.people.push('agent', `feature/${name}`, { [`src/${name}/a.js`]: 'export const a = 1\n' })
  await bed.people.tick('agent', issue)
  await bed.people.comment('agent', issue, '/status done')
  await bed.settle()
  return issue
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
  const issue = await done(bed, 'users')
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
  const issue = await done(bed, 'users')
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
  await done(bed, 'users')
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
  const issue = await done(bed, 'users')
  expect(integration(bed)).toMatchObject({ status: 'in_progress' })
  await bed.pass(4 * MINUTE)
  expect(integration(bed)).toMatchObject({ conclusion: 'failure', output: { title } })
  expect(integration(bed)?.output.summary).toContain(detail)
  expect(bed.see.status(issue)).toBe('running')
  expect(branches(bed)).toEqual([])
  await bed.end({ unheard: 'allowed' })
})

test('a workflow that does not end in time', async () => {
  const { bed, jobs } = await begin(`${config}timeout: 5\n`)
  await done(bed, 'users')
  jobs[0]?.begin()
  await bed.pass(6 * MINUTE)
  expect(integration(bed)).toMatchObject({
    conclusion: 'failure',
    output: { title: 'CI ran out of time on the trial merge' },
  })
  await bed.end({ unheard: 'allowed' })
})
