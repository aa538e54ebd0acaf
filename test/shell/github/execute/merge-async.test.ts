import { expect, test } from 'vitest'
import type { Action } from '../../../../src/core/actions.ts'
import { fakeGitHub, makeMirror, no, ok, ref } from '../harness.ts'
import { head, main, perform, routes, trial } from './performing.ts'

const tested = { packet: 'x', base: main, head, trial, message: 'Merge it' }
const alone: Action = { kind: 'merge', method: 'squash', baseBranch: 'main', pull: 13, issue: 12, ...tested }
const stack: Action = { ...alone, stacked: [11] }
const uuid = '630b9d5e-3f2a-4f7e-8b0c-2d5f9a8c1e42'
const stands = ok({ object: { sha: main } })
const made = 'd'.repeat(40)
const result = (status: string, message: string, more: object = {}) => ({ status, details: { message, ...more } })
const accepted = result('pending', 'Merge request enqueued.', { uuid, expected_head_sha: head })

/** GitHub takes the request and then has these results, one at each look. */
function taking(...results: object[]) {
  const github = fakeGitHub()
  github.on('GET /git/ref/heads/main', stands)
  github.on('GET /pulls/13', ok({ head: { sha: head }, state: 'open', draft: false, mergeable: true }))
  github.on('PUT /pulls/13/merge-async', { ...ok(accepted), status: 202 })
  for (const one of results) github.on(`GET /pulls/13/merge-async/${uuid}`, ok(one))
  return github
}

const pending = result('pending', 'Merge request is in progress.', { uuid, expected_head_sha: head })
const merged = result('merged', 'Pull request was merged.', { sha: made })

test('asks once, guarded by the head, and reads the result until it is there', async () => {
  const github = taking(pending)
  const repository = github.app.repository(ref)
  const mirror = makeMirror()
  expect(await repository.execute(stack, mirror)).toMatchObject({ kind: 'later', underWay: true })
  expect(github.work().find(({ method }) => method === 'PUT')?.body).toEqual({
    sha: head,
    merge_method: 'squash',
    merge_action: 'direct_merge',
  })
  github.on(`GET /pulls/13/merge-async/${uuid}`, ok(merged))
  const again = { refs: true, issues: [13, 12, 11] }
  expect(await repository.execute(stack, mirror)).toEqual({ kind: 'done', reread: again })
  expect(mirror.branches[0]?.sha).toBe(made)
  expect(routes(github).filter((each) => each.startsWith('PUT'))).toHaveLength(1)
})

test('a request that is pending already is followed, not made again', async () => {
  const github = taking(merged)
  github.on('PUT /pulls/13/merge-async', { status: 409, body: accepted, headers: {} })
  expect((await perform(github, alone)).kind).toBe('done')
})

test.each<[string, Action, string]>([
  ['Pull request head branch was modified.', stack, 'outdated'],
  ['Base branch was modified. Review and try the merge again.', stack, 'later'],
  ['Merge conflict: the pull request could not be merged.', stack, 'not-this-way'],
  ['A text that nobody has seen yet', alone, 'not-this-way'],
  ['Enqueuer is not authorized to merge', stack, 'not-this-way'],
])('GitHub fails it: %s', async (message, action, kind) => {
  expect((await perform(taking(result('failed', message)), action)).kind).toBe(kind)
})

test('an App that is not authorized merges by the older way, and does not ask again', async () => {
  const github = taking(result('failed', 'Enqueuer is not authorized to merge'))
  github.on('PUT /pulls/13/merge', ok({ sha: made, merged: true }))
  const repository = github.app.repository(ref)
  for (const _ of [1, 2]) expect((await repository.execute(alone, makeMirror())).kind).toBe('done')
  expect(routes(github).filter((each) => each === 'PUT /pulls/13/merge-async')).toHaveLength(1)
})

test.each([404, 403, 405])('a server that answers %i merges by the older way', async (status) => {
  const github = taking()
  github.on('PUT /pulls/13/merge-async', no(status, 'Not Found'))
  github.on('PUT /pulls/13/merge', ok({ sha: made, merged: true }))
  expect((await perform(github, alone)).kind).toBe('done')
})

test('and merges no stack', async () => {
  const github = taking()
  github.on('PUT /pulls/13/merge-async', no(404, 'Not Found'))
  expect((await perform(github, stack)).kind).toBe('not-this-way')
  expect(routes(github)).not.toContain('PUT /pulls/13/merge')
})

test('a rate limit is none of these', async () => {
  const github = taking()
  github.on('PUT /pulls/13/merge-async', no(403, 'You have exceeded a secondary rate limit.'))
  expect((await perform(github, alone)).kind).toBe('later')
  expect(routes(github)).not.toContain('PUT /pulls/13/merge')
})
