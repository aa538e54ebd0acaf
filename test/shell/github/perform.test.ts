import { describe, expect, test } from 'vitest'
import type { Action } from '../../../src/core/actions.ts'
import type { Mirror, Outcome } from '../../../src/shell/ports.ts'
import {
  type FakeGitHub,
  fakeGitHub,
  makeIssue,
  makeMirror,
  makePull,
  no,
  ok,
  ref,
  self,
  startedAt,
  token,
} from './harness.ts'

const main = 'b'.repeat(40)
const head = 'a'.repeat(40)
const trial = 'c'.repeat(40)

async function perform(github: FakeGitHub, action: Action, mirror: Mirror = makeMirror()): Promise<Outcome> {
  return github.app.repository(ref).perform(action, mirror)
}

const routes = (github: FakeGitHub) =>
  github.work().map((each) => `${each.method} ${each.path.replace('/repos/acme/app', '')}`)

describe('labels', () => {
  const action: Action = { kind: 'create-label', name: 'packet', color: 'ededed', description: 'A work packet' }

  test('a label is made and mirrored', async () => {
    const github = fakeGitHub()
    github.on('POST /labels', { status: 201, body: {} })
    const mirror = makeMirror()
    expect(await perform(github, action, mirror)).toEqual({ kind: 'done' })
    expect(mirror.labels).toEqual([{ name: 'packet', color: 'ededed', description: 'A work packet' }])
  })

  test('a label that is there already is done', async () => {
    const github = fakeGitHub()
    github.on(
      'POST /labels',
      no(422, 'Validation Failed', [{ resource: 'Label', code: 'already_exists', field: 'name' }]),
    )
    expect(await perform(github, action)).toEqual({ kind: 'done' })
  })

  test('another 422 is refused in GitHub’s words', async () => {
    const github = fakeGitHub()
    github.on('POST /labels', no(422, 'Validation Failed', [{ resource: 'Label', code: 'invalid', field: 'color' }]))
    expect(await perform(github, action)).toEqual({
      kind: 'refused',
      status: 422,
      message: 'Validation Failed: color invalid',
    })
  })

  test('labels put on an issue show in the mirror, with the event', async () => {
    const github = fakeGitHub()
    github.on('POST /issues/12/labels', ok([{ name: 'bug' }, { name: 'status: ready' }]))
    const mirror = makeMirror({ issues: [makeIssue(12, { labels: ['bug'] })] })
    await perform(github, { kind: 'add-labels', issue: 12, labels: ['status: ready'] }, mirror)
    expect(mirror.issues[0]?.labels).toEqual(['bug', 'status: ready'])
    expect(mirror.issues[0]?.labelEvents).toEqual([{ at: startedAt, label: 'status: ready', added: true, actor: self }])
  })

  test.each([
    ['there', ok([])],
    ['off already', no(404, 'Label does not exist')],
  ])('a label is taken off: %s', async (_, answer) => {
    const github = fakeGitHub()
    github.on('DELETE /issues/12/labels/status: ready', answer)
    const mirror = makeMirror({ issues: [makeIssue(12, { labels: ['status: ready', 'bug'] })] })
    expect(await perform(github, { kind: 'remove-label', issue: 12, label: 'status: ready' }, mirror)).toEqual({
      kind: 'done',
    })
    expect(mirror.issues[0]?.labels).toEqual(['bug'])
  })
})

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

