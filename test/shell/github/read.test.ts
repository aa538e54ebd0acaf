import { describe, expect, test } from 'vitest'
import type { Hints } from '../../../src/shell/reconcile/hints.ts'
import { branch, commentNode, graphqlOf, issueNode, pullNode, time } from './answers.ts'
import { type FakeGitHub, fakeGitHub, makeIssue, makeMirror, makePull, no, ok, ref } from './harness.ts'
import { read, serve } from './reading.ts'

const nothing: Hints = { all: false, issues: [], refs: false, checks: [] }
const everything: Hints = { ...nothing, all: true }
const main = 'b'.repeat(40)
const packet = { nodes: [{ name: 'packet' }] }

const calls = (github: FakeGitHub) =>
  github.work().map((each) => `${each.method} ${each.path.replace('/repos/acme/app', '')}`)

describe('a look at the whole', () => {
  test('25 packets with their pull requests cost eight requests, and one for each pull request’s checks', async () => {
    const github = fakeGitHub()
    const issues = Array.from({ length: 25 }, (_, n) => issueNode(n + 1, { labels: packet }))
    serve(github, graphqlOf(issues, [pullNode(101), pullNode(102)]))
    github.on('GET /issues', ok([]))
    for (const sha of ['1'.repeat(40), '2'.repeat(40)]) {
      github.on(`GET /commits/${sha}/check-runs`, ok({ total_count: 0, check_runs: [] }))
    }
    const mirror = await read(github, null, everything)
    expect(mirror.issues).toHaveLength(25)
    expect(mirror.pulls).toHaveLength(2)
    const counted = Object.groupBy(calls(github), (each) => each.replace(/\/commits\/\w+/, '/commits/SHA'))
    expect(Object.fromEntries(Object.entries(counted).map(([route, list]) => [route, list?.length]))).toEqual({
      'POST /api/graphql': 3,
      'GET /activity': 1,
      'GET /issues': 2,
      'GET /issues/comments': 1,
      'GET /commits/SHA/check-runs': 2,
    })
  })

  test('what the mirror says of the repository', async () => {
    const github = fakeGitHub()
    serve(github, graphqlOf([], []))
    const mirror = await read(github, null, everything)
    expect(mirror).toMatchObject({
      app: { id: 500, login: 'switchyard[bot]', type: 'Bot' },
      repo: { id: 70, owner: 'acme', defaultBranch: 'main', installedAt: Date.parse('2026-04-01T00:00:00Z') },
      labels: [{ nodeId: 'L_packet', name: 'packet', color: 'ededed', description: '' }],
      branches: [{ name: 'main', sha: main }],
      config: { text: null, history: null },
    })
  })

  test('a closed issue that has not changed is not read again; an open one is', async () => {
    const github = fakeGitHub()
    const closed = issueNode(1, { labels: packet, state: 'CLOSED', closedAt: time(5) })
    serve(github, graphqlOf([closed, issueNode(2)], []))
    const first = await read(github, null, everything)
    const before = github.work().length
    await read(github, first, everything)
    const documents = github
      .work()
      .slice(before)
      .map((each) => String(each.body.query ?? ''))
    expect(documents.some((each) => each.includes('i1:'))).toBe(false)
    expect(documents.some((each) => each.includes('i2:'))).toBe(true)
  })

  test('an unchanged list of activity is not paid for again', async () => {
    const github = fakeGitHub()
    serve(github, graphqlOf([], []))
    const move = {
      id: 5,
      ref: 'refs/heads/feature/x',
      before: main,
      after: main,
      timestamp: time(0),
      activity_type: 'push',
      actor: { id: 1, login: 'maintainer', type: 'User' },
    }
    github.on('GET /activity', ({ headers }) =>
      headers['if-none-match'] === '"v1"' ? { status: 304, body: '' } : ok([move], { etag: '"v1"' }),
    )
    const first = await read(github, null, everything)
    const second = await read(github, first, everything)
    expect(second.activity).toEqual([
      {
        id: 5,
        branch: 'feature/x',
        before: main,
        after: main,
        at: Date.parse(time(0)),
        actor: { id: 1, login: 'maintainer', type: 'User' },
        type: 'push',
      },
    ])
    expect(
      github
        .work()
        .filter((each) => each.path.endsWith('/activity'))
        .at(-1)?.headers['if-none-match'],
    ).toBe('"v1"')
  })

  test('closed pull requests of forks stay out, merged ones of this repository come in', async () => {
    const github = fakeGitHub()
    const merged = pullNode(8, {
      pullState: 'MERGED',
      merged: true,
      mergedAt: time(4),
      closedAt: time(4),
      mergeCommit: { oid: main },
    })
    const foreign = pullNode(9, { pullState: 'CLOSED', closedAt: time(4), isCrossRepository: true })
    serve(github, graphqlOf([], [merged, foreign]))
    github.on(`GET /commits/${'8'.repeat(40)}/check-runs`, ok({ total_count: 0, check_runs: [] }))
    const mirror = await read(github, null, everything)
    expect(mirror.pulls).toMatchObject([
      { number: 8, state: 'closed', merged: true, mergeSha: main, mergedAt: Date.parse(time(4)) },
    ])
  })

  test('a team among the reviewers, which GitHub does not show, keeps nothing from being read', async () => {
    const github = fakeGitHub()
    const reviewRequests = {
      nodes: [
        { asCodeOwner: false, requestedReviewer: null },
        { asCodeOwner: false, requestedReviewer: { __typename: 'User', login: 'writer' } },
      ],
    }
    const answer = graphqlOf([], [pullNode(13, { reviewRequests })], [branch('main', main)])
    const path = ['repository', 'i13', 'reviewRequests', 'nodes', 0, 'requestedReviewer']
    const errors = [{ type: 'FORBIDDEN', path, message: 'Resource not accessible by integration' }]
    serve(github, (document) => ({
      ...answer(document),
      ...(document.includes('requestedReviewer') && { errors }),
    }))
    const [pull] = (await read(github, null, everything)).pulls
    expect(pull?.requestedReviewers).toEqual(['writer'])
  })

  test('a review says whether its author may write here, where GitHub does', async () => {
    const github = fakeGitHub()
    const review = {
      ...commentNode(5, { body: '' }),
      state: 'APPROVED' as const,
      submittedAt: time(1),
      commit: null,
      author: { __typename: 'User', login: 'reader', databaseId: 9 },
    }
    const nodes = [{ ...review, authorCanPushToRepository: false }, review]
    const reviews = { nodes, pageInfo: { hasNextPage: false, endCursor: null } }
    serve(github, graphqlOf([], [pullNode(13, { reviews })], [branch('main', main)]))
    const [pull] = (await read(github, null, everything)).pulls
    expect(pull?.reviews.map(({ canPush }) => canPush)).toEqual([false, undefined])
  })

  test('a closed pull request is read again once it has changed', async () => {
    const github = fakeGitHub()
    const pull = pullNode(8, { pullState: 'CLOSED', closedAt: time(4) })
    serve(github, graphqlOf([], [pull]))
    github.on(`GET /commits/${'8'.repeat(40)}/check-runs`, ok({ total_count: 0, check_runs: [] }))
    const first = await read(github, null, everything)
    const calls = async (mirror: typeof first) => {
      const before = github.work().length
      await read(github, mirror, everything)
      return github.work().length - before
    }
    const unchanged = await calls(first)
    const changed = await calls({
      ...first,
      pulls: first.pulls.map((each) => ({ ...each, updatedAt: Date.parse(time(1)) })),
    })
    expect(changed).toBe(unchanged + 1)
  })

  test('a mirror made anew has the checks of closed pull requests, which the dashboard goes on showing', async () => {
    const github = fakeGitHub()
    serve(github, graphqlOf([], [pullNode(8, { pullState: 'CLOSED', closedAt: time(4) })]))
    github.on(`GET /commits/${'8'.repeat(40)}/check-runs`, ok({ total_count: 0, check_runs: [] }))
    await read(github, null, everything)
    expect(github.work().filter((each) => each.path.includes('8'.repeat(40)))).toHaveLength(1)
  })

  test('a repository that is not there is a stop', async () => {
    const github = fakeGitHub()
    serve(github, () => ({
      data: { repository: null },
      errors: [{ type: 'NOT_FOUND', path: ['repository'], message: 'Could not resolve to a Repository' }],
    }))
    await expect(read(github, null, everything)).rejects.toMatchObject({ outcome: { kind: 'stop' } })
  })

  test('a limit is told with its wait, and without the token', async () => {
    const github = fakeGitHub()
    github.on('GRAPHQL', no(403, 'You have exceeded a secondary rate limit', [], { 'retry-after': '40' }))
    const error = await read(github, makeMirror(), { ...nothing, issues: [1] }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ outcome: { kind: 'later', afterMs: 40_000 } })
    expect(Object.keys(error as object)).toEqual(['outcome', 'name'])
  })
})

