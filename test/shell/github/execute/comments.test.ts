import { describe, expect, test } from 'vitest'
import type { Action } from '../../../../src/core/actions.ts'
import type { RawComment } from '../../../../src/shell/reconcile/mirror.ts'
import { fakeGitHub, makeIssue, makeMirror, makePull, no, ok, self, startedAt } from '../harness.ts'
import { perform, routes } from './performing.ts'

describe('comments', () => {
  const body = 'Hello\n\n<!-- switchyard:brief -->'
  const action: Action = { kind: 'comment', issue: 12, marker: 'brief', body }
  const at = '2026-05-01T10:00:01Z'
  const node = { id: 'IC_9', fullDatabaseId: '9', url: 'u', createdAt: at, body }
  const added = ok({ data: { m0: { commentEdge: { node } } } })
  const missing = ok({
    data: { m0: null },
    errors: [{ type: 'NOT_FOUND', path: ['m0'], message: 'Could not resolve to a node' }],
  })
  const lookAgain = { kind: 'outdated', reread: { issues: [12] } }

  /** Somebody else's, with the App's marker. */
  const said: RawComment = {
    id: 8,
    nodeId: 'IC_8',
    issue: 12,
    url: '',
    createdAt: 1,
    verdict: null,
    eyes: false,
    author: { id: 66, login: 'outsider', type: 'User' },
    revisions: [{ at: 1, editor: null, body }],
  }

  test('a comment is written once: the second wish finds it in the mirror', async () => {
    const github = fakeGitHub()
    github.on('GRAPHQL', added)
    const mirror = makeMirror()
    expect(await perform(github, action, mirror)).toEqual({ kind: 'done' })
    expect(mirror.issues[0]?.comments).toMatchObject([
      { id: 9, nodeId: 'IC_9', author: self, issue: 12, createdAt: Date.parse(at), revisions: [{ body }] },
    ])
    expect(await perform(github, action, mirror)).toEqual({ kind: 'done' })
    expect(routes(github)).toEqual(['POST /api/graphql'])
    expect(github.work()[0]?.body.variables).toEqual({ input0: { subjectId: 'I_12', body } })
  })

  test('somebody else’s comment with the marker does not count', async () => {
    const github = fakeGitHub()
    github.on('GRAPHQL', added)
    const mirror = makeMirror({ issues: [makeIssue(12, { comments: [{ ...said }] })] })
    await perform(github, action, mirror)
    expect(mirror.issues[0]?.comments.map((each) => each.id)).toEqual([8, 9])
  })

  test('on a pull request it goes to the pull request', async () => {
    const github = fakeGitHub()
    github.on('GRAPHQL', added)
    const mirror = makeMirror({ pulls: [makePull(13)] })
    expect(await perform(github, { ...action, issue: 13 }, mirror)).toEqual({ kind: 'done' })
    expect(github.work()[0]?.body.variables).toMatchObject({ input0: { subjectId: 'PR_13' } })
    expect(mirror.pulls[0]?.comments).toMatchObject([{ id: 9, issue: 13 }])
  })

  test.each([
    ['that GitHub no longer has', missing, 12, ['POST /api/graphql']],
    ['that the mirror does not hold', added, 99, []],
  ])('on an issue %s: look again', async (_, answer, issue, asked) => {
    const github = fakeGitHub()
    github.on('GRAPHQL', answer)
    const mirror = makeMirror()
    const outcome = await perform(github, { ...action, issue }, mirror)
    expect(outcome).toEqual({ kind: 'outdated', reread: { issues: [issue] } })
    expect(routes(github)).toEqual(asked)
    expect(mirror.issues[0]?.comments).toEqual([])
  })

  test('a 502 is not repeated: whether the comment was made is unknown', async () => {
    const github = fakeGitHub()
    github.on('GRAPHQL', no(502, 'Server Error'))
    expect(await perform(github, action)).toEqual({ kind: 'later', afterMs: 1000, message: 'Server Error' })
    expect(routes(github)).toHaveLength(1)
  })

  test('an edit adds a revision', async () => {
    const github = fakeGitHub()
    const edited = { issueComment: { body: 'new', updatedAt: '2026-05-01T10:05:00Z' } }
    github.on('GRAPHQL', (_, nth) => (nth === 0 ? added : ok({ data: { m0: edited } })))
    const mirror = makeMirror()
    await perform(github, action, mirror)
    await perform(github, { kind: 'edit-comment', issue: 12, comment: 9, marker: 'brief', body: 'new' }, mirror)
    expect(mirror.issues[0]?.comments[0]?.revisions.at(-1)).toEqual({
      at: startedAt + 300_000,
      editor: self,
      body: 'new',
    })
  })

  test('an edit of a deleted comment: look again', async () => {
    const request: Action = { kind: 'edit-comment', issue: 12, comment: 9, marker: 'brief', body: 'x' }
    expect(await perform(fakeGitHub(), request)).toEqual(lookAgain)
  })

  test.each([
    ['that the mirror does not hold', makeMirror(), []],
    [
      'that GitHub no longer has',
      makeMirror({ issues: [makeIssue(12, { comments: [{ ...said }] })] }),
      ['POST /api/graphql'],
    ],
  ])('a reaction on a comment %s: look again', async (_, mirror, asked) => {
    const github = fakeGitHub()
    github.on('GRAPHQL', missing)
    const request: Action = { kind: 'react', issue: 12, comment: 8, content: '+1' }
    expect(await perform(github, request, mirror)).toEqual(lookAgain)
    expect(routes(github)).toEqual(asked)
    expect(mirror.issues[0]?.comments.map((each) => each.verdict)).toEqual(asked.map(() => null))
  })

  test.each([
    ['+1', 'THUMBS_UP', { eyes: false, verdict: '+1' }],
    ['-1', 'THUMBS_DOWN', { eyes: false, verdict: '-1' }],
    ['eyes', 'EYES', { eyes: true, verdict: null }],
  ] as const)('a reaction %s is sent as %s', async (content, sent, seen) => {
    const github = fakeGitHub()
    github.on('GRAPHQL', ok({ data: { m0: { clientMutationId: null } } }))
    const mirror = makeMirror({ issues: [makeIssue(12, { comments: [{ ...said }] })] })
    expect(await perform(github, { kind: 'react', issue: 12, comment: 8, content }, mirror)).toEqual({ kind: 'done' })
    expect(github.work()[0]?.body.variables).toEqual({ input0: { subjectId: 'IC_8', content: sent } })
    expect(mirror.issues[0]?.comments[0]).toMatchObject(seen)
  })

  test('the verdict leaves 👀 where it is', async () => {
    const github = fakeGitHub()
    github.on('GRAPHQL', ok({ data: { m0: { clientMutationId: null } } }))
    const mirror = makeMirror({ issues: [makeIssue(12, { comments: [{ ...said, eyes: true }] })] })
    await perform(github, { kind: 'react', issue: 12, comment: 8, content: '-1' }, mirror)
    expect(mirror.issues[0]?.comments[0]).toMatchObject({ eyes: true, verdict: '-1' })
  })
})
