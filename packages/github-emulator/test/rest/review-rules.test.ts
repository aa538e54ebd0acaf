/** Approvals, code owners and conversations, with classic protection and with rulesets. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ownersOf, parseOwners } from '../../src/domain/codeowners.ts'
import { type Bench, makeBench, openWork, type Who } from '../../src/testing/bench.ts'
import { protectionBody } from '../../src/testing/protect.ts'

let b: Bench
beforeAll(async () => {
  b = await makeBench()
})
afterAll(() => b.close())
beforeEach(() => b.clock.advance(60_000))
afterEach(() => {
  b.demo.repo.rulesets = []
  b.demo.repo.protections = []
})

interface Wish {
  count?: number
  stale?: boolean
  owners?: boolean
  lastPush?: boolean
  threads?: boolean
}

/** The same wish in both kinds of rules. */
const KINDS: Record<string, (wish: Wish) => Promise<unknown>> = {
  'classic protection': ({ count = 1, stale = false, owners = false, lastPush = false, threads = false }) =>
    b.ok(
      'maintainer',
      'PUT',
      'branches/main/protection',
      protectionBody({
        required_pull_request_reviews: {
          required_approving_review_count: count,
          dismiss_stale_reviews: stale,
          require_code_owner_reviews: owners,
          require_last_push_approval: lastPush,
        },
        required_conversation_resolution: threads,
      }),
    ),
  'a ruleset': ({ count = 1, stale = false, owners = false, lastPush = false, threads = false }) =>
    b.ok('maintainer', 'POST', 'rulesets', {
      name: 'reviews',
      enforcement: 'active',
      conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
      rules: [
        {
          type: 'pull_request',
          parameters: {
            required_approving_review_count: count,
            dismiss_stale_reviews_on_push: stale,
            require_code_owner_review: owners,
            require_last_push_approval: lastPush,
            required_review_thread_resolution: threads,
          },
        },
      ],
    }),
}

let count = 0
async function work(files: Record<string, string> = {}) {
  count++
  const branch = `feature/v${count}`
  const opened = await openWork(b, branch, { [`v${count}.js`]: '1\n', ...files })
  b.clock.advance(60_000)
  return { ...opened, branch }
}
const approve = async (who: Who, number: number) =>
  (await b.ok(who, 'POST', `pulls/${number}/reviews`, { event: 'APPROVE', body: 'good' })).id as number
const stateOf = async (number: number, id: number) =>
  (await b.ok('reader', 'GET', `pulls/${number}/reviews/${id}`)).state
async function push(who: Who, branch: string, files: Record<string, string>, parents = [b.tip(branch)]) {
  b.clock.advance(60_000)
  const sha = await b.commit(parents, files)
  await b.ok(who, 'PATCH', `git/refs/heads/${branch}`, { sha })
  b.clock.advance(60_000)
}
async function moveMain(files: Record<string, string>) {
  const { rulesets = [], protections = [] } = b.demo.repo
  Object.assign(b.demo.repo, { rulesets: [], protections: [] })
  await push('writer', 'main', files)
  Object.assign(b.demo.repo, { rulesets, protections })
}
const merged = async (number: number) => {
  const { status, data } = await b.call('bot', 'PUT', `pulls/${number}/merge`, { merge_method: 'squash' })
  return status === 200
    ? 200
    : [status, data.message.replace(/^Repository rule violations found\n\n/, '').replace(/\n\n$/, '')]
}
const mergeState = async (number: number) => (await b.ok('reader', 'GET', `pulls/${number}`)).mergeable_state
const AT_LEAST_ONE = [405, 'At least 1 approving review is required by reviewers with write access.']