describe('branches', () => {
  const create: Action = { kind: 'create-branch', branch: 'feature/x', sha: main }
  const remove: Action = { kind: 'delete-branch', branch: 'feature/x', sha: main }
  const exists = no(422, 'Reference already exists')
  const at = (sha: string) => ok({ ref: 'refs/heads/feature/x', object: { sha } })

  test('a branch is made; the App’s making of it is known before GitHub lists it', async () => {
    const github = fakeGitHub()
    github.on('POST /git/refs', { status: 201, body: {} })
    const mirror = makeMirror()
    expect(await perform(github, create, mirror)).toEqual({ kind: 'done' })
    expect(mirror.branches.at(-1)).toEqual({ name: 'feature/x', sha: main, protected: false })
    expect(mirror.activity).toMatchObject([{ branch: 'feature/x', type: 'branch_creation', actor: self, after: main }])
    expect(mirror.activity[0]?.id).toBeLessThan(0)
  })

  test.each([
    ['at the wished commit', main, { kind: 'done', reread: { refs: true } }],
    ['elsewhere', head, { kind: 'outdated', reread: { refs: true } }],
  ])('a branch that is there already, %s', async (_, sha, outcome) => {
    const github = fakeGitHub()
    github.on('POST /git/refs', exists)
    github.on('GET /git/ref/heads/feature/x', at(sha))
    expect(await perform(github, create)).toEqual(outcome)
  })

  test('a commit GitHub does not have: look again', async () => {
    const github = fakeGitHub()
    github.on('POST /git/refs', no(422, 'Object does not exist'))
    expect(await perform(github, create)).toEqual({ kind: 'outdated', reread: { refs: true } })
  })

  test('a branch is deleted only where it was seen', async () => {
    const github = fakeGitHub()
    github.on('GET /git/ref/heads/feature/x', at(head))
    github.on('DELETE /git/refs/heads/feature/x', { status: 204, body: '' })
    expect(await perform(github, remove)).toEqual({ kind: 'outdated', reread: { refs: true } })
    github.on('GET /git/ref/heads/feature/x', at(main))
    const mirror = makeMirror({ branches: [{ name: 'feature/x', sha: main, protected: false }] })
    expect(await perform(github, remove, mirror)).toEqual({ kind: 'done' })
    expect(mirror.branches).toEqual([])
    expect(routes(github).filter((each) => each.startsWith('DELETE'))).toHaveLength(1)
  })

  test.each([
    ['before it was looked at', no(404, 'Not Found'), no(500, 'never asked')],
    ['in between', at(main), no(422, 'Reference does not exist')],
  ])('a branch that went away %s is done', async (_, looked, deleted) => {
    const github = fakeGitHub()
    github.on('GET /git/ref/heads/feature/x', looked)
    github.on('DELETE /git/refs/heads/feature/x', deleted)
    expect(await perform(github, remove)).toEqual({ kind: 'done' })
  })
})

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
    ...{ number: 13, id: 2013, node_id: 'PR_13', html_url: 'u', title: 'x', body: 'Closes #12', draft: true },
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
    github.on('GRAPHQL', ok({ data: { markPullRequestReadyForReview: { clientMutationId: null } } }))
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
    expect(github.work()[1]?.body).toMatchObject({ variables: { id: 'PR_13' } })
  })

  test('a reviewer GitHub does not take is refused', async () => {
    const github = fakeGitHub()
    github.on('POST /pulls/13/requested_reviewers', no(422, 'Review cannot be requested from pull request author.'))
    const outcome = await perform(github, { kind: 'request-review', pull: 13, login: 'agent' })
    expect(outcome).toMatchObject({ kind: 'refused', status: 422 })
  })
})