describe('a hint', () => {
  test('of three numbers costs one request', async () => {
    const github = fakeGitHub()
    serve(github, graphqlOf([issueNode(12, { title: 'New' }), issueNode(14)], [pullNode(13)]))
    github.on(`GET /commits/${'3'.repeat(40)}/check-runs`, ok({ total_count: 0, check_runs: [] }))
    const previous = makeMirror({ pulls: [makePull(13, { headSha: '3'.repeat(40) })] })
    const mirror = await read(github, previous, { ...nothing, issues: [12, 13, 14] })
    expect(calls(github)).toEqual(['POST /api/graphql'])
    expect(mirror.issues.map((each) => [each.number, each.revisions.at(-1)?.title])).toEqual([
      [12, 'New'],
      [14, 'Title 14'],
    ])
    expect(previous.issues).toHaveLength(1)
  })

  test('of an issue that is gone takes it out', async () => {
    const github = fakeGitHub()
    serve(github, graphqlOf([issueNode(14)], []))
    const mirror = await read(github, makeMirror({ issues: [makeIssue(12), makeIssue(14)] }), {
      ...nothing,
      issues: [12, 14],
    })
    expect(mirror.issues.map((each) => each.number)).toEqual([14])
  })

  test('of branches costs two requests, and finds a pull request whose head moved unheard', async () => {
    const github = fakeGitHub()
    const moved = '3'.repeat(40)
    serve(github, graphqlOf([], [pullNode(13)], [branch('main', main), branch('feature/p13', moved)]))
    github.on(`GET /commits/${moved}/check-runs`, ok({ total_count: 0, check_runs: [] }))
    const still = makeMirror({ pulls: [makePull(13, { headSha: moved })] })
    await read(github, still, { ...nothing, refs: true })
    expect(calls(github).sort()).toEqual(['GET /activity', 'POST /api/graphql'])
    const mirror = await read(github, makeMirror({ pulls: [makePull(13)] }), { ...nothing, refs: true })
    expect(mirror.pulls[0]?.headSha).toBe(moved)
    expect(mirror.branches).toHaveLength(2)
  })

  test('of a commit reads the App’s own check runs, the newest for each name', async () => {
    const github = fakeGitHub()
    const run = (id: number, name: string, app: number) => ({
      id,
      name,
      head_sha: main,
      status: 'completed',
      conclusion: 'success',
      external_id: 'a:b:c',
      html_url: 'u',
      started_at: time(1),
      completed_at: time(2),
      output: { title: 't', summary: 's' },
      app: { id: app },
    })
    const runs = [
      run(1, 'switchyard/scope', 3),
      run(2, 'switchyard/scope', 3),
      run(3, 'switchyard/scope', 99),
      run(4, 'build', 3),
    ]
    github.on(`GET /commits/${main}/check-runs`, ok({ total_count: 4, check_runs: runs }))
    serve(github, graphqlOf([], []))
    const mirror = await read(github, makeMirror(), { ...nothing, checks: [main] })
    expect(mirror.checks).toEqual([
      {
        id: 2,
        name: 'switchyard/scope',
        headSha: main,
        status: 'completed',
        conclusion: 'success',
        externalId: 'a:b:c',
        title: 't',
        summary: 's',
        url: 'u',
        startedAt: Date.parse(time(1)),
        completedAt: Date.parse(time(2)),
      },
    ])
    expect(calls(github)).toEqual([`GET /commits/${main}/check-runs`])
  })
})

