/** A branch that takes changes through GitHub's merge queue alone: the bot puts packets in, and answers for their groups. */

import type { PlayedJob, RoleName, Rule } from '@switchyard/github-emulator'
import { acceptPermissions, nodeId, tokenOf } from '@switchyard/github-emulator/testing'
import { expect, test } from 'vitest'
import type { Harness, HarnessOptions } from '../harness/harness.ts'
import { finishPacket, testHarness } from '../harness/support.ts'

const CHECKS = ['scope', 'dependencies', 'acceptance', 'contract', 'integration'].map((name) => `switchyard/${name}`)
const settings = {
  check_response_timeout_minutes: 30,
  grouping_strategy: 'ALLGREEN',
  max_entries_to_build: 5,
  max_entries_to_merge: 5,
  min_entries_to_merge: 1,
  min_entries_to_merge_wait_minutes: 5,
}
const rules = (checks: string[], merge_method: string): Rule[] => [
  { type: 'merge_queue', parameters: { ...settings, merge_method } },
  {
    type: 'required_status_checks',
    parameters: {
      strict_required_status_checks_policy: false,
      required_status_checks: checks.map((context) => ({ context })),
    },
  },
]

interface QueueOptions extends HarnessOptions {
  checks?: string[]
  method?: string
}

async function begin({ checks = CHECKS, method = 'MERGE', ...options }: QueueOptions = {}): Promise<Harness> {
  const harness = await testHarness({ config: 'agents: [agent]\nrunner: local\ntest: npm test\n', ...options })
  await harness.people.rules('maintainer', 'main', rules(checks, method))
  await harness.settle()
  return harness
}

const entries = (harness: Harness) => (harness.repo.mergeQueue ?? []).map(({ pull }) => pull)
const groups = (harness: Harness) => (harness.repo.mergeQueue ?? []).map(({ group }) => group?.head ?? '')
const asked = (harness: Harness, what: string) => harness.proxy.count(`GRAPHQL ${what}`)
const newComments = (harness: Harness, issue: number) => harness.heard.on(issue).join('\n')

/** Somebody else's check that the queue waits for as well. */
const report = (harness: Harness, sha: string, state: string) =>
  harness.call('writer', 'POST', `/statuses/${sha}`, { state, context: 'ci' })

/** The buttons of the pull request's page. */
const press = (mutation: string, key: string) => async (harness: Harness, role: RoleName, pull: number) => {
  const id = nodeId('PullRequest', harness.repo.pulls.find(({ number }) => number === pull)?.id ?? 0)
  const query = `mutation { ${mutation}(input: {${key}: "${id}"}) { clientMutationId } }`
  const answer = await harness.sandbox.fetch(
    new Request('http://localhost/api/graphql', {
      method: 'POST',
      headers: { authorization: `token ${tokenOf(harness.forge, role)}` },
      body: JSON.stringify({ query }),
    }),
  )
  expect(await answer.json()).not.toHaveProperty('errors')
}
const enqueue = press('enqueuePullRequest', 'pullRequestId')
const dequeue = press('dequeuePullRequest', 'id')

test('a packet reaches main as exactly the commit that its checks cover', async () => {
  const harness = await begin()
  const issue = await finishPacket(harness, 'users')
  await harness.people.comment('maintainer', issue, '/merge')
  await harness.settle()
  expect(harness.see.status(issue)).toBe('merged')
  expect([asked(harness, 'enqueuePullRequest'), asked(harness, 'dequeuePullRequest')]).toEqual([1, 0])
  const main = harness.see.head('main') ?? ''
  expect(harness.see.pull('feature/users')).toMatchObject({ merged: true, mergeCommitSha: main })
  expect(Object.keys(harness.see.checks(main)).sort()).toEqual(CHECKS.toSorted())
  expect(harness.see.check(main, 'switchyard/integration')?.text).toContain('same files as the trial merge')
  expect(harness.see.branches()).toEqual(['main'])
  await harness.end({ unheard: 'allowed' })
})