describe('check runs', () => {
  const annotation = (n: number) => ({ path: `src/${n}.ts`, line: 1, level: 'failure' as const, message: 'outside' })
  const action: Action = {
    ...{ kind: 'check', name: 'switchyard/scope', head, id: null, status: 'completed', conclusion: 'failure' },
    ...{ externalId: 'e', title: 'Outside', summary: 'text', annotations: [] },
  }
  const run = (more: object = {}) => ({
    ...{
      id: 31,
      name: 'switchyard/scope',
      head_sha: head,
      status: 'completed',
      conclusion: 'failure',
      external_id: 'e',
    },
    ...{
      html_url: 'u',
      started_at: null,
      completed_at: '2026-05-01T10:00:00Z',
      output: { title: 'Outside', summary: 'text' },
    },
    ...{ app: { id: 3 }, ...more },
  })
  const none = ok({ total_count: 0, check_runs: [] })

  test('looks for the run before it makes one', async () => {
    const github = fakeGitHub()
    github.on(`GET /commits/${head}/check-runs`, none)
    github.on('POST /check-runs', { status: 201, body: run() })
    const mirror = makeMirror()
    expect(await perform(github, action, mirror)).toEqual({ kind: 'done' })
    expect(routes(github)).toEqual([`GET /commits/${head}/check-runs`, 'POST /check-runs'])
    expect(github.work()[0]?.query).toMatchObject({ check_name: 'switchyard/scope', app_id: '3' })
    expect(mirror.checks).toMatchObject([{ id: 31, name: 'switchyard/scope', headSha: head, conclusion: 'failure' }])
  })

  test('a run whose making was not heard of is updated; another App’s run of that name is not ours', async () => {
    const github = fakeGitHub()
    const foreign = run({ id: 30, app: { id: 99 } })
    github.on(`GET /commits/${head}/check-runs`, ok({ total_count: 2, check_runs: [foreign, run()] }))
    github.on('PATCH /check-runs/31', ok(run()))
    await perform(github, action)
    expect(routes(github).at(-1)).toBe('PATCH /check-runs/31')
  })

  test('a run in progress carries no conclusion', async () => {
    const github = fakeGitHub()
    github.on('PATCH /check-runs/31', ok(run({ status: 'in_progress', conclusion: null })))
    await perform(github, { ...action, id: 31, status: 'in_progress', conclusion: null })
    expect(github.work()[0]?.body).not.toHaveProperty('conclusion')
  })

  test('120 annotations go out in portions of 50', async () => {
    const github = fakeGitHub()
    github.on(`GET /commits/${head}/check-runs`, none)
    github.on('POST /check-runs', { status: 201, body: run() })
    github.on('PATCH /check-runs/31', ok(run()))
    await perform(github, { ...action, annotations: Array.from({ length: 120 }, (_, n) => annotation(n)) })
    const sent = github
      .work()
      .slice(1)
      .map(({ method, body }) => {
        const { annotations } = body.output as { annotations: unknown[] }
        return [method, annotations.length]
      })
    expect(sent).toEqual([
      ['POST', 50],
      ['PATCH', 50],
      ['PATCH', 20],
    ])
  })

  test('an annotation that stands there is not sent again', async () => {
    const github = fakeGitHub()
    github.on('GET /check-runs/31/annotations', ok([{ path: 'src/0.ts', start_line: 1, message: 'outside' }]))
    github.on('PATCH /check-runs/31', ok(run()))
    await perform(github, { ...action, id: 31, annotations: [annotation(0), annotation(1)] })
    expect(github.work().at(-1)?.body).toMatchObject({ output: { annotations: [{ path: 'src/1.ts' }] } })
  })
})

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
    ...{ number: 20, id: 1020, node_id: 'I_20', html_url: 'u', title: 'Session: a', labels: [{ name: 'session' }] },
    ...{ created_at: '2026-05-01T10:00:00Z', updated_at: '2026-05-01T10:00:00Z' },
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
        data: { pinIssue: null },
        errors: [{ type: 'UNPROCESSABLE', path: ['pinIssue'], message: 'Maximum 3 pinned issues per repository' }],
      }),
    )
    const outcome = await perform(github, { kind: 'pin', issue: 12, nodeId: 'I_12' })
    expect(outcome).toEqual({ kind: 'refused', status: 422, message: 'Maximum 3 pinned issues per repository' })
  })
})

describe('merging', () => {
  const action: Action = {
    ...{ kind: 'merge', packet: 'x', baseBranch: 'main', base: main, head, trial, pull: 13, issue: 12 },
  }
  const rules = (strict: boolean) =>
    ok([{ type: 'required_status_checks', parameters: { strict_required_status_checks_policy: strict } }])
  const ruled = no(422, 'Repository rule violations found\n\nChanges must be made through a pull request.')

  test('sets the base to the tested commit, never by force', async () => {
    const github = fakeGitHub()
    github.on('PATCH /git/refs/heads/main', ok({ object: { sha: trial } }))
    const mirror = makeMirror()
    expect(await perform(github, action, mirror)).toEqual({ kind: 'done', reread: { refs: true, issues: [13, 12] } })
    expect(github.work()[0]?.body).toEqual({ sha: trial, force: false })
    expect(mirror.branches[0]?.sha).toBe(trial)
  })

  test('main has moved: another trial', async () => {
    const github = fakeGitHub()
    github.on('PATCH /git/refs/heads/main', no(422, 'Update is not a fast forward'))
    expect(await perform(github, action)).toEqual({ kind: 'outdated', reread: { refs: true } })
  })

  test('rules that want "up to date": the pull request’s own merge, guarded by the head', async () => {
    const github = fakeGitHub()
    github.on('PATCH /git/refs/heads/main', ruled)
    github.on('GET /rules/branches/main', rules(true))
    github.on('PUT /pulls/13/merge', ok({ sha: 'd'.repeat(40), merged: true }))
    expect((await perform(github, action)).kind).toBe('done')
    expect(github.work().at(-1)?.body).toEqual({ sha: head, merge_method: 'merge' })
  })

  test('rules without "up to date" stand in the way, and nothing is merged', async () => {
    const github = fakeGitHub()
    github.on('PATCH /git/refs/heads/main', ruled)
    github.on('GET /rules/branches/main', rules(false))
    const outcome = await perform(github, action)
    expect(outcome).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('Changes must be made through a pull request'),
    })
    expect(routes(github).some((each) => each.startsWith('PUT'))).toBe(false)
  })

  test.each([
    [405, 'Base branch was modified. Review and try the merge again.', 'later'],
    [405, 'Pull Request is not mergeable', 'refused'],
    [409, 'Head branch was modified. Review and try the merge again.', 'outdated'],
  ])('the pull request’s merge answers %i %s', async (status, message, kind) => {
    const github = fakeGitHub()
    github.on('PATCH /git/refs/heads/main', ruled)
    github.on('GET /rules/branches/main', rules(true))
    github.on('PUT /pulls/13/merge', no(status, message))
    expect((await perform(github, action)).kind).toBe(kind)
  })
})

