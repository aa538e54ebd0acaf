/** A branch that takes changes through GitHub's merge queue alone: the bot puts packets in, and answers for their groups. */
import type { PlayedJob, RoleName, Rule } from '@switchyard/github-emulator'
import { acceptPermissions, nodeId, tokenOf } from '@switchyard/github-emulator/testing'
import { expect, test } from 'vitest'
import type { Bed, BedOptions } from '../harness/bed.ts'
import { finishPacket, testBed } from '../harness/support.ts'

const CHECKS = ['scope', 'dependencies', 'acceptance', 'contract', 'integration'].map((name) => `switchyard/${name}`)
const settings = {
  ...{ check_response_timeout_minutes: 30, grouping_strategy: 'ALLGREEN', max_entries_to_build: 5 },
  ...{ max_entries_to_merge: 5, min_entries_to_merge: 1, min_entries_to_merge_wait_minutes: 5 },
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

interface Wish extends BedOptions {
  checks?: string[]
  method?: string
}

async function begin({ checks = CHECKS, method = 'MERGE', ...options }: Wish = {}): Promise<Bed> {
  const bed = await testBed({ config: 'agents: [agent]\nrunner: local\ntest: npm test\n', ...options })
  await bed.people.rules('maintainer', 'main', rules(checks, method))
  await bed.settle()
  return bed
}

const entries = (bed: Bed) => (bed.repo.mergeQueue ?? []).map(({ pull }) => pull)
const groups = (bed: Bed) => (bed.repo.mergeQueue ?? []).map(({ group }) => group?.head ?? '')
const asked = (bed: Bed, what: string) => bed.wire.count(`GRAPHQL ${what}`)
const heard = (bed: Bed, issue: number) => bed.heard.on(issue).join('\n')

/** Somebody else's check that the queue waits for as well. */
const report = (bed: Bed, sha: string, state: string) =>
  bed.call('writer', 'POST', `/statuses/${sha}`, { state, context: 'ci' })

/** The buttons of the pull request's page. */
const press = (mutation: string, key: string) => async (bed: Bed, role: RoleName, pull: number) => {
  const id = nodeId('PullRequest', bed.repo.pulls.find(({ number }) => number === pull)?.id ?? 0)
  const query = `mutation { ${mutation}(input: {${key}: "${id}"}) { clientMutationId } }`
  const answer = await bed.sandbox.fetch(
    new Request('http://localhost/api/graphql', {
      method: 'POST',
      headers: { authorization: `token ${tokenOf(bed.forge, role)}` },
      body: JSON.stringify({ query }),
    }),
  )
  expect(await answer.json()).not.toHaveProperty('errors')
}
const enqueue = press('enqueuePullRequest', 'pullRequestId')
const dequeue = press('dequeuePullRequest', 'id')

test('a packet goes to main as exactly the commit that its checks stand on', async () => {
  const bed = await begin()
  const issue = await finishPacket(bed, 'users')
  await bed.people.comment('maintainer', issue, '/merge')
  await bed.settle()
  expect(bed.see.status(issue)).toBe('merged')
  expect([asked(bed, 'enqueuePullRequest'), asked(bed, 'dequeuePullRequest')]).toEqual([1, 0])
  const main = bed.see.head('main') ?? ''
  expect(bed.see.pull('feature/users')).toMatchObject({ merged: true, mergeCommitSha: main })
  expect(Object.keys(bed.see.checks(main)).sort()).toEqual(CHECKS.toSorted())
  expect(bed.see.check(main, 'switchyard/integration')?.text).toContain('same files as the trial merge')
  expect(bed.see.branches()).toEqual(['main'])
  await bed.end({ unheard: 'allowed' })
})

test('without a single webhook, squashed, and with a crash right after it was queued', async () => {
  const bed = await begin({ method: 'SQUASH', checks: [...CHECKS, 'ci'] })
  const issue = await finishPacket(bed, 'users')
  await report(bed, bed.see.head('feature/users') ?? '', 'success')
  const dies = () => {
    bed.crash()
    throw new TypeError('fetch failed')
  }
  bed.wire.trouble({ route: 'GRAPHQL enqueuePullRequest', when: 'after', answer: dies })
  await bed.silently.comment('maintainer', issue, '/merge')
  await bed.look()
  while (bed.outbox.drop());
  expect(bed.crashes().lives).toBe(2)
  expect(entries(bed)).toHaveLength(1)
  const [group = ''] = groups(bed)
  expect(bed.see.checks(group)).toMatchObject({ 'switchyard/integration': 'success' })
  bed.crash()
  bed.wire.reset()
  await bed.look()
  expect(bed.wire.count(/^(POST|PATCH) .*check-runs/)).toBe(0)
  await report(bed, group, 'success')
  while (bed.outbox.drop());
  await bed.look()
  expect(bed.see.status(issue)).toBe('merged')
  expect([asked(bed, 'enqueuePullRequest'), bed.see.head('main')]).toEqual([0, group])
  await bed.end({ unheard: 'allowed', warnings: 'allowed' })
})

test('a group that fails its tests: told once with the end of the log, and back to running', async () => {
  const bed = await begin({ checks: [...CHECKS, 'ci'] })
  const issue = await finishPacket(bed, 'users')
  await report(bed, bed.see.head('feature/users') ?? '', 'success')
  await bed.people.comment('maintainer', issue, '/merge')
  await bed.settle()
  expect(heard(bed, issue)).toBe('')
  // Somebody gets past the queue, and what is merged no longer goes with the packet.
  await bed.people.pushMain('maintainer', { 'src/other.js': '// FAILS: users and other do not go together\n' })
  await bed.settle()
  const said = heard(bed, issue)
  expect(said).toContain("Back to running: GitHub's merge queue for `main` took")
  expect(said).toContain('not ok 1 - users and other do not go together')
  expect(bed.see.status(issue)).toBe('running')
  expect(entries(bed)).toEqual([])
  await bed.look()
  expect(heard(bed, issue)).toBe('')
  await bed.end({ unheard: 'allowed' })
})

test('a pull request that is no packet gets neutral results on its group, and does not hold the queue up', async () => {
  const bed = await begin()
  await bed.people.branch('writer', 'tidy')
  await bed.people.push('writer', 'tidy', { 'README.md': 'tidy\n' })
  const pull = await bed.people.openPull('writer', 'tidy', 'Tidy up')
  await bed.settle()
  await enqueue(bed, 'writer', pull)
  await bed.settle()
  const main = bed.see.head('main') ?? ''
  expect(bed.see.pull('tidy')).toMatchObject({ merged: true, mergeCommitSha: main })
  expect(new Set(Object.values(bed.see.checks(main)))).toEqual(new Set(['neutral']))
  await bed.end({ unheard: 'allowed' })
})

test('paused: taken out and in again; pushed to, or taken out by a person: told once, and out of the queue', async () => {
  const bed = await begin({ checks: [...CHECKS, 'ci'] })
  const issue = await finishPacket(bed, 'users')
  const green = async () => report(bed, bed.see.head('feature/users') ?? '', 'success')
  await green()
  await bed.people.comment('maintainer', issue, '/merge')
  await bed.settle()
  expect(bed.see.dashboard()?.body).toMatch(/1\. .*users.* in GitHub's merge queue, place 1/)
  await bed.people.comment('maintainer', issue, '/pause')
  await bed.settle()
  expect([bed.see.status(issue), entries(bed)]).toEqual(['paused', []])
  await bed.people.comment('maintainer', issue, '/resume')
  await bed.settle()
  expect(entries(bed)).toHaveLength(1)
  bed.heard.all()

  await bed.people.push('agent', 'feature/users', { 'src/users/b.js': 'export const b = 1\n' })
  await bed.settle()
  expect(entries(bed)).toEqual([])
  expect(heard(bed, issue)).toMatch(/`\/merge` was for .* Comment `\/merge` again/)
  await green()
  await bed.people.comment('maintainer', issue, '/merge')
  await bed.settle()
  expect(entries(bed)).toHaveLength(1)

  await dequeue(bed, 'writer', bed.repo.mergeQueue?.[0]?.pull ?? 0)
  await bed.settle()
  expect(heard(bed, issue)).toMatch(
    /writer took #\d+ out of GitHub's merge queue.* comments `\/merge` to queue it again/,
  )
  expect([bed.see.status(issue), entries(bed)]).toEqual(['done', []])
  await bed.look()
  expect([heard(bed, issue), entries(bed)]).toEqual(['', []])
  await bed.people.comment('maintainer', issue, '/merge')
  await bed.settle()
  await report(bed, groups(bed)[0] ?? '', 'success')
  await bed.settle()
  expect(bed.see.status(issue)).toBe('merged')
  await bed.end({ unheard: 'allowed' })
})

test('what the bot cannot use it leaves alone, and says what to do about it', async () => {
  const bed = await begin()
  const { installations, apps, users } = bed.forge.world
  const [installation, app, maintainer] = [installations[0], apps[0], users.find(({ login }) => login === 'maintainer')]
  if (!installation || !app || !maintainer) throw new Error('not installed')
  const { merge_queues: _, ...permissions } = app.permissions
  app.permissions = permissions
  acceptPermissions(bed.forge, maintainer, installation)
  const issue = await finishPacket(bed, 'users')
  await bed.people.comment('maintainer', issue, '/merge')
  await bed.settle()
  expect(heard(bed, issue)).toContain('the permission "Merge queues" (read)')
  expect(asked(bed, 'enqueuePullRequest')).toBe(0)
  expect(bed.see.dashboard()?.body).toContain(
    "the App lacks `merge_queues: read`, so I cannot use GitHub's merge queue",
  )

  installation.permissions = { ...permissions, merge_queues: 'read' }
  await bed.people.rules('maintainer', 'main', rules(['switchyard/scope'], 'MERGE'))
  await bed.look()
  expect(heard(bed, issue)).toContain('waits for no check that tests anything: require `switchyard/integration`')
  expect(entries(bed)).toEqual([])
  await bed.end({ unheard: 'allowed', warnings: 'allowed' })
})

test('two packets and workflows: what these report on a group counts, and the same files are not waited for twice', async () => {
  const jobs: PlayedJob[] = []
  const bed = await begin({ config: 'agents: [agent]\nrunner: actions\n', workflows: (job) => void jobs.push(job) })
  const on = "{ push: { branches: ['switchyard/trial/**'] }, merge_group: {} }"
  await bed.people.pushMain('maintainer', {
    '.github/workflows/ci.yml': `name: CI\non: ${on}\njobs:\n  test:\n    steps:\n      - run: npm test\n`,
  })
  await bed.settle()
  const play = async (job = jobs.shift()) => {
    job?.begin()
    job?.end('success', '')
    await bed.pass(20_000)
    return job?.branch ?? ''
  }
  const [users, roles] = [await finishPacket(bed, 'users'), await finishPacket(bed, 'roles')]
  expect([await play(), await play()]).toEqual(['switchyard/trial/users', 'switchyard/trial/roles'])
  await bed.people.comment('maintainer', users, '/merge')
  await bed.people.comment('maintainer', roles, '/merge')
  await bed.settle()
  expect(bed.see.status(users)).toBe('merged')
  expect(bed.see.status(roles)).toBe('done')
  const group = groups(bed)[0] ?? ''
  expect(bed.see.checks(group)).toMatchObject({ 'switchyard/integration': 'in_progress' })
  const waiting = jobs.findLast(({ sha }) => sha === group)
  expect(await play(waiting)).toMatch(/^gh-readonly-queue\/main\/pr-/)
  expect(bed.see.status(roles)).toBe('merged')
  expect(bed.see.check(group, 'switchyard/integration')?.text).toContain('Passed on a trial merge: CI')
  await bed.end({ unheard: 'allowed', warnings: 'allowed' })
})