test('a squashed packet merges without any webhook and despite a crash right after it was queued', async () => {
  const harness = await begin({ method: 'SQUASH', checks: [...CHECKS, 'ci'] })
  const issue = await finishPacket(harness, 'users')
  await report(harness, harness.see.head('feature/users') ?? '', 'success')
  const dies = () => {
    harness.crash()
    throw new TypeError('fetch failed')
  }
  harness.proxy.trouble({ route: 'GRAPHQL enqueuePullRequest', when: 'after', answer: dies })
  await harness.silently.comment('maintainer', issue, '/merge')
  await harness.look()
  while (harness.outbox.drop());
  expect(harness.crashes().lives).toBe(2)
  expect(entries(harness)).toHaveLength(1)
  const [group = ''] = groups(harness)
  expect(harness.see.checks(group)).toMatchObject({ 'switchyard/integration': 'success' })
  harness.crash()
  harness.proxy.reset()
  await harness.look()
  expect(harness.proxy.count(/^(POST|PATCH) .*check-runs/)).toBe(0)
  await report(harness, group, 'success')
  while (harness.outbox.drop());
  await harness.look()
  expect(harness.see.status(issue)).toBe('merged')
  expect([asked(harness, 'enqueuePullRequest'), harness.see.head('main')]).toEqual([0, group])
  await harness.end({ unheard: 'allowed', warnings: 'allowed' })
})

test('a group that fails its tests is reported once with the end of the log, and the packet is running again', async () => {
  const harness = await begin({ checks: [...CHECKS, 'ci'] })
  const issue = await finishPacket(harness, 'users')
  await report(harness, harness.see.head('feature/users') ?? '', 'success')
  await harness.people.comment('maintainer', issue, '/merge')
  await harness.settle()
  expect(newComments(harness, issue)).toBe('')
  // Somebody gets past the queue, and what is merged no longer goes with the packet.
  await harness.people.pushMain('maintainer', { 'src/other.js': '// FAILS: users and other do not go together\n' })
  await harness.settle()
  const said = newComments(harness, issue)
  expect(said).toContain("Back to running: GitHub's merge queue for `main` took")
  expect(said).toContain('not ok 1 - users and other do not go together')
  expect(harness.see.status(issue)).toBe('running')
  expect(entries(harness)).toEqual([])
  await harness.look()
  expect(newComments(harness, issue)).toBe('')
  await harness.end({ unheard: 'allowed' })
})

test('a pull request that is not a packet gets neutral results and does not hold the queue', async () => {
  const harness = await begin()
  await harness.people.branch('writer', 'tidy')
  await harness.people.push('writer', 'tidy', { 'README.md': 'tidy\n' })
  const pull = await harness.people.openPull('writer', 'tidy', 'Tidy up')
  await harness.settle()
  await enqueue(harness, 'writer', pull)
  await harness.settle()
  const main = harness.see.head('main') ?? ''
  expect(harness.see.pull('tidy')).toMatchObject({ merged: true, mergeCommitSha: main })
  expect(new Set(Object.values(harness.see.checks(main)))).toEqual(new Set(['neutral']))
  await harness.end({ unheard: 'allowed' })
})

