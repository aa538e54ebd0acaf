/** Comments on lines, edited reviews and the events of drafts, as GitHub answers and tells of them. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { skipsWorkflows } from '../../src/domain/verbs/workflows.ts'
import { type Bench, makeBench, openWork } from '../../src/testing/bench.ts'

let b: Bench
beforeAll(async () => {
  b = await makeBench()
})
afterAll(() => b.close())
beforeEach(() => void b.heard())

test('a comment on a line is a review of its own; replies stand in its thread; edits, reactions and deletion', async () => {
  const { number, sha } = await openWork(b, 'feature/lines', { 'a.js': '1\n' })
  b.heard()
  const at = `pulls/${number}/comments`
  const wish = { body: 'why 1?', path: 'a.js', line: 1, commit_id: sha }
  const comment = await b.ok('writer', 'POST', at, wish)
  expect(comment).toMatchObject({ path: 'a.js', line: 1, body: 'why 1?', user: { login: 'writer' } })
  const reply = await b.ok('agent', 'POST', `${at}/${comment.id}/replies`, { body: 'because' })
  const other = await b.ok('writer', 'POST', at, { ...wish, in_reply_to: reply.id })
  expect([reply.in_reply_to_id, other.in_reply_to_id]).toEqual([comment.id, comment.id])
  expect(reply.path).toBe('a.js')
  const one = ['pull_request_review.submitted', 'pull_request_review_comment.created']
  expect(b.heard()).toEqual([...one, ...one, ...one])
  expect(await b.ok('reader', 'GET', at)).toHaveLength(3)
  expect((await b.ok('reader', 'GET', `pulls/${number}`)).review_comments).toBe(3)

  const path = `pulls/comments/${comment.id}`
  await b.ok('writer', 'PATCH', path, { body: 'why one?' })
  expect(b.heard()).toEqual(['pull_request_review_comment.edited'])
  expect((await b.call('reader', 'PATCH', path, { body: 'x' })).status).toBe(403)
  await b.ok('bot', 'POST', `${path}/reactions`, { content: '+1' })
  expect((await b.ok('reader', 'GET', path)).reactions).toMatchObject({ '+1': 1 })
  await b.ok('writer', 'DELETE', path)
  expect(b.heard()).toEqual(['pull_request_review_comment.deleted'])
  expect((await b.call('reader', 'GET', path)).status).toBe(404)
})

test('a review with comments on lines; its author edits its text, nobody else', async () => {
  const { number } = await openWork(b, 'feature/reviewed', { 'b.js': '1\n' })
  b.heard()
  const comments = [{ path: 'b.js', line: 1, body: 'here' }]
  const review = await b.ok('maintainer', 'POST', `pulls/${number}/reviews`, {
    event: 'COMMENT',
    body: 'see',
    comments,
  })
  expect(b.heard()).toEqual(['pull_request_review.submitted', 'pull_request_review_comment.created'])
  const path = `pulls/${number}/reviews/${review.id}`
  await b.ok('maintainer', 'PUT', path, { body: 'see below' })
  expect(b.heard()).toEqual(['pull_request_review.edited'])
  expect((await b.call('writer', 'PUT', path, { body: 'x' })).status).toBe(403)
  expect((await b.ok('reader', 'GET', path)).body).toBe('see below')
})

test.each([
  ['Add x [skip ci]', true],
  ['Add x\n\n[CI SKIP] it', true],
  ['[no ci] x', true],
  ['x [skip actions]', true],
  ['x [actions skip]', true],
  ['x\n\nskip-checks: true', true],
  ['x\n\nSigned-off-by: a\nskip-checks: true\n', true],
  ['x (skip ci)', false],
  ['skip-checks: true', false],
  ['x\n\nskip-checks: true\n\nand more', false],
  ['x\n\nskip-checks: false', false],
])('workflows are skipped for %j: %s', (message, skipped) => {
  expect(skipsWorkflows(message)).toBe(skipped)
})