describe('activity', () => {
  const entry = (id: number, minute: number) => ({
    id,
    ref: 'refs/heads/feature/x',
    before: main,
    after: 'c'.repeat(40),
    timestamp: time(minute),
    activity_type: 'push',
    actor: null,
  })

  test('is read until something known turns up', async () => {
    const github = fakeGitHub()
    serve(github, graphqlOf([], []))
    const next = { link: '<http://github.test/api/v3/repos/acme/app/activity?after=x>; rel="next"' }
    github.on('GET /activity', ({ query }) =>
      query.after === 'x' ? ok([entry(2, 2), entry(1, 1)], next) : ok([entry(4, 4), entry(3, 3)], next),
    )
    const known = {
      id: 1,
      branch: 'feature/x',
      before: main,
      after: main,
      at: Date.parse(time(1)),
      actor: null,
      type: 'push' as const,
    }
    const mirror = await read(github, makeMirror({ activity: [known] }), { ...nothing, refs: true })
    expect(mirror.activity.map((each) => each.id)).toEqual([1, 2, 3, 4])
    expect(calls(github).filter((each) => each === 'GET /activity')).toHaveLength(2)
  })

  test('what the App noted itself gives way to GitHub’s own entry', async () => {
    const github = fakeGitHub()
    serve(github, graphqlOf([], [], [branch('main', main), branch('feature/x', main)]))
    github.on('POST /git/refs', { status: 201, body: {} })
    const mirror = makeMirror()
    await github.app.repository(ref).execute({ kind: 'create-branch', branch: 'feature/x', sha: main }, mirror)
    const unlisted = await read(github, mirror, { ...nothing, refs: true })
    expect(unlisted.activity).toHaveLength(1)
    github.on(
      'GET /activity',
      ok([
        {
          ...entry(9, 1),
          before: '0'.repeat(40),
          after: main,
          activity_type: 'branch_creation',
          actor: { id: 500, login: 'switchyard[bot]', type: 'Bot' },
        },
      ]),
    )
    const listed = await read(github, unlisted, { ...nothing, refs: true })
    expect(listed.activity.map((each) => each.id)).toEqual([9])
  })
})
