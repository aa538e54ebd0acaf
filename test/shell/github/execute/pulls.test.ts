import { describe, expect, test } from 'vitest'
import type { Action } from '../../../../src/core/actions.ts'
import { fakeGitHub, makeMirror, makePull, no, ok, self } from '../harness.ts'
import { head, perform, routes } from './performing.ts'

describe('pull requests', () => {
  const open: Action = {
    kind: 'open-pull',
    branch: 'feature/x',
    base: 'main',
    title: 'x',
    body: 'Closes #12',
    draft: true,
  }
  const answer = {
    number: 13,
    id: 2013,
    node_id: 'PR_13',
    html_url: 'u',
    title: 'x',
    body: 'Closes #12',
    draft: true,
    user: { id: self.id, login: self.login, type: 'Bot' },
    created_at: '2026-05-01T10:00:00Z',
    head: { ref: 'feature/x', sha: head },
    base: { ref: 'main' },
  }

  test('a pull request is opened once', async () => {
    const github = fakeGitHub()
    github.on('POST /pulls', { status: 201, body: answer })
    const mirror = makeMirror()
    await perform(github, open, mirror)
    await perform(github, open, mirror)
    expect(routes(github)).toEqual(['POST /pulls'])
    expect(mirror.pulls).toMatchObject([{ number: 13, headSha: head, draft: true, author: self, state: 'open' }])
  })

  test('one that is there already is found', async () => {
    const github = fakeGitHub()
    github.on(
      'POST /pulls',
      no(422, 'Validation Failed', [{ message: 'A pull request already exists for acme:feature/x.' }]),
    )
    github.on('GET /pulls', ok([answer]))
    const mirror = makeMirror()
    expect(await perform(github, open, mirror)).toEqual({ kind: 'done', reread: { issues: [13] } })
    expect(github.work().at(-1)?.query).toMatchObject({ head: 'acme:feature/x', state: 'open' })
    expect(mirror.pulls[0]?.number).toBe(13)
  })

  test.each([
    ['a branch that went away', [{ resource: 'PullRequest', field: 'head', code: 'invalid' }], 'outdated'],
    ['a push GitHub has not seen yet', [{ message: 'No commits between main and feature/x' }], 'later'],
    ['no drafts here', [{ message: 'Draft pull requests are not supported in this repository.' }], 'refused'],
  ])('%s', async (_, errors, kind) => {
    const github = fakeGitHub()
    github.on('POST /pulls', no(422, 'Validation Failed', errors))
    expect((await perform(github, open)).kind).toBe(kind)
  })

  test('its body, its readiness and its reviewers', async () => {
    const github = fakeGitHub()
    github.on('PATCH /pulls/13', ok({ ...answer, body: 'new' }))
    github.on('GRAPHQL', ok({ data: { m0: { clientMutationId: null } } }))
    github.on('POST /pulls/13/requested_reviewers', { status: 201, body: answer })
    const mirror = makeMirror({ pulls: [makePull(13)] })
    await perform(github, { kind: 'edit-pull', pull: 13, body: 'new' }, mirror)
    await perform(github, { kind: 'ready-pull', pull: 13, nodeId: 'PR_13' }, mirror)
    await perform(github, { kind: 'request-review', pull: 13, login: 'maintainer' }, mirror)
    expect(mirror.pulls[0]).toMatchObject({
      body: 'new',
      editor: self,
      draft: false,
      requestedReviewers: ['maintainer'],
    })
    expect(github.work()[1]?.body).toMatchObject({ variables: { input0: { pullRequestId: 'PR_13' } } })
  })

  test('a reviewer GitHub does not take is refused', async () => {
    const github = fakeGitHub()
    github.on('POST /pulls/13/requested_reviewers', no(422, 'Review cannot be requested from pull request author.'))
    const outcome = await perform(github, { kind: 'request-review', pull: 13, login: 'agent' })
    expect(outcome).toMatchObject({ kind: 'refused', status: 422 })
  })
})
