import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createForge } from '../../src/domain/create.ts'
import { issueOf, pullOf } from '../../src/domain/find.ts'
import { git } from '../../src/domain/git.ts'
import { noticeRefs } from '../../src/domain/verbs/notice.ts'
import { type Bench, makeBench, openWork } from '../../src/testing/bench.ts'

const run = promisify(execFile)
let b: Bench
beforeEach(async () => {
  b = await makeBench()
})
afterEach(() => b.close())

/** What a push leaves in the bare repository: the ref has moved, and the forge has not been told. */
async function push(branch: string, sha: string, login = 'agent'): Promise<void> {
  const env = { ...process.env, GIT_COMMITTER_NAME: login, GIT_COMMITTER_EMAIL: `${login}@example.invalid` }
  const dir = b.forge.bareDir(b.demo.repo)
  const args = sha === '' ? ['update-ref', '-d', `refs/heads/${branch}`] : ['update-ref', `refs/heads/${branch}`, sha]
  await run('git', args, { cwd: dir, env })
}

const notice = () => noticeRefs(b.forge, b.demo.repo, b.demo.users.agent)
const pull = (n: number) => pullOf(b.demo.repo, n)
const state = (n: number) => issueOf(b.demo.repo, n).state

describe('noticeRefs', () => {
  test('a new branch: create and push with its commits, and a row of activity', async () => {
    const sha = await b.commit([b.tip()], { 'n.js': '1\n' }, 'the work')
    await push('feature/n', sha)
    await notice()
    expect(b.events.map((e) => e.event)).toEqual(['create', 'push'])
    expect(b.events[1]?.payload).toMatchObject({
      ref: 'refs/heads/feature/n',
      created: true,
      after: sha,
      commits: [{ id: sha, message: 'the work' }],
      repository: { full_name: 'acme/app' },
      organization: { login: 'acme' },
      sender: { login: 'agent' },
    })
    expect(b.demo.repo.activity.at(-1)).toMatchObject({ type: 'branch_creation', after: sha })
  })

  test('a push names the files of each commit, those of a merge against its first parent', async () => {
    const one = await b.commit([b.tip()], { 'package.json': '{}\n', 'odd "name"\n.txt': '1\n' }, 'one')
    const two = await b.commit([b.tip()], { 'two.txt': '2\n' }, 'two')
    const none = { added: [], removed: [], modified: [] }
    await push('feature/n', await b.commit([one, two], { 'two.txt': '2\n' }, 'merge'))
    await notice()
    expect(b.events[1]?.payload).toMatchObject({
      commits: expect.arrayContaining([
        expect.objectContaining({
          message: 'one',
          ...none,
          added: ['odd "name"\n.txt'],
          modified: ['package.json'],
        }),
        expect.objectContaining({ message: 'merge', ...none, added: ['two.txt'] }),
      ]),
      head_commit: { message: 'merge' },
    })
  })

  test('twice is once', async () => {
    await push('feature/n', await b.commit([b.tip()], { n: '1\n' }))
    await Promise.all([notice(), notice()])
    expect(b.heard()).toEqual(['create', 'push'])
  })

  test('a push to a pull request synchronises its head; a forced one is called so', async () => {
    const { number, sha } = await openWork(b, 'feature/n', { 'n.js': '1\n' })
    b.heard()
    const next = await b.commit([sha], { 'n2.js': '1\n' })
    await push('feature/n', next)
    await notice()
    expect(b.events.at(-1)).toMatchObject({ action: 'synchronize', payload: { before: sha, after: next } })
    expect(pull(number).headSha).toBe(next)
    await push('feature/n', await b.commit([b.tip()], { 'n3.js': '1\n' }))
    await notice()
    expect(b.demo.repo.activity.at(-1)?.type).toBe('force_push')
  })

  test('a push to main that contains the head merges it by the commit that brought it in', async () => {
    const issue = await b.ok('writer', 'POST', 'issues', { title: 'linked' })
    const { number, sha } = await openWork(b, 'feature/n', { 'n.js': '1\n' }, { body: `Fixes #${issue.number}` })
    const between = await b.commit([b.tip()], { 'other.js': '1\n' })
    const merge = await b.commit([between, sha], { 'n.js': '1\n' }, 'merge')
    const after = await b.commit([merge], { 'later.js': '1\n' })
    await push('main', after)
    b.heard()
    await notice()
    expect(pull(number)).toMatchObject({ merged: true, mergeCommitSha: merge, mergedById: b.demo.users.agent.id })
    expect(state(issue.number)).toBe('closed')
    expect(b.heard()).toEqual(['push', 'pull_request.closed', 'issues.closed'])
  })

  test('merged into another branch than the default closes no issue', async () => {
    const issue = await b.ok('writer', 'POST', 'issues', { title: 'linked' })
    await push('release', b.tip())
    await notice()
    const more = { base: 'release', body: `Closes #${issue.number}` }
    const { number, sha } = await openWork(b, 'feature/n', { 'n.js': '1\n' }, more)
    await push('release', sha)
    await notice()
    expect([pull(number).merged, state(issue.number)]).toEqual([true, 'open'])
  })

  test('a commit on main closes what its message names', async () => {
    const issue = await b.ok('writer', 'POST', 'issues', { title: 'linked' })
    await push('main', await b.commit([b.tip()], { x: '1\n' }, `Mend\n\nresolves #${issue.number}`))
    await notice()
    expect(state(issue.number)).toBe('closed')
  })

  test('a head moved back into its base is closed and not merged', async () => {
    const { number } = await openWork(b, 'feature/n', { 'n.js': '1\n' })
    await push('feature/n', b.tip())
    await notice()
    expect([state(number), pull(number).merged]).toEqual(['closed', false])
  })

  test('merged and deleted before anybody looked counts as merged', async () => {
    const { number, sha } = await openWork(b, 'feature/n', { 'n.js': '1\n' })
    await push('main', await b.commit([b.tip(), sha], { 'n.js': '1\n' }, 'merge'))
    await push('feature/n', '')
    await notice()
    expect(pull(number).merged).toBe(true)
    expect(await git(b.forge.bareDir(b.demo.repo), ['rev-parse', `refs/pull/${number}/head`])).toContain(sha)
  })
})

describe('after a crash', () => {
  test('the reflog says who pushed what was never recorded', async () => {
    await push('feature/n', await b.commit([b.tip()], { n: '1\n' }), 'writer')
    const world = JSON.parse(JSON.stringify(b.forge.world))
    const forge = createForge({ world, root: b.root, clock: b.clock })
    await noticeRefs(forge, forge.world.repos[0] ?? b.demo.repo, null)
    expect(forge.world.repos[0]?.activity.at(-1)).toMatchObject({ actorId: b.demo.users.writer.id })
  })

  test('a push whose ref was recorded, but not what it means for its pull request, is finished', async () => {
    const { number, sha } = await openWork(b, 'feature/n', { 'n.js': '1\n' })
    const merge = await b.commit([b.tip(), sha], { 'n.js': '1\n' }, 'merge')
    await push('main', merge)
    b.demo.repo.refs['refs/heads/main'] = merge
    await noticeRefs(b.forge, b.demo.repo, null)
    expect(pull(number)).toMatchObject({ merged: true, mergeCommitSha: merge })
  })
})
