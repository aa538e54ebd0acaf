import { describe, expect, test } from 'vitest'
import { type Acts, restActs } from '../../src/web/acts.ts'

const repo = { owner: 'acme', name: 'app' }

function recorded(answers: [number, unknown][]) {
  const seen: [method: string, path: string, token: string | null, body: unknown][] = []
  const acts = restActs(
    async (request) => {
      const body = await request.text()
      seen.push([
        request.method,
        new URL(request.url).pathname,
        request.headers.get('authorization'),
        body === '' ? null : JSON.parse(body),
      ])
      const [status, data] = answers[seen.length - 1] ?? [200, {}]
      return Response.json(data, { status })
    },
    (role) => `token-of-${role}`,
  )
  return { acts, seen }
}

const base = '/api/v3/repos/acme/app'

describe('each act is one call of the API with the token of the role', () => {
  test.each<[string, (acts: Acts) => Promise<unknown>, string, string, unknown]>([
    [
      'createIssue',
      (a) => a.createIssue('writer', repo, { title: 't', body: 'b', labels: ['x'] }),
      'POST',
      `${base}/issues`,
      { title: 't', body: 'b', labels: ['x'] },
    ],
    ['comment', (a) => a.comment('writer', repo, 3, 'hi'), 'POST', `${base}/issues/3/comments`, { body: 'hi' }],
    ['editIssue', (a) => a.editIssue('writer', repo, 3, { body: 'b' }), 'PATCH', `${base}/issues/3`, { body: 'b' }],
    ['editComment', (a) => a.editComment('writer', repo, 9, 'b'), 'PATCH', `${base}/issues/comments/9`, { body: 'b' }],
    [
      'closeIssue',
      (a) => a.closeIssue('writer', repo, 3, 'completed'),
      'PATCH',
      `${base}/issues/3`,
      { state: 'closed', state_reason: 'completed' },
    ],
    ['reopenIssue', (a) => a.reopenIssue('writer', repo, 3), 'PATCH', `${base}/issues/3`, { state: 'open' }],
    ['addLabel', (a) => a.addLabel('writer', repo, 3, 'task'), 'POST', `${base}/issues/3/labels`, { labels: ['task'] }],
    [
      'removeLabel',
      (a) => a.removeLabel('writer', repo, 3, 'status: done'),
      'DELETE',
      `${base}/issues/3/labels/status%3A%20done`,
      null,
    ],
    [
      'submitReview',
      (a) => a.submitReview('writer', repo, 3, { event: 'APPROVE', body: '', commitId: 'abc' }),
      'POST',
      `${base}/pulls/3/reviews`,
      { event: 'APPROVE', body: '', commit_id: 'abc' },
    ],
    [
      'mergePull',
      (a) => a.mergePull('writer', repo, 3, 'abc'),
      'PUT',
      `${base}/pulls/3/merge`,
      { sha: 'abc', merge_method: 'merge' },
    ],
  ])('%s', async (_name, act, method, path, body) => {
    const { acts, seen } = recorded([[200, { number: 3, id: 5 }]])
    expect(await act(acts)).toEqual({ ok: true, number: 3, id: 5 })
    expect(seen).toEqual([[method, path, 'Bearer token-of-writer', body]])
  })

  test('ready for review is GraphQL, with the id that REST gave', async () => {
    const { acts, seen } = recorded([
      [200, { node_id: 'PR_1' }],
      [200, { data: {} }],
    ])
    expect((await acts.markReady('writer', repo, 3)).ok).toBe(true)
    expect(seen.map(([method, path]) => `${method} ${path}`)).toEqual([`GET ${base}/pulls/3`, 'POST /api/graphql'])
    expect(seen[1]?.[3]).toMatchObject({
      variables: { id: 'PR_1' },
      query: expect.stringContaining('markPullRequestReadyForReview'),
    })
  })
})

describe('refusals', () => {
  test.each<[string, number, unknown, string]>([
    ['a message', 403, { message: 'Must have write access' }, 'Must have write access'],
    [
      'errors with fields',
      422,
      { message: 'Validation Failed', errors: [{ resource: 'Issue', field: 'title', code: 'missing_field' }] },
      'Validation Failed: title missing_field',
    ],
    [
      'errors as text',
      422,
      { message: 'Unprocessable Entity', errors: ['Can not approve your own pull request'] },
      'Unprocessable Entity: Can not approve your own pull request',
    ],
    ['nothing', 500, [], 'no reason was given'],
  ])('%s', async (_what, status, data, message) => {
    const { acts } = recorded([[status, data]])
    expect(await acts.comment('reader', repo, 1, 'x')).toEqual({ ok: false, status, message })
  })

  test('GraphQL refuses with status 200', async () => {
    const { acts } = recorded([
      [200, { node_id: 'x' }],
      [200, { errors: [{ message: 'reader cannot do that' }] }],
    ])
    expect(await acts.convertToDraft('reader', repo, 1)).toEqual({
      ok: false,
      status: 403,
      message: 'reader cannot do that',
    })
  })
})
