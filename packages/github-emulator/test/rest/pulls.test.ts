import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Bench, makeBench, openWork } from '../../src/testing/bench.ts'

let b: Bench
beforeAll(async () => {
  b = await makeBench()
})
afterAll(() => b.close())
beforeEach(() => void b.heard())

const get = (path: string) => b.ok('reader', 'GET', path)

describe('opening', () => {
  test('says what it would change, and is found by head', async () => {
    const { number, sha } = await openWork(b, 'feature/open', { 'src/open.js': 'one\ntwo\n' }, { draft: true })
    expect(b.heard()).toEqual(['create', 'push', 'pull_request.opened'])
    expect(await get(`pulls/${number}`)).toMatchObject({
      draft: true,
      mergeable: true,
      mergeable_state: 'draft',
      commits: 1,
      additions: 2,
      changed_files: 1,
      head: { ref: 'feature/open', sha, label: 'acme:feature/open' },
    })
    const found = await get(`pulls?state=all&head=acme:${encodeURIComponent('feature/open')}`)
    expect(found.map((p: { number: number }) => p.number)).toEqual([number])
    expect(await get(`pulls/${number}/files`)).toMatchObject([
      { filename: 'src/open.js', status: 'added', additions: 2, patch: '@@ -0,0 +1,2 @@\n+one\n+two' },
    ])
    expect(await get(`issues/${number}`)).toMatchObject({ draft: true, pull_request: { merged_at: null } })
  })

  test.each([
    [{ head: 'feature/none', base: 'main' }, { errors: [{ field: 'head', code: 'invalid' }] }],
    [{ head: 'feature/refuse', base: 'none' }, { errors: [{ field: 'base', code: 'invalid' }] }],
    [{ head: 'main', base: 'main' }, { errors: [{ message: 'No commits between main and main' }] }],
    [
      { head: 'acme:feature/refuse', base: 'main' },
      { errors: [{ message: 'A pull request already exists for acme:feature/refuse.' }] },
    ],
  ])('refuses %o', async (sides, body) => {
    if (!b.demo.repo.refs['refs/heads/feature/refuse']) await openWork(b, 'feature/refuse', { 'r.js': '1\n' })
    const answer = await b.call('writer', 'POST', 'pulls', { title: 'T', ...sides })
    expect(answer.status).toBe(422)
    expect(answer.data).toMatchObject(body)
  })

  test('a reader may not, and drafts are refused where they are not to be had', async () => {
    const sha = await b.commit([b.tip()], { 'd.js': '1\n' })
    await b.ok('writer', 'POST', 'git/refs', { ref: 'refs/heads/feature/d', sha })
    const input = { title: 'T', head: 'feature/d', base: 'main', draft: true }
    expect((await b.call('reader', 'POST', 'pulls', input)).status).toBe(403)
    b.demo.repo.allowDrafts = false
    const answer = await b.call('bot', 'POST', 'pulls', input)
    b.demo.repo.allowDrafts = true
    expect([answer.status, answer.data.message]).toEqual([
      422,
      'Draft pull requests are not supported in this repository.',
    ])
  })
})