describe.each(Object.entries(KINDS))('%s', (_, require) => {
  test('a push that changes the pull request dismisses its approvals, and says so', async () => {
    await require({ stale: true })
    const { number, branch } = await work()
    expect(await mergeState(number)).toBe('blocked')
    const id = await approve('maintainer', number)
    expect(await mergeState(number)).toBe('clean')
    b.heard()
    await push('agent', branch, { 'more.js': '1\n' })
    expect(b.heard()).toEqual(['push', 'pull_request.synchronize', 'pull_request_review.dismissed'])
    expect(await stateOf(number, id)).toBe('DISMISSED')
    expect(await merged(number)).toEqual(AT_LEAST_ONE)
    await approve('maintainer', number)
    expect(await merged(number)).toBe(200)
  })

  test('without that setting an approval stays', async () => {
    await require({})
    const { number, branch } = await work()
    const id = await approve('maintainer', number)
    await push('agent', branch, { 'more.js': '2\n' })
    expect(await stateOf(number, id)).toBe('APPROVED')
    expect(await merged(number)).toBe(200)
  })

  test("GitHub's own update of the branch keeps them", async () => {
    await require({ stale: true, lastPush: true })
    const { number, branch } = await work()
    const id = await approve('maintainer', number)
    await moveMain({ 'elsewhere.js': `${count}\n` })
    const before = b.tip(branch)
    await b.ok('maintainer', 'PUT', `pulls/${number}/update-branch`, {})
    expect(b.tip(branch)).not.toBe(before)
    expect(await stateOf(number, id)).toBe('APPROVED')
    expect(await merged(number)).toBe(200)
  })

  test('except where the base changed what was reviewed', async () => {
    await require({ stale: true })
    const lines = (first: string, last: string) => `${first}\n${'-\n'.repeat(20)}${last}\n`
    await moveMain({ 'shared.js': lines('a', 'z') })
    const { number } = await work({ 'shared.js': lines('A', 'z') })
    const id = await approve('maintainer', number)
    await moveMain({ 'shared.js': lines('a', 'Z') })
    await b.ok('maintainer', 'PUT', `pulls/${number}/update-branch`, {})
    expect(await stateOf(number, id)).toBe('DISMISSED')
  })

  test('a merge of the base by hand keeps them only when it is exactly what GitHub would make', async () => {
    await require({ stale: true })
    const { number, branch } = await work()
    const id = await approve('maintainer', number)
    await moveMain({ 'by-hand.js': `${count}\n` })
    await push('agent', branch, { 'by-hand.js': `${count}\n` }, [b.tip(branch), b.tip()])
    expect(await stateOf(number, id)).toBe('APPROVED')
    await moveMain({ 'by-hand.js': 'again\n' })
    await push('agent', branch, { 'by-hand.js': 'other\n' }, [b.tip(branch), b.tip()])
    expect(await stateOf(number, id)).toBe('DISMISSED')
  })

  test('the last push needs the approval of somebody else', async () => {
    await require({ lastPush: true })
    const { number, branch } = await work()
    await approve('maintainer', number)
    await push('maintainer', branch, { 'mine.js': `${count}\n` })
    const words = (login: string) => [
      405,
      `New changes require approval from someone other than ${login} because they were the last pusher.`,
    ]
    expect(await merged(number)).toEqual(words('maintainer'))
    await approve('maintainer', number)
    expect(await merged(number)).toEqual(words('maintainer'))
    await approve('agent', number)
    expect(await merged(number)).toBe(200)
  })

  test('a writer who requests changes holds the merge', async () => {
    await require({})
    const { number } = await work()
    await approve('maintainer', number)
    await b.ok('agent', 'POST', `pulls/${number}/reviews`, { event: 'REQUEST_CHANGES', body: 'no' })
    expect(await merged(number)).toEqual([405, 'Changes have been requested.'])
    await approve('agent', number)
    expect(await merged(number)).toBe(200)
  })

  test('owners of changed files approve', async () => {
    await moveMain({ '.github/CODEOWNERS': '# all\n* @writer\n/owned/ @maintainer @acme/core\n' })
    await require({ owners: true })
    const { number } = await work({ [`owned/deep/o${count}.js`]: '1\n' })
    await approve('agent', number)
    const [status, words] = (await merged(number)) as [number, string]
    expect([status, words]).toEqual([405, 'Waiting on code owner review from maintainer.'])
    b.demo.repo.collaborators[String(b.demo.users.outsider.id)] = 'write'
    const team = { id: 900, ownerId: b.demo.owner.id, slug: 'core', memberIds: [b.demo.users.outsider.id] }
    b.forge.world.teams = [team]
    expect(await merged(number)).toEqual([405, 'Waiting on code owner review from maintainer and/or acme/core.'])
    await approve('outsider', number)
    // The other file is the writer's, who opened the pull request.
    expect(await merged(number)).toEqual([405, 'Waiting on code owner review from writer.'])
    b.forge.world.teams = []
    delete b.demo.repo.collaborators[String(b.demo.users.outsider.id)]
    await moveMain({ '.github/CODEOWNERS': '' })
  })

  test('conversations on the code are resolved first', async () => {
    await require({ count: 0, threads: true })
    const { number, sha } = await work()
    const line = { body: 'why?', path: `v${count}.js`, line: 1, commit_id: sha }
    const { id } = await b.ok('maintainer', 'POST', `pulls/${number}/comments`, line)
    expect(await mergeState(number)).toBe('blocked')
    expect(await merged(number)).toEqual([
      405,
      'A conversation must be resolved before this pull request can be merged.',
    ])
    const first = b.demo.repo.lineComments?.find((one) => one.id === id)
    if (!first) throw new Error('no comment')
    const { resolveThread } = await import('../../src/domain/verbs/index.ts')
    // GitHub's description of an App's events lacks this one, so the bench's App does not ask for it from the start.
    b.demo.app.events.push('pull_request_review_thread')
    b.heard()
    resolveThread({ forge: b.forge, actor: b.demo.users.writer, repo: b.demo.repo }, first, true)
    expect(b.heard()).toEqual(['pull_request_review_thread.resolved'])
    b.demo.app.events.pop()
    expect(await merged(number)).toBe(200)
  })
})

