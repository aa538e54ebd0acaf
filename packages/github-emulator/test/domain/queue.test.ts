/** GitHub's merge queue as the sandbox plays it: real commits, checks on them, and what GitHub says meanwhile. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Viewer } from '../../src/domain/forge.ts'
import { advanceQueues } from '../../src/domain/queue/advance.ts'
import { graphqlHandler } from '../../src/graphql/handler.ts'
import { type Bench, makeBench, openWork } from '../../src/testing/bench.ts'

let b: Bench
let asked: (who: 'writer' | 'bot', query: string, variables?: object) => Promise<Answer>
beforeEach(async () => {
  b = await makeBench()
  await rule('MERGE')
  asked = asker()
})
afterEach(() => b.close())

interface Answer {
  data: Record<string, unknown> | null
  errors?: { message: string; type: string }[]
}

function asker() {
  const { demo, forge } = b
  const bot = forge.world.users.find(({ id }) => id === demo.app.botUserId)
  if (!bot) throw new Error('no bot')
  const viewers: Record<string, Viewer> = {
    writer: { kind: 'user', user: demo.users.writer },
    bot: { kind: 'installation', installationId: demo.installation.id, appId: demo.app.id, user: bot },
  }
  const handle = graphqlHandler({
    forge,
    authenticate: (request) => viewers[request.headers.get('authorization') ?? ''] ?? { kind: 'anonymous' },
  })
  return async (who: string, query: string, variables: object = {}): Promise<Answer> => {
    const body = JSON.stringify({ query, variables })
    const response = await handle(
      new Request('http://localhost/api/graphql', { method: 'POST', body, headers: { authorization: who } }),
    )
    await advanceQueues(forge)
    return response.json()
  }
}

async function rule(merge_method: string): Promise<void> {
  const checks = { strict_required_status_checks_policy: true, required_status_checks: [{ context: 'ci' }] }
  await b.ok('maintainer', 'POST', 'rulesets', {
    name: merge_method,
    enforcement: 'active',
    bypass_actors: [],
    conditions: { ref_name: { include: ['refs/heads/main'], exclude: [] } },
    rules: [
      { type: 'merge_queue', parameters: { ...settings, merge_method } },
      { type: 'required_status_checks', parameters: checks },
    ],
  })
}
const settings = {
  check_response_timeout_minutes: 10,
  grouping_strategy: 'ALLGREEN',
  max_entries_to_build: 5,
  max_entries_to_merge: 5,
  min_entries_to_merge: 1,
  min_entries_to_merge_wait_minutes: 5,
}

async function report(sha: string, state: 'success' | 'failure' = 'success'): Promise<void> {
  await b.ok('writer', 'POST', `statuses/${sha}`, { state, context: 'ci' })
  await advanceQueues(b.forge)
}

const ENQUEUE =
  'mutation($id: ID!, $head: GitObjectID) { enqueuePullRequest(input: {pullRequestId: $id, expectedHeadOid: $head}) { mergeQueueEntry { position state } } }'
const DEQUEUE = 'mutation($id: ID!) { dequeuePullRequest(input: {id: $id}) { mergeQueueEntry { position } } }'
const QUEUE = `{ repository(owner: "acme", name: "app") { mergeQueue(branch: "main") { entries(first: 9) { nodes {
  position state baseCommit { oid } headCommit { oid } pullRequest { number } enqueuer { login } } } } } }`

/** A pull request that has passed what is required, and is queued. */
async function queued(branch: string, files: Record<string, string>) {
  const work = await openWork(b, branch, files)
  await report(work.sha)
  expect((await asked('bot', ENQUEUE, { id: work.pull.node_id, head: work.sha })).errors).toBeUndefined()
  return work
}
const groupOf = (number: number) => b.demo.repo.mergeQueue?.find(({ pull }) => pull === number)?.group
const stateOf = (number: number) => b.demo.repo.pulls.find((pull) => pull.number === number)
const branches = () => Object.keys(b.demo.repo.refs).filter((ref) => ref.includes('gh-readonly-queue'))
const events = async (number: number) => {
  const query = `{ repository(owner: "acme", name: "app") { pullRequest(number: ${number}) { isInMergeQueue timelineItems(first: 9, itemTypes: [ADDED_TO_MERGE_QUEUE_EVENT, REMOVED_FROM_MERGE_QUEUE_EVENT]) { nodes { __typename ... on RemovedFromMergeQueueEvent { reason actor { login } beforeCommit { oid } } } } } } }`
  return (await asked('bot', query)).data
}