describe('merging by the API', () => {
  test('merges for real, closes what it names, and keeps the numbers it showed', async () => {
    const issue = await b.ok('writer', 'POST', 'issues', { title: 'to close' })
    const body = `Closes #${issue.number}\n\n\`fixes #1\``
    const { number, sha } = await openWork(b, 'feature/merge', { 'm.js': 'm\n' }, { body })
    const base = b.tip()
    b.heard()
    const done = await b.ok('writer', 'PUT', `pulls/${number}/merge`, { sha })
    expect(b.tip()).toBe(done.sha)
    expect(b.heard()).toEqual(['push', 'pull_request.closed', 'issues.closed'])
    expect((await get(`git/commits/${done.sha}`)).parents.map((p: { sha: string }) => p.sha)).toEqual([base, sha])
    expect(await get(`pulls/${number}`)).toMatchObject({
      state: 'closed',
      merged: true,
      merge_commit_sha: done.sha,
      merged_by: { login: 'writer' },
      changed_files: 1,
    })
    expect(await get(`issues/${issue.number}`)).toMatchObject({ state: 'closed', state_reason: 'completed' })
    expect((await get('activity?ref=main'))[0]).toMatchObject({ activity_type: 'pr_merge', after: done.sha })
  })

  test.each(['squash', 'rebase'])('%s puts the work on the base and calls it merged', async (method) => {
    const { number } = await openWork(b, `feature/${method}`, { [`${method}.js`]: 'x\n' })
    const main = await b.commit([b.tip()], { [`moved-${method}.js`]: 'x\n' })
    await b.ok('writer', 'PATCH', 'git/refs/heads/main', { sha: main })
    const { sha } = await b.ok('writer', 'PUT', `pulls/${number}/merge`, { merge_method: method })
    expect((await get(`git/commits/${sha}`)).parents.map((p: { sha: string }) => p.sha)).toEqual([main])
    expect((await get(`contents/${method}.js`)).type).toBe('file')
    expect((await get(`pulls/${number}`)).merged).toBe(true)
  })

  test('405 for a draft and a conflict, 409 for another head', async () => {
    const draft = await openWork(b, 'feature/draft', { 'x.js': '1\n' }, { draft: true })
    const left = await openWork(b, 'feature/left', { 'both.js': 'left\n' })
    const right = await openWork(b, 'feature/right', { 'both.js': 'right\n' })
    const merge = async (n: number, more = {}) => {
      const { status, data } = await b.call('writer', 'PUT', `pulls/${n}/merge`, more)
      return [status, data.message]
    }
    expect(await merge(draft.number)).toEqual([405, 'Pull Request is still a draft'])
    expect(await merge(left.number, { sha: right.sha })).toEqual([
      409,
      'Head branch was modified. Review and try the merge again.',
    ])
    expect((await merge(left.number))[0]).toBe(200)
    expect(await merge(right.number)).toEqual([405, 'Pull Request is not mergeable'])
    expect(await get(`pulls/${right.number}`)).toMatchObject({ mergeable: false, mergeable_state: 'dirty' })
  })

  test('update-branch brings the base in, once', async () => {
    const { number } = await openWork(b, 'feature/behind', { 'b.js': '1\n' })
    const main = await b.commit([b.tip()], { 'ahead.js': '1\n' })
    await b.ok('writer', 'PATCH', 'git/refs/heads/main', { sha: main })
    const update = (more = {}) => b.call('writer', 'PUT', `pulls/${number}/update-branch`, more)
    expect((await update({ expected_head_sha: main })).status).toBe(422)
    expect((await update()).status).toBe(202)
    expect((await get(`compare/main...${encodeURIComponent('feature/behind')}`)).behind_by).toBe(0)
    expect((await update()).status).toBe(422)
  })

  test('POST merges: 201, 204 when there is nothing, 404, 409', async () => {
    const sha = await b.commit([b.tip()], { 'both.js': 'mine\n' })
    const other = await b.commit([b.tip()], { 'both.js': 'other\n' })
    await b.ok('bot', 'POST', 'git/refs', { ref: 'refs/heads/helper/a', sha })
    await b.ok('bot', 'POST', 'git/refs', { ref: 'refs/heads/helper/b', sha: other })
    const merge = async (base: string, head: string) => (await b.call('bot', 'POST', 'merges', { base, head })).status
    expect(await merge('helper/a', 'main')).toBe(204)
    expect(await merge('helper/a', 'helper/b')).toBe(409)
    expect(await merge('none', 'main')).toBe(404)
    const clean = await b.commit([b.tip()], { 'clean.js': '1\n' })
    expect(await merge('helper/a', clean)).toBe(201)
  })
})

describe('reviews', () => {
  test('nobody approves their own; an approval ends the request', async () => {
    const { number, sha } = await openWork(b, 'feature/reviewed', { 'v.js': '1\n' })
    expect((await b.call('writer', 'POST', `pulls/${number}/reviews`, { event: 'APPROVE' })).status).toBe(422)
    expect((await b.call('bot', 'POST', `pulls/${number}/requested_reviewers`, { reviewers: ['writer'] })).status).toBe(
      422,
    )
    await b.ok('bot', 'POST', `pulls/${number}/requested_reviewers`, { reviewers: ['maintainer'] })
    const review = await b.ok('maintainer', 'POST', `pulls/${number}/reviews`, { event: 'APPROVE' })
    expect(review).toMatchObject({ state: 'APPROVED', commit_id: sha })
    expect((await get(`pulls/${number}/requested_reviewers`)).users).toEqual([])
    expect(b.events.at(-1)?.payload).toMatchObject({ action: 'submitted', review: { state: 'approved' } })
    await b.ok('writer', 'PUT', `pulls/${number}/reviews/${review.id}/dismissals`, { message: 'changed since' })
    expect((await get(`pulls/${number}/reviews`))[0].state).toBe('DISMISSED')
  })
})