test('a protection that names who may dismiss reviews leaves it to them', async () => {
  const reviews = { required_approving_review_count: 1, dismissal_restrictions: { users: ['agent'] } }
  await b.ok(
    'maintainer',
    'PUT',
    'branches/main/protection',
    protectionBody({ required_pull_request_reviews: reviews }),
  )
  const { number } = await work()
  const id = await approve('maintainer', number)
  const path = `pulls/${number}/reviews/${id}/dismissals`
  expect((await b.call('writer', 'PUT', path, { message: 'old' })).status).toBe(403)
  expect((await b.ok('agent', 'PUT', path, { message: 'old' })).state).toBe('DISMISSED')
})

test('behind, unstable and blocked are told apart', async () => {
  const { number, sha } = await work()
  const contexts = { strict: true, contexts: ['ci'] }
  await b.ok('maintainer', 'PUT', 'branches/main/protection', protectionBody({ required_status_checks: contexts }))
  expect(await mergeState(number)).toBe('blocked')
  const report = (context: string, state: string) => b.ok('writer', 'POST', `statuses/${sha}`, { context, state })
  await report('ci', 'success')
  expect(await mergeState(number)).toBe('clean')
  await report('optional', 'failure')
  expect(await mergeState(number)).toBe('unstable')
  await moveMain({ 'ahead.js': '1\n' })
  expect(await mergeState(number)).toBe('behind')
})

test.each([
  ['* @a', 'deep/x.js', ['a']],
  ['*.js @a', 'deep/x.js', ['a']],
  ['*.js @a', 'deep/x.ts', []],
  ['/docs/ @a', 'docs/deep/x.md', ['a']],
  ['/docs/ @a', 'src/docs/x.md', []],
  ['docs/ @a', 'src/docs/x.md', ['a']],
  ['docs/* @a', 'docs/x.md', ['a']],
  ['docs/* @a', 'docs/deep/x.md', []],
  ['/src @a @acme/core # both', 'src/x.js', ['a', 'acme/core']],
  ['src/**/test @a', 'src/a/b/test/x.js', ['a']],
  ['* @a\n/free', 'free/x', []],
  ['* @a\n*.js @b', 'x.js', ['b']],
])('CODEOWNERS %j for %s', (text, path, owners) => {
  expect(ownersOf(parseOwners(text), path)).toEqual(owners)
})