describe('what an error asks for', () => {
  const action: Action = { kind: 'add-labels', issue: 12, labels: ['packet'] }
  const reset = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(startedAt / 1000 + 90) }
  const needed = { 'x-accepted-github-permissions': 'issues=write' }

  test.each([
    [
      'secondary limit with a time',
      no(403, 'You have exceeded a secondary rate limit', [], { 'retry-after': '33' }),
      { kind: 'later', afterMs: 33_000 },
    ],
    [
      'secondary limit without one',
      no(403, 'You have exceeded a secondary rate limit'),
      { kind: 'later', afterMs: 60_000 },
    ],
    ['429', no(429, 'Too many requests'), { kind: 'later', afterMs: 60_000 }],
    ['primary limit', no(403, 'API rate limit exceeded', [], reset), { kind: 'later', afterMs: 90_000 }],
    [
      'no permission',
      no(403, 'Resource not accessible by integration', [], needed),
      {
        kind: 'refused',
        status: 403,
        message: 'Resource not accessible by integration: the App needs the permission issues=write',
      },
    ],
    ['suspended', no(403, 'This installation has been suspended'), { kind: 'stop' }],
    ['gone for good', no(410, 'Issues are disabled for this repo'), { kind: 'refused', status: 410 }],
    ['fault', no(500, 'Server Error'), { kind: 'later', afterMs: 1000 }],
  ])('%s', async (_, answer, outcome) => {
    const github = fakeGitHub()
    github.on('POST /issues/12/labels', answer)
    expect(await perform(github, action)).toMatchObject(outcome)
  })

  test('404 on an issue is refused while the repository is there, and a stop when it is not', async () => {
    const github = fakeGitHub()
    github.on('POST /issues/12/labels', no(404, 'Not Found'))
    github.on('GET ', ok({ id: 70 }))
    expect(await perform(github, action)).toMatchObject({ kind: 'refused', status: 404 })
    github.on('GET ', no(404, 'Not Found'))
    expect((await perform(github, action)).kind).toBe('stop')
  })

  test('an installation that is gone is a stop', async () => {
    const github = fakeGitHub()
    github.on('POST //app/installations/7/access_tokens', no(404, 'Not Found'))
    expect((await perform(github, action)).kind).toBe('stop')
  })

  test('the wait doubles with every failure in a row, to five minutes at most, and starts anew after a success', async () => {
    const github = fakeGitHub()
    const waits: number[] = []
    github.on('POST /issues/12/labels', (_, nth) => (nth === 12 ? ok([]) : no(502, 'Bad Gateway')))
    const mirror = makeMirror()
    for (let n = 0; n < 14; n += 1) {
      const outcome = await perform(github, action, mirror)
      if (outcome.kind === 'later') waits.push(outcome.afterMs)
    }
    expect(waits.slice(0, 4)).toEqual([1000, 2000, 4000, 8000])
    expect(waits.slice(-3)).toEqual([300_000, 300_000, 1000])
  })

  test('neither outcomes nor logs hold the token or the key', async () => {
    const github = fakeGitHub()
    github.on('POST /issues/12/labels', no(500, 'Server Error'))
    const outcome = await perform(github, action)
    const everything = JSON.stringify(outcome) + github.logged.join('\n')
    expect(github.work()[0]?.headers.authorization).toBe(`token ${token}`)
    expect(everything).not.toContain(token)
    expect(everything).not.toMatch(/PRIVATE KEY|eyJ/)
    expect(github.logged.length).toBeGreaterThan(0)
  })
})
