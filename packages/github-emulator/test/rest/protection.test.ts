import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { MergeMethod } from '../../src/domain/model.ts'
import type { ProtectionBody } from '../../src/rest/protection.ts'
import { type Bench, makeBench, openWork, type Who } from '../../src/testing/bench.ts'
import { protectionBody } from '../../src/testing/protect.ts'

let b: Bench
beforeAll(async () => {
  b = await makeBench()
})
afterAll(() => b.close())
afterEach(() => {
  b.demo.repo.protections = []
})

type Settings = Partial<ProtectionBody>
const path = 'branches/main/protection'
const protect = (settings: Settings = {}) => b.ok('maintainer', 'PUT', path, protectionBody(settings))
const said = ({ status, data }: { status: number; data: { message?: string } | null }) => [status, data?.message]

let count = 0
async function work() {
  count++
  const branch = `feature/c${count}`
  const opened = await openWork(b, branch, { [`c${count}.js`]: '1\n' })
  return { ...opened, branch, head: b.tip(branch) }
}
const mergeOf = (head: string) => b.commit([b.tip(), head], { [`d${count}.js`]: 'm\n' })
const update = async (sha: string, who: Who = 'bot', force = false) =>
  said(await b.call(who, 'PATCH', 'git/refs/heads/main', { sha, force }))
const merged = async (number: number, method: MergeMethod = 'merge', who: Who = 'bot') =>
  said(await b.call(who, 'PUT', `pulls/${number}/merge`, { merge_method: method }))

const checks = (...contexts: string[]): Settings => ({ required_status_checks: { strict: false, contexts } })
const reviews = (more: NonNullable<ProtectionBody['required_pull_request_reviews']> = {}): Settings => ({
  required_pull_request_reviews: { required_approving_review_count: 1, ...more },
})
const nobody = { users: [], teams: [], apps: [] }
const UNAUTHORIZED =
  "You're not authorized to push to this branch. Visit https://docs.github.com/articles/about-protected-branches/ for more information."

describe('reading and setting it', () => {
  test('an App without administration is refused, one that may read administration reads it', async () => {
    await protect(checks('ci'))
    const { data, ...answer } = await b.call('bot', 'GET', path)
    expect([answer.status, data.message]).toEqual([403, 'Resource not accessible by integration'])
    expect(answer.headers.get('x-accepted-github-permissions')).toBe('administration=read')
    const { permissions } = b.demo.installation
    permissions.administration = 'read'
    expect(await b.ok('bot', 'GET', path)).toMatchObject({ required_status_checks: { contexts: ['ci'] } })
    expect(said(await b.call('bot', 'PUT', path, protectionBody()))[0]).toBe(403)
    delete permissions.administration
  })

  test("without it: 404, with GitHub's words for a branch that is there and one that is not", async () => {
    expect(said(await b.call('maintainer', 'GET', path))).toEqual([404, 'Branch not protected'])
    expect(said(await b.call('maintainer', 'GET', 'branches/none/protection'))).toEqual([404, 'Branch not found'])
  })

  test('everything that is set can be read, and taken away again', async () => {
    await protect({
      ...reviews({ dismiss_stale_reviews: true, bypass_pull_request_allowances: { users: ['writer'] } }),
      restrictions: { users: ['writer'], teams: [], apps: ['helper'] },
      required_linear_history: true,
      required_conversation_resolution: true,
      lock_branch: true,
    })
    await b.ok('maintainer', 'POST', `${path}/required_signatures`)
    expect(await b.ok('maintainer', 'GET', path)).toMatchObject({
      required_pull_request_reviews: {
        required_approving_review_count: 1,
        dismiss_stale_reviews: true,
        bypass_pull_request_allowances: { users: [{ login: 'writer' }] },
      },
      restrictions: { users: [{ login: 'writer' }], apps: [{ slug: 'helper' }] },
      enforce_admins: { enabled: true },
      required_linear_history: { enabled: true },
      required_signatures: { enabled: true },
      required_conversation_resolution: { enabled: true },
      allow_force_pushes: { enabled: false },
      lock_branch: { enabled: true },
    })
    expect((await b.call('maintainer', 'DELETE', path)).status).toBe(204)
    expect((await b.call('maintainer', 'GET', path)).status).toBe(404)
  })

  test('the list of branches says protected, and the list of rules says nothing', async () => {
    await protect(reviews())
    expect((await b.ok('bot', 'GET', 'branches?protected=true')).map((one: { name: string }) => one.name)).toEqual([
      'main',
    ])
    expect(await b.ok('bot', 'GET', 'rules/branches/main')).toEqual([])
  })
})