test('two go in one after the other, each as the commit that was checked on top of the one before', async () => {
  const one = await queued('feature/one', { 'one.js': '1\n' })
  const two = await queued('feature/two', { 'two.js': '2\n' })
  const [first, second] = [groupOf(one.number), groupOf(two.number)]
  expect(first).toMatchObject({ base: b.tip(), branch: `gh-readonly-queue/main/pr-${one.number}-${b.tip()}` })
  expect(second?.base).toBe(first?.head)
  expect(await asked('bot', QUEUE)).toMatchObject({
    data: { repository: { mergeQueue: { entries: { nodes: [{ position: 1 }, { position: 2 }] } } } },
  })
  b.heard()
  await report(first?.head ?? '')
  expect(b.tip()).toBe(first?.head)
  expect(stateOf(one.number)).toMatchObject({ merged: true, mergeCommitSha: first?.head })
  expect(b.heard()).toEqual([
    ...['status', 'push', 'pull_request.closed', 'pull_request.dequeued', 'merge_group.destroyed', 'push', 'delete'],
  ])
  await report(second?.head ?? '')
  expect(stateOf(two.number)?.merged).toBe(true)
  expect(branches()).toEqual([])
})

test.each(['SQUASH', 'REBASE'])('%s: the commit has the base alone as its parent', async (method) => {
  b.demo.repo.rulesets = []
  await rule(method)
  const one = await queued('feature/one', { 'one.js': '1\n' })
  const head = groupOf(one.number)?.head ?? ''
  const commit = await b.ok('bot', 'GET', `git/commits/${head}`)
  expect(commit.parents).toHaveLength(1)
  await report(head)
  expect(stateOf(one.number)).toMatchObject({ merged: true, mergeCommitSha: head })
})

test('what fails, conflicts, is late, or moves leaves with its reason; those behind it are made anew', async () => {
  const one = await queued('feature/one', { 'same.js': '1\n' })
  const two = await queued('feature/two', { 'same.js': '2\n' })
  const three = await queued('feature/three', { 'three.js': '3\n' })
  expect(await events(two.number)).toMatchObject({
    repository: {
      pullRequest: { isInMergeQueue: false, timelineItems: { nodes: [{}, { reason: 'merge_conflict' }] } },
    },
  })
  const failed = groupOf(one.number)?.head ?? ''
  await report(failed, 'failure')
  expect(await events(one.number)).toMatchObject({
    repository: {
      pullRequest: {
        timelineItems: {
          nodes: [
            { __typename: 'AddedToMergeQueueEvent' },
            { reason: 'failed_checks', actor: { login: 'github-merge-queue' }, beforeCommit: { oid: failed } },
          ],
        },
      },
    },
  })
  expect(groupOf(three.number)?.base).toBe(b.tip())
  b.clock.advance(10 * 60_000)
  await advanceQueues(b.forge)
  expect(await events(three.number)).toMatchObject({
    repository: { pullRequest: { timelineItems: { nodes: [{}, { reason: 'checks_timed_out' }] } } },
  })
  const four = await queued('feature/four', { 'four.js': '4\n' })
  const next = await b.commit([four.sha], { 'more.js': '5\n' })
  await b.ok('writer', 'PATCH', 'git/refs/heads/feature/four', { sha: next })
  await advanceQueues(b.forge)
  expect(groupOf(four.number)).toBeUndefined()
  expect(branches()).toEqual([])
})

test('what may not be queued, and what is taken out by hand', async () => {
  const work = await openWork(b, 'feature/one', { 'one.js': '1\n' })
  const id = work.pull.node_id
  const refused = async (head?: string) => (await asked('bot', ENQUEUE, { id, head })).errors?.[0]?.message
  expect(await refused()).toBe('Pull request Required status check "ci" is expected.')
  await report(work.sha)
  expect(await refused(b.tip())).toMatch(/Head branch was modified/)
  expect(await refused(work.sha)).toBeUndefined()
  expect(await refused(work.sha)).toMatch(/already in the merge queue/)
  expect(await asked('bot', DEQUEUE, { id })).toMatchObject({ data: { dequeuePullRequest: {} } })
  expect((await asked('bot', DEQUEUE, { id })).errors?.[0]?.message).toMatch(/not in the merge queue/)
  expect(branches()).toEqual([])
})

test('an installation without the permission cannot see the queue', async () => {
  b.demo.installation.permissions = { ...b.demo.installation.permissions }
  delete b.demo.installation.permissions.merge_queues
  expect((await asked('bot', QUEUE)).errors?.[0]?.type).toBe('FORBIDDEN')
})
