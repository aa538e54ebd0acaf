import { describe, expect, test } from 'vitest'
import type { Action } from '../../../../src/core/actions.ts'
import { fakeGitHub, makeIssue, makeMirror, no, ok, self, startedAt } from '../harness.ts'
import { perform, routes } from './performing.ts'

describe('comments', () => {
  const body = 'Hello\n\n<!-- switchyard:brief -->'
  const action: Action = { kind: 'comment', issue: 12, marker: 'brief', body }
  const answer = {
    id: 9,
    node_id: 'IC_9',
    html_url: 'u',
    body,
    created_at: '2026-05-01T10:00:01Z',
    updated_at: '2026-05-01T10:00:01Z',
  }

  test('a comment is written once: the second wish finds it in the mirror', async () => {
    const github = fakeGitHub()
    github.on('POST /issues/12/comments', { status: 201, body: answer })
    const mirror = makeMirror()
    expect(await perform(github, action, mirror)).toEqual({ kind: 'done' })
    expect(mirror.issues[0]?.comments).toMatchObject([{ id: 9, author: self, issue: 12, revisions: [{ body }] }])
    expect(await perform(github, action, mirror)).toEqual({ kind: 'done' })
    expect(routes(github)).toEqual(['POST /issues/12/comments'])
  })

  test('somebody else’s comment with the marker does not count', async () => {
    const github = fakeGitHub()
    github.on('POST /issues/12/comments', { status: 201, body: answer })
    const forged = {
      ...{ id: 8, nodeId: 'x', issue: 12, url: '', createdAt: 1, verdict: null, eyes: false },
      author: { id: 66, login: 'outsider', type: 'User' as const },
      revisions: [{ at: 1, editor: null, body }],
    }
    const mirror = makeMirror({ issues: [makeIssue(12, { comments: [forged] })] })
    await perform(github, action, mirror)
    expect(mirror.issues[0]?.comments.map((each) => each.id)).toEqual([8, 9])
  })

  test('a 502 is not repeated: whether the comment was made is unknown', async () => {
    const github = fakeGitHub()
    github.on('POST /issues/12/comments', no(502, 'Server Error'))
    expect(await perform(github, action)).toEqual({ kind: 'later', afterMs: 1000, message: 'Server Error' })
    expect(routes(github)).toHaveLength(1)
  })

  test('an edit adds a revision', async () => {
    const github = fakeGitHub()
    github.on('POST /issues/12/comments', { status: 201, body: answer })
    github.on('PATCH /issues/comments/9', ok({ ...answer, body: 'new', updated_at: '2026-05-01T10:05:00Z' }))
    const mirror = makeMirror()
    await perform(github, action, mirror)
    await perform(github, { kind: 'edit-comment', issue: 12, comment: 9, marker: 'brief', body: 'new' }, mirror)
    expect(mirror.issues[0]?.comments[0]?.revisions.at(-1)).toEqual({
      at: startedAt + 300_000,
      editor: self,
      body: 'new',
    })
  })

  test.each(['edit-comment', 'react'] as const)('%s on a deleted comment: look again', async (kind) => {
    const github = fakeGitHub()
    const common = { issue: 12, comment: 9 }
    const wish: Action =
      kind === 'react' ? { kind, ...common, content: '+1' } : { kind, ...common, marker: 'brief', body: 'x' }
    expect(await perform(github, wish)).toEqual({ kind: 'outdated', reread: { issues: [12] } })
  })

  test('a reaction is the verdict; 👀 is none', async () => {
    const github = fakeGitHub()
    github.on('POST /issues/12/comments', { status: 201, body: answer })
    github.on('POST /issues/comments/9/reactions', ({ body }, nth) => ({ status: nth === 0 ? 201 : 200, body }))
    const mirror = makeMirror()
    await perform(github, action, mirror)
    await perform(github, { kind: 'react', issue: 12, comment: 9, content: 'eyes' }, mirror)
    expect(mirror.issues[0]?.comments[0]).toMatchObject({ eyes: true, verdict: null })
    await perform(github, { kind: 'react', issue: 12, comment: 9, content: '-1' }, mirror)
    expect(mirror.issues[0]?.comments[0]).toMatchObject({ eyes: true, verdict: '-1' })
  })
})