describe('an update of the branch is refused without the heading of rulesets', () => {
  test.each<[string, Settings, string]>([
    ['reviews', reviews(), 'Changes must be made through a pull request.'],
    ['a check', checks('ci'), 'Required status check "ci" is expected.'],
    ['checks', checks('ci', 'lint'), '2 of 2 required status checks are expected.'],
    ['linear history', { required_linear_history: true }, 'This branch must not contain merge commits.'],
    ['restrictions', { restrictions: nobody }, UNAUTHORIZED],
    ['a lock', { lock_branch: true }, 'Cannot change this locked branch'],
    [
      'two settings',
      { ...reviews(), ...checks('ci') },
      'Changes must be made through a pull request. Required status check "ci" is expected.',
    ],
  ])('%s', async (_, settings, words) => {
    const { head } = await work()
    const sha = await mergeOf(head)
    await protect(settings)
    expect(await update(sha)).toEqual([422, words])
    expect((await b.call('bot', 'PATCH', 'git/refs/heads/main', { sha })).data.documentation_url).toBe(
      'https://docs.github.com/articles/about-protected-branches',
    )
    await b.ok('maintainer', 'DELETE', path)
    expect((await update(sha))[0]).toBe(200)
  })

  test('force pushes and deletion, for administrators too, unless they are allowed', async () => {
    const sha = await b.commit([], { other: '1\n' })
    await protect({ enforce_admins: false })
    expect(await update(sha, 'maintainer', true)).toEqual([422, 'Cannot force-push to this branch'])
    expect(said(await b.call('maintainer', 'DELETE', 'git/refs/heads/main'))).toEqual([
      422,
      'Cannot delete this protected branch',
    ])
    await b.ok('writer', 'POST', 'git/refs', { ref: 'refs/heads/loose', sha: b.tip() })
    await b.ok(
      'maintainer',
      'PUT',
      'branches/loose/protection',
      protectionBody({ allow_force_pushes: true, allow_deletions: true }),
    )
    expect((await b.call('writer', 'PATCH', 'git/refs/heads/loose', { sha, force: true })).status).toBe(200)
    expect((await b.call('writer', 'DELETE', 'git/refs/heads/loose')).status).toBe(204)
  })

  test('administrators are free where it is not enforced for them', async () => {
    await protect({ ...reviews(), ...checks('ci'), enforce_admins: false })
    const sha = await b.commit([b.tip()], { admin: '1\n' })
    expect((await update(sha, 'writer'))[0]).toBe(422)
    expect((await update(sha, 'maintainer'))[0]).toBe(200)
  })

  test('those on the lists may push: without a pull request, or at all', async () => {
    const sha = await b.commit([b.tip()], { listed: '1\n' })
    await protect({
      ...reviews({ bypass_pull_request_allowances: { ...nobody, apps: ['helper'] } }),
      restrictions: { ...nobody, apps: ['helper'] },
    })
    expect(await update(sha, 'writer')).toEqual([422, `${UNAUTHORIZED} Changes must be made through a pull request.`])
    expect((await update(sha))[0]).toBe(200)
  })

  test('whoever may not push may not make a branch that is protected before it is there', async () => {
    const made = { id: 77, pattern: 'release/*', restrictions: nobody, blockCreations: true }
    const { protection } = await import('../../src/domain/protection.ts')
    b.demo.repo.protections = [protection(made.id, made.pattern, made)]
    const ref = { ref: 'refs/heads/release/1', sha: b.tip() }
    expect(said(await b.call('writer', 'POST', 'git/refs', ref))).toEqual([422, UNAUTHORIZED])
  })
})

describe('the merge of a pull request', () => {
  test.each<[string, Settings, MergeMethod, string]>([
    ['reviews', reviews(), 'merge', 'At least 1 approving review is required by reviewers with write access.'],
    ['a check', checks('ci'), 'merge', 'Required status check "ci" is expected.'],
    ['linear history', { required_linear_history: true }, 'merge', 'This branch must not contain merge commits.'],
    ['restrictions', { restrictions: nobody }, 'squash', UNAUTHORIZED],
    ['a lock', { lock_branch: true }, 'merge', 'Cannot change this locked branch'],
  ])('%s', async (_, settings, method, words) => {
    const { number } = await work()
    await protect(settings)
    expect(await merged(number, method)).toEqual([405, words])
    await b.ok('maintainer', 'DELETE', path)
    expect((await merged(number, method))[0]).toBe(200)
  })

  test('the merge of branches is refused with the same words', async () => {
    const { branch } = await work()
    await protect(reviews())
    const answer = await b.call('bot', 'POST', 'merges', { base: 'main', head: branch })
    expect(said(answer)).toEqual([409, 'Changes must be made through a pull request.'])
  })
})
