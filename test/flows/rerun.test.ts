/** "Re-run" on a check or on all checks of a commit: each is reported again, and nothing stays queued. */
import type { PlayedJob } from '@switchyard/github-emulator'
import { describe, expect, test } from 'vitest'
import type { Harness } from '../harness/harness.ts'
import { finishPacket, testHarness } from '../harness/support.ts'

const QUARTER = 15 * 60_000
const heads = (harness: Harness, pull: number) =>
  harness.repo.pulls.find(({ number }) => number === pull)?.headSha ?? ''
const newest = (harness: Harness, sha: string, name: string) =>
  harness.repo.checkRuns.findLast((run) => run.headSha === sha && run.name === `switchyard/${name}`)
const pullOf = (harness: Harness, branch: string) =>
  harness.repo.pulls.find(({ headRef }) => headRef === branch)?.number ?? 0

interface Suite {
  id: number
  status: string
  conclusion: string | null
}

async function suiteOf(harness: Harness, sha: string): Promise<Suite> {
  const answer = await harness.call<{ check_suites: Suite[] }>(
    'reader',
    'GET',
    `/commits/${sha}/check-suites?app_id=${harness.sandbox.app.id}`,
  )
  const [suite] = answer.check_suites
  if (!suite) throw new Error('no suite')
  return suite
}

/** GitHub's button, on one check run or on all. */
const again = {
  check: (harness: Harness, sha: string, name: string) =>
    harness.call('writer', 'POST', `/check-runs/${newest(harness, sha, name)?.id}/rerequest`),
  all: async (harness: Harness, sha: string) =>
    harness.call('writer', 'POST', `/check-suites/${(await suiteOf(harness, sha)).id}/rerequest`),
}

/** How the tests end, one after the other; the last word stays. */
function runner(...ends: boolean[]) {
  let runs = 0
  return {
    count: () => runs,
    run: async () => {
      const ok = ends[Math.min(runs++, ends.length - 1)]
      return [
        {
          name: 'test' as const,
          command: 'npm test',
          outcome: ok ? ('passed' as const) : ('failed' as const),
          exitCode: ok ? 0 : 1,
          seconds: 1,
          tail: ok ? '' : 'not ok',
        },
      ]
    },
  }
}

describe('on a packet that is done', () => {
  test('integration is tested once more; the others are not', async () => {
    const tests = runner(true)
    const harness = await testHarness({ runner: tests })
    const issue = await finishPacket(harness, 'users')
    const head = heads(harness, pullOf(harness, 'feature/users'))
    expect(tests.count()).toBe(1)
    await again.check(harness, head, 'integration')
    expect(await suiteOf(harness, head)).toMatchObject({ status: 'queued' })
    await harness.settle()
    expect(tests.count()).toBe(2)
    expect(await suiteOf(harness, head)).toMatchObject({ status: 'completed', conclusion: 'success' })
    expect(harness.see.status(issue)).toBe('done')
    await harness.pass(QUARTER)
    expect(tests.count()).toBe(2)

    await again.check(harness, head, 'scope')
    await harness.settle()
    expect(tests.count()).toBe(2)
    expect(await suiteOf(harness, head)).toMatchObject({ status: 'completed', conclusion: 'success' })

    await harness.people.comment('maintainer', issue, '/merge')
    await harness.settle()
    expect(harness.see.status(issue)).toBe('merged')
    await harness.end({ unheard: 'allowed' })
  })

  test.each(['heard', 'lost, and found by the next look', 'lost with the store'])(
    'all checks run again; the webhook is %s',
    async (webhook) => {
      const tests = runner(true)
      const harness = await testHarness({ runner: tests })
      await finishPacket(harness, 'users')
      const head = heads(harness, pullOf(harness, 'feature/users'))
      await again.all(harness, head)
      if (webhook !== 'heard') while (harness.outbox.drop());
      if (webhook.includes('store')) {
        await harness.stop()
        await harness.loseStore()
        await harness.start()
      }
      await harness.pass(QUARTER)
      expect(await suiteOf(harness, head)).toMatchObject({ status: 'completed', conclusion: 'success' })
      expect(tests.count()).toBe(2)
      await harness.pass(4 * QUARTER)
      expect(tests.count()).toBe(2)
      await harness.end({ unheard: 'allowed' })
    },
  )

  test('a bot that dies on the way finishes it, without testing twice more', async () => {
    const tests = runner(true)
    const harness = await testHarness({ runner: tests })
    await finishPacket(harness, 'users')
    const head = heads(harness, pullOf(harness, 'feature/users'))
    await again.all(harness, head)
    harness.crash()
    await harness.settle()
    expect(await suiteOf(harness, head)).toMatchObject({ status: 'completed', conclusion: 'success' })
    expect(tests.count()).toBe(2)
    await harness.end({ unheard: 'allowed', warnings: 'allowed' })
  })
})

