import { describe, expect, test } from 'vitest'
import type { Action } from '../../../../src/core/actions.ts'
import { fakeGitHub, makeMirror, ok, self, startedAt } from '../harness.ts'
import { perform, routes } from './performing.ts'

describe('issues', () => {
  const edit: Action = { kind: 'edit-issue-body', issue: 12, before: 'text', body: 'new' }
  const standing = (body: string | null) => ok({ number: 12, title: 'Title', body, updated_at: '2026-05-01T11:00:00Z' })

  test('the dashboard is read again right before it is written', async () => {
    const github = fakeGitHub()
    github.on('GET /issues/12', standing('text'))
    github.on('PATCH /issues/12', standing('new'))
    const mirror = makeMirror()
    expect(await perform(github, edit, mirror)).toEqual({ kind: 'done' })
    expect(mirror.issues[0]?.revisions.at(-1)).toMatchObject({ body: 'new', editor: self })
  })

  test('a tick in between is not overwritten', async () => {
    const github = fakeGitHub()
    github.on('GET /issues/12', standing('text [x]'))
    const mirror = makeMirror()
    expect(await perform(github, edit, mirror)).toEqual({ kind: 'outdated', reread: { issues: [12] } })
    expect(mirror.issues[0]?.revisions.at(-1)?.body).toBe('text [x]')
    expect(routes(github)).toEqual(['GET /issues/12'])
  })

  test('an empty body is null on GitHub', async () => {
    const github = fakeGitHub()
    github.on('GET /issues/12', standing(null))
    github.on('PATCH /issues/12', standing('new'))
    expect(await perform(github, { ...edit, before: '' })).toEqual({ kind: 'done' })
  })

  test('an issue is closed with its reason', async () => {
    const github = fakeGitHub()
    github.on(
      'PATCH /issues/12',
      ok({ number: 12, closed_at: '2026-05-01T11:00:00Z', updated_at: '2026-05-01T11:00:00Z' }),
    )
    const mirror = makeMirror()
    await perform(github, { kind: 'close-issue', issue: 12, reason: 'completed' }, mirror)
    expect(github.work()[0]?.body).toEqual({ state: 'closed', state_reason: 'completed' })
    expect(mirror.issues[0]).toMatchObject({
      state: 'closed',
      stateReason: 'completed',
      closedBy: self,
      closedAt: startedAt + 3_600_000,
    })
  })

  const session: Action = {
    kind: 'open-session',
    title: 'Session: a',
    body: 'x\n\n<!-- switchyard:session:a -->',
    marker: 'session:a',
  }
  const filed = {
    number: 20,
    id: 1020,
    node_id: 'I_20',
    html_url: 'u',
    title: 'Session: a',
    labels: [{ name: 'session' }],
    created_at: '2026-05-01T10:00:00Z',
    updated_at: '2026-05-01T10:00:00Z',
    user: { id: self.id, login: self.login, type: 'Bot' },
    body: 'x\n\n<!-- switchyard:session:a -->',
  }

  test('a session is opened with its label', async () => {
    const github = fakeGitHub()
    github.on('GET /issues', ok([{ ...filed, user: { id: 66, login: 'outsider', type: 'User' } }]))
    github.on('POST /issues', { status: 201, body: filed })
    const mirror = makeMirror()
    expect(await perform(github, session, mirror)).toEqual({ kind: 'done' })
    expect(github.work().at(-1)?.body).toMatchObject({ labels: ['session'] })
    expect(mirror.issues.at(-1)).toMatchObject({ number: 20, labels: ['session'], author: self })
  })

  test('a session that is there already is found', async () => {
    const github = fakeGitHub()
    github.on('GET /issues', ok([filed]))
    expect(await perform(github, session)).toEqual({ kind: 'done', reread: { issues: [20] } })
  })

  test('pinned and unpinned', async () => {
    const github = fakeGitHub()
    github.on('GRAPHQL', ok({ data: {} }))
    const mirror = makeMirror()
    await perform(github, { kind: 'pin', issue: 12, nodeId: 'I_12' }, mirror)
    expect(mirror.issues[0]?.pinned).toBe(true)
    await perform(github, { kind: 'unpin', issue: 12, nodeId: 'I_12' }, mirror)
    expect(mirror.issues[0]?.pinned).toBe(false)
  })

  test('a fourth pin is refused', async () => {
    const github = fakeGitHub()
    github.on(
      'GRAPHQL',
      ok({
        data: { m0: null },
        errors: [{ type: 'UNPROCESSABLE', path: ['m0'], message: 'Maximum 3 pinned issues per repository' }],
      }),
    )
    const outcome = await perform(github, { kind: 'pin', issue: 12, nodeId: 'I_12' })
    expect(outcome).toEqual({ kind: 'refused', status: 422, message: 'Maximum 3 pinned issues per repository' })
  })
})
