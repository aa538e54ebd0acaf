/** Sub-issues and issue dependencies: what is asked of GitHub, and what its answers mean. */
import { describe, expect, test } from 'vitest'
import type { Action } from '../../../src/core/actions.ts'
import type { Hints } from '../../../src/shell/reconcile/hints.ts'
import { graphqlOf, issueNode } from './answers.ts'
import { perform, routes } from './execute/performing.ts'
import { fakeGitHub, makeIssue, makeMirror, no, ok } from './harness.ts'
import { read, serve } from './reading.ts'

const nothing: Hints = { all: false, issues: [], refs: false, checks: [] }
const child: Action = { kind: 'add-sub-issue', issue: 3, child: 12, childId: 1012 }
const block: Action = { kind: 'add-blocked-by', issue: 12, by: 13, byId: 1013 }
const unblock: Action = { kind: 'remove-blocked-by', issue: 12, by: 13, byId: 1013 }
const post = { status: 201, body: {} }
const there = no(
  422,
  'An error occurred while adding the sub-issue to the parent issue. Issue may not contain duplicate sub-issues',
)

describe('links are made by id, and known without another read', () => {
  test.each([
    [
      'sub-issue',
      child,
      'POST /issues/3/sub_issues',
      post,
      { sub_issue_id: 1012, replace_parent: true },
      { parent: 3 },
    ],
    ['sub-issue that is there', child, 'POST /issues/3/sub_issues', there, { sub_issue_id: 1012 }, { parent: 3 }],
    ['dependency', block, 'POST /issues/12/dependencies/blocked_by', post, { issue_id: 1013 }, { blockedBy: [13] }],
    [
      'dependency that is there',
      block,
      'POST /issues/12/dependencies/blocked_by',
      no(422, 'Target issue has already been taken'),
      {},
      { blockedBy: [13] },
    ],
    ['dependency taken away', unblock, 'DELETE /issues/12/dependencies/blocked_by/1013', ok(), {}, { blockedBy: [] }],
    [
      'one that is gone',
      unblock,
      'DELETE /issues/12/dependencies/blocked_by/1013',
      no(404, 'Not Found'),
      {},
      { blockedBy: [] },
    ],
  ])('%s', async (_, action, route, answer, body, known) => {
    const github = fakeGitHub()
    github.on(route, answer)
    const mirror = makeMirror({ issues: [makeIssue(12, { blockedBy: action === unblock ? [13] : [] })] })
    expect(await perform(github, action, mirror)).toEqual({ kind: 'done' })
    expect(routes(github)).toEqual([route])
    expect(github.work()[0]?.body).toMatchObject(body)
    expect(mirror.issues[0]).toMatchObject(known)
  })

  test.each([
    [403, 'Resource not accessible by integration'],
    [422, 'Parent cannot have more than 100 sub-issues'],
  ])('a refusal stays one: %s', async (status, message) => {
    const github = fakeGitHub()
    github.on('POST /issues/3/sub_issues', no(status, message))
    expect(await perform(github, child)).toMatchObject({ kind: 'refused', status })
  })

  test('a route that is not there is a refusal, not the end of the repository', async () => {
    const github = fakeGitHub()
    github.on('GET ', ok())
    github.on('GET //repos/acme/app', ok())
    expect(await perform(github, child)).toMatchObject({ kind: 'refused', status: 404 })
  })
})

describe('reading', () => {
  const packet = { labels: { nodes: [{ name: 'packet' }] } }
  const blocker = (number: number, repo = 'acme/app') => ({
    number,
    repository_url: `http://github.test/api/v3/repos/${repo}`,
  })
  const counted = (number: number, total: number) => ({
    number,
    issue_dependencies_summary: { total_blocked_by: total },
  })

  test('a whole look counts in one list, and reads those of the packets that have any', async () => {
    const github = fakeGitHub()
    serve(github, graphqlOf([issueNode(12, packet), issueNode(13, packet), issueNode(14, packet)], []))
    github.on('GET /issues', ok([counted(12, 2), counted(13, 0), { number: 14 }]))
    github.on('GET /issues/12/dependencies/blocked_by', ok([blocker(13), blocker(7, 'acme/other')]))
    const mirror = await read(github, null, { ...nothing, all: true })
    expect(mirror.issues.map(({ number, blockedBy }) => [number, blockedBy])).toEqual([
      [12, [13]],
      [13, []],
      [14, undefined],
    ])
  })

  test('a webhook has one read; other reads keep what is known', async () => {
    const github = fakeGitHub()
    serve(github, graphqlOf([issueNode(12, packet)], []))
    const before = makeMirror({ issues: [makeIssue(12, { blockedBy: [9] })] })
    expect((await read(github, before, { ...nothing, issues: [12] })).issues[0]?.blockedBy).toEqual([9])
    github.on('GET /issues/12/dependencies/blocked_by', ok([blocker(13)]))
    expect((await read(github, before, { ...nothing, issues: [12], links: [12] })).issues[0]?.blockedBy).toEqual([13])
  })

  test('where the feature is off nothing is known, and all else is read', async () => {
    const github = fakeGitHub()
    serve(github, graphqlOf([issueNode(12, packet)], []))
    const off = no(403, 'Resource not accessible by integration')
    github.on('GET /issues', (asked) => (asked.query.labels === 'packet' ? off : ok([])))
    const mirror = await read(github, null, { ...nothing, all: true })
    expect(mirror.issues[0]).not.toHaveProperty('blockedBy')
  })

  test.each([
    ['none', null, null],
    ['one here', { number: 3, repository: { databaseId: 70 } }, 3],
    ['one elsewhere', { number: 3, repository: { databaseId: 71 } }, -1],
  ])('the parent: %s', async (_, parent, expected) => {
    const github = fakeGitHub()
    serve(github, graphqlOf([issueNode(12, { parent })], []))
    expect((await read(github, makeMirror({ issues: [] }), { ...nothing, issues: [12] })).issues[0]?.parent).toBe(
      expected,
    )
  })
})