test('a pause removes a packet temporarily, and a push or a manual removal ends its place with one notice', async () => {
  const harness = await begin({ checks: [...CHECKS, 'ci'] })
  const issue = await finishPacket(harness, 'users')
  const green = async () => report(harness, harness.see.head('feature/users') ?? '', 'success')
  await green()
  await harness.people.comment('maintainer', issue, '/merge')
  await harness.settle()
  expect(harness.see.dashboard()?.body).toMatch(/1\. .*users.* in GitHub's merge queue, place 1/)
  await harness.people.comment('maintainer', issue, '/pause')
  await harness.settle()
  expect([harness.see.status(issue), entries(harness)]).toEqual(['paused', []])
  await harness.people.comment('maintainer', issue, '/resume')
  await harness.settle()
  expect(entries(harness)).toHaveLength(1)
  harness.heard.all()

  await harness.people.push('agent', 'feature/users', { 'src/users/b.js': 'export const b = 1\n' })
  await harness.settle()
  expect(entries(harness)).toEqual([])
  expect(newComments(harness, issue)).toMatch(/`\/merge` was for .* Comment `\/merge` again/)
  await green()
  await harness.people.comment('maintainer', issue, '/merge')
  await harness.settle()
  expect(entries(harness)).toHaveLength(1)

  await dequeue(harness, 'writer', harness.repo.mergeQueue?.[0]?.pull ?? 0)
  await harness.settle()
  expect(newComments(harness, issue)).toMatch(
    /writer took #\d+ out of GitHub's merge queue.* comments `\/merge` to queue it again/,
  )
  expect([harness.see.status(issue), entries(harness)]).toEqual(['done', []])
  await harness.look()
  expect([newComments(harness, issue), entries(harness)]).toEqual(['', []])
  await harness.people.comment('maintainer', issue, '/merge')
  await harness.settle()
  await report(harness, groups(harness)[0] ?? '', 'success')
  await harness.settle()
  expect(harness.see.status(issue)).toBe('merged')
  await harness.end({ unheard: 'allowed' })
})

test('the bot does not use an unsuitable queue and says how to fix it', async () => {
  const harness = await begin()
  const { installations, apps, users } = harness.forge.world
  const [installation, app, maintainer] = [installations[0], apps[0], users.find(({ login }) => login === 'maintainer')]
  if (!installation || !app || !maintainer) throw new Error('not installed')
  const { merge_queues: _, ...permissions } = app.permissions
  app.permissions = permissions
  acceptPermissions(harness.forge, maintainer, installation)
  const issue = await finishPacket(harness, 'users')
  await harness.people.comment('maintainer', issue, '/merge')
  await harness.settle()
  expect(newComments(harness, issue)).toContain('the permission "Merge queues" (read)')
  expect(asked(harness, 'enqueuePullRequest')).toBe(0)
  expect(harness.see.dashboard()?.body).toContain(
    "the App lacks `merge_queues: read`, so I cannot use GitHub's merge queue",
  )

  installation.permissions = { ...permissions, merge_queues: 'read' }
  await harness.people.rules('maintainer', 'main', rules(['switchyard/scope'], 'MERGE'))
  await harness.look()
  expect(newComments(harness, issue)).toContain(
    'waits for no check that tests anything: require `switchyard/integration`',
  )
  expect(entries(harness)).toEqual([])
  await harness.end({ unheard: 'allowed', warnings: 'allowed' })
})

test('workflow results on a group count, and two packets with the same files do not wait twice', async () => {
  const jobs: PlayedJob[] = []
  const harness = await begin({ config: 'agents: [agent]\nrunner: actions\n', workflows: (job) => void jobs.push(job) })
  const on = "{ push: { branches: ['switchyard/trial/**'] }, merge_group: {} }"
  await harness.people.pushMain('maintainer', {
    '.github/workflows/ci.yml': `name: CI\non: ${on}\njobs:\n  test:\n    steps:\n      - run: npm test\n`,
  })
  await harness.settle()
  const play = async (job = jobs.shift()) => {
    job?.begin()
    job?.end('success', '')
    await harness.pass(20_000)
    return job?.branch ?? ''
  }
  const [users, roles] = [await finishPacket(harness, 'users'), await finishPacket(harness, 'roles')]
  expect([await play(), await play()]).toEqual(['switchyard/trial/users', 'switchyard/trial/roles'])
  await harness.people.comment('maintainer', users, '/merge')
  await harness.people.comment('maintainer', roles, '/merge')
  await harness.settle()
  expect(harness.see.status(users)).toBe('merged')
  expect(harness.see.status(roles)).toBe('done')
  const group = groups(harness)[0] ?? ''
  expect(harness.see.checks(group)).toMatchObject({ 'switchyard/integration': 'in_progress' })
  const waiting = jobs.findLast(({ sha }) => sha === group)
  expect(await play(waiting)).toMatch(/^gh-readonly-queue\/main\/pr-/)
  expect(harness.see.status(roles)).toBe('merged')
  expect(harness.see.check(group, 'switchyard/integration')?.text).toContain('Passed on a trial merge: CI')
  await harness.end({ unheard: 'allowed', warnings: 'allowed' })
})
