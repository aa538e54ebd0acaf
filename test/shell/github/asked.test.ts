/** What the operator reads of a request that failed: what was asked and what was missing, and no value of it. */
import { describe, expect, test } from 'vitest'
import { explain } from '../../../src/shell/github/errors.ts'
import { EVERYTHING } from '../../../src/shell/reconcile/hints.ts'
import { fakeGitHub, makeMirror, no, ok, ref } from './harness.ts'

const id = { 'x-github-request-id': '4F00:1A2B:3C' }
const secretive = 'feature/secret-plan'

async function failing(answer: ReturnType<typeof no>) {
  const github = fakeGitHub()
  github.on(`GET /rules/branches/${secretive}`, answer)
  github.on('GET /commits/abc/check-runs', answer)
  const error = await github.app
    .repository(ref)
    .rules(secretive)
    .then(
      () => null,
      (thrown: unknown) => thrown as Error,
    )
  return { github, error }
}

describe('an error of REST', () => {
  test('names method, route and request, and not the branch, and its outcome keeps the words for people', async () => {
    const { error } = await failing(no(502, 'Server Error', [], id))
    expect(error?.message).toBe(
      'Server Error (GET /repos/{owner}/{repo}/rules/branches/{name} answered 502; request 4F00:1A2B:3C)',
    )
    expect(explain(error)).toMatchObject({ kind: 'later', message: 'Server Error' })
  })

  test('of the App itself names what was missing', async () => {
    const github = fakeGitHub()
    github.on(
      'GET //installation/repositories',
      no(403, 'Resource not accessible by integration', [], {
        ...id,
        'x-accepted-github-permissions': 'metadata=read',
      }),
    )
    await expect(github.app.repositories(7)).rejects.toThrow(
      'Resource not accessible by integration (GET /installation/repositories answered 403; accepted permissions: metadata=read; request 4F00:1A2B:3C)',
    )
  })

  test('without an answer says so', async () => {
    const github = fakeGitHub({ timeoutMs: 1 })
    github.on('GET //app/installations', () => {
      throw new Error('socket hang up')
    })
    await expect(github.app.installations()).rejects.toThrow(/\(GET \/app\/installations (got no answer|answered 500)/)
  })
})

test('an error of GraphQL names the type and the path to the field', async () => {
  const github = fakeGitHub()
  const errors = [
    {
      type: 'undefinedField',
      message: "Field 'subIssues' doesn't exist on type 'Issue'",
      path: ['query', 'repository', 'subIssues'],
    },
  ]
  github.on('GRAPHQL', ok({ errors }, id))
  github.on('GET /issues', ok([]))
  github.on('GET /issues/comments', ok([]))
  github.on('GET /branches', ok([]))
  github.on('GET /activity', ok([]))
  await expect(github.app.repository(ref).read(null, EVERYTHING)).rejects.toThrow(
    "Field 'subIssues' doesn't exist on type 'Issue' (GraphQL answered undefinedField; at query.repository.subIssues; request 4F00:1A2B:3C)",
  )
})

test('a refused action is logged with its route, and its outcome has the words for people alone', async () => {
  const github = fakeGitHub()
  github.on('POST /labels', no(404, 'Not Found', [], id))
  github.on('GET //repos/acme/app', ok({}))
  const label = { kind: 'create-label', name: 'x', color: 'ffffff', description: '' } as const
  const outcome = await github.app.repository(ref).execute(label, makeMirror())
  expect(outcome).toMatchObject({ kind: 'refused', message: 'Not Found' })
  expect(github.logged.join()).toContain('GitHub refused: Not Found (POST /repos/{owner}/{repo}/labels answered 404')
})