test('a red integration of a packet that runs again is tested once more, and done needs no third run', async () => {
  const tests = runner(false, true)
  const harness = await testHarness({ runner: tests })
  const issue = await finishPacket(harness, 'users')
  const head = heads(harness, pullOf(harness, 'feature/users'))
  expect(harness.see.status(issue)).toBe('running')
  harness.heard.all()
  await again.check(harness, head, 'integration')
  await harness.settle()
  expect(newest(harness, head, 'integration')).toMatchObject({ status: 'completed', conclusion: 'success' })
  expect(await suiteOf(harness, head)).toMatchObject({ status: 'completed' })
  await harness.people.comment('agent', issue, '/status done')
  await harness.settle()
  expect(harness.see.status(issue)).toBe('done')
  expect(tests.count()).toBe(2)
  await harness.end({ unheard: 'allowed' })
})

test('a red one that fails again stays red, and says so to nobody twice', async () => {
  const tests = runner(false)
  const harness = await testHarness({ runner: tests })
  const issue = await finishPacket(harness, 'users')
  const head = heads(harness, pullOf(harness, 'feature/users'))
  harness.heard.all()
  await again.check(harness, head, 'integration')
  await harness.settle()
  expect(tests.count()).toBe(2)
  expect(newest(harness, head, 'integration')).toMatchObject({ status: 'completed', conclusion: 'failure' })
  expect(harness.heard.on(issue)).toEqual([])
  await harness.end({ unheard: 'allowed' })
})

test.each(['of no packet', 'of a packet that is over', 'that is closed'])(
  'a pull request %s is not left queued',
  async (which) => {
    const harness = await testHarness()
    const issue = await finishPacket(harness, 'users')
    let pull = pullOf(harness, 'feature/users')
    if (which === 'of no packet') {
      await harness.people.branch('writer', 'docs')
      await harness.people.push('writer', 'docs', { 'readme.md': 'Read me\n' })
      pull = await harness.people.openPull('writer', 'docs', 'Docs')
    } else if (which === 'that is closed') await harness.people.closePull('maintainer', pull)
    else await harness.people.comment('maintainer', issue, '/abandon')
    await harness.settle()
    const head = heads(harness, pull)
    const { status, conclusion } = await suiteOf(harness, head)
    await again.all(harness, head)
    await harness.settle()
    expect(await suiteOf(harness, head)).toMatchObject({ status, conclusion })
    expect(status).toBe('completed')
    await harness.end({ unheard: 'allowed' })
  },
)

test('with runner: actions a re-run pushes another trial commit, so that the workflows run again', async () => {
  const jobs: PlayedJob[] = []
  const harness = await testHarness({
    config: 'agents: [agent]\nrunner: actions\n',
    workflows: (job) => void jobs.push(job),
  })
  const workflow =
    "name: CI\non: { push: { branches: ['switchyard/trial/**'] } }\njobs:\n  test:\n    steps:\n      - run: npm test\n"
  await harness.people.pushMain('maintainer', { '.github/workflows/ci.yml': workflow })
  await harness.settle()
  await finishPacket(harness, 'users')
  const end = async (job: PlayedJob | undefined) => {
    job?.begin()
    job?.end('success', '')
    await harness.pass(20_000)
  }
  await end(jobs[0])
  const head = heads(harness, pullOf(harness, 'feature/users'))
  await again.check(harness, head, 'integration')
  await harness.settle()
  expect(jobs).toHaveLength(2)
  expect(jobs[1]?.sha).not.toBe(jobs[0]?.sha)
  await end(jobs[1])
  expect(await suiteOf(harness, head)).toMatchObject({ status: 'completed', conclusion: 'success' })
  await harness.end({ unheard: 'allowed' })
})
