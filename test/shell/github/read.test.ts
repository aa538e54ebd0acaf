import { describe, expect, test } from 'vitest'
import type { Hints, Mirror } from '../../../src/shell/ports.ts'
import { bot, branch, commentNode, graphqlOf, issueNode, page, pullNode, time, who } from './answers.ts'
import { type FakeGitHub, fakeGitHub, makeIssue, makeMirror, makePull, no, ok, ref } from './harness.ts'

const nothing: Hints = { all: false, issues: [], refs: false, checks: [] }
const everything: Hints = { ...nothing, all: true }
const main = 'b'.repeat(40)
const packet = { nodes: [{ name: 'packet' }] }

function serve(github: FakeGitHub, answer: (document: string, variables: Record<string, unknown>) => object): void {
  github.on('GRAPHQL', ({ body }) => ok(answer(String(body.query), body.variables as Record<string, unknown>)))
  github.on('GET /activity', ok([]))
  github.on('GET /branches', ok([]))
}

const read = (github: FakeGitHub, previous: Mirror | null, hints: Hints) =>
  github.app.repository(ref).read(previous, hints)
const calls = (github: FakeGitHub) =>
  github.work().map((each) => `${each.method} ${each.path.replace('/repos/acme/app', '')}`)

describe('a look at the whole', () => {
  test('25 packets with their pull requests cost six requests, and one for each pull request’s checks', async () => {
    const github = fakeGitHub()
    const issues = Array.from({ length: 25 }, (_, n) => issueNode(n + 1, { labels: packet }))
    serve(github, graphqlOf(issues, [pullNode(101), pullNode(102)]))
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
      'GET /branches': 1,
      'GET /commits/SHA/check-runs': 2,
    })
  })

  test('what the mirror says of the repository', async () => {
    const github = fakeGitHub()
    serve(github, graphqlOf([], []))
    github.on('GET /branches', ok([{ name: 'main', protected: true, commit: { sha: main } }]))
    const mirror = await read(github, null, everything)
    expect(mirror).toMatchObject({
      app: { id: 500, login: 'switchyard[bot]', type: 'Bot' },
      repo: { id: 70, owner: 'acme', defaultBranch: 'main', installedAt: Date.parse('2026-04-01T00:00:00Z') },
      labels: [{ name: 'packet', color: 'ededed', description: '' }],
      branches: [{ name: 'main', sha: main, protected: true }],
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
    expect(Object.keys(error as object)).toEqual(['outcome'])
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
      ...{ id, name, head_sha: main, status: 'completed', conclusion: 'success', external_id: 'a:b:c', html_url: 'u' },
      ...{ started_at: time(1), completed_at: time(2), output: { title: 't', summary: 's' }, app: { id: app } },
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
        ...{
          id: 2,
          name: 'switchyard/scope',
          headSha: main,
          status: 'completed',
          conclusion: 'success',
          externalId: 'a:b:c',
        },
        ...{ title: 't', summary: 's', url: 'u', startedAt: Date.parse(time(1)), completedAt: Date.parse(time(2)) },
      },
    ])
    expect(calls(github)).toEqual([`GET /commits/${main}/check-runs`])
  })
})

describe('an issue', () => {
  const readOne = async (node: ReturnType<typeof issueNode>) => {
    const github = fakeGitHub()
    serve(github, graphqlOf([node], []))
    const mirror = await read(github, makeMirror({ issues: [] }), { ...nothing, issues: [node.number] })
    const [issue] = mirror.issues
    if (issue === undefined) throw new Error('not read')
    return issue
  }
  const agent = { __typename: 'User', login: 'agent', databaseId: 2 }

  test('never edited: one revision, an empty text for none', async () => {
    const issue = await readOne(issueNode(12, { body: null }))
    expect(issue.id).toBe(3_000_000_012)
    expect(issue.revisions).toEqual([
      { at: Date.parse(time(0)), editor: { id: 1, login: 'maintainer', type: 'User' }, title: 'Title 12', body: '' },
    ])
  })

  test('edits and renames in one line, oldest first', async () => {
    const issue = await readOne(
      issueNode(12, {
        ...{ title: 'c', body: 'three', lastEditedAt: time(6), editor: agent },
        userContentEdits: page([
          { editedAt: time(6), diff: 'three', editor: agent },
          { editedAt: time(2), diff: 'two', editor: who },
          { editedAt: time(0), diff: 'one', editor: who },
        ]),
        timelineItems: page([
          { __typename: 'RenamedTitleEvent', createdAt: time(1), previousTitle: 'a', currentTitle: 'b', actor: who },
          { __typename: 'RenamedTitleEvent', createdAt: time(6), previousTitle: 'b', currentTitle: 'c', actor: agent },
        ]),
      }),
    )
    expect(issue.revisions.map((each) => [each.title, each.body, each.editor?.login])).toEqual([
      ['a', 'one', 'maintainer'],
      ['b', 'one', 'maintainer'],
      ['b', 'two', 'maintainer'],
      ['c', 'three', 'agent'],
    ])
  })

  test('an edit and a rename by two people in one second stay two revisions', async () => {
    const issue = await readOne(
      issueNode(12, {
        ...{ title: 'b', body: 'two', lastEditedAt: time(2), editor: agent },
        userContentEdits: page([
          { editedAt: time(2), diff: 'two', editor: agent },
          { editedAt: time(0), diff: 'one', editor: who },
        ]),
        timelineItems: page([
          { __typename: 'RenamedTitleEvent', createdAt: time(2), previousTitle: 'a', currentTitle: 'b', actor: who },
        ]),
      }),
    )
    expect(issue.revisions.map((each) => [each.title, each.body, each.editor?.login])).toEqual([
      ['a', 'one', 'maintainer'],
      ['a', 'two', 'agent'],
      ['b', 'two', 'maintainer'],
    ])
  })

  test('a dashboard’s older edits stay where they are; a packet’s are all read', async () => {
    const edits = page([{ editedAt: time(4), diff: 'body', editor: who }], 'more')
    const edited = { lastEditedAt: time(4), editor: who, userContentEdits: edits }
    const dashboard = await readOne(issueNode(12, { ...edited, labels: { nodes: [{ name: 'session' }] } }))
    expect(dashboard.revisions).toHaveLength(1)
    const github = fakeGitHub()
    const small = graphqlOf([issueNode(12, { ...edited, labels: packet })], [])
    const older = page([{ editedAt: time(0), diff: 'first', editor: agent }])
    serve(github, (document, { after }) =>
      after === 'more' ? { data: { repository: { item: { page: older } } } } : small(document),
    )
    const mirror = await read(github, makeMirror({ issues: [] }), { ...nothing, issues: [12] })
    expect(mirror.issues[0]?.revisions.map((each) => each.body)).toEqual(['first', 'body'])
  })

  test('accounts that are gone are null, bots have their [bot]', async () => {
    const issue = await readOne(issueNode(12, { author: null, comments: page([commentNode(5, { author: bot })]) }))
    expect(issue.author).toBeNull()
    expect(issue.comments[0]?.author).toEqual({ id: 500, login: 'switchyard[bot]', type: 'Bot' })
  })

  test('labels by whom and when, and the App’s comments that somebody deleted', async () => {
    const issue = await readOne(
      issueNode(12, {
        labels: packet,
        timelineItems: page([
          { __typename: 'LabeledEvent', createdAt: time(1), label: { name: 'packet' }, actor: who },
          { __typename: 'UnlabeledEvent', createdAt: time(2), label: { name: 'bug' }, actor: null },
          { __typename: 'CommentDeletedEvent', createdAt: time(3), deletedCommentAuthor: bot },
          { __typename: 'CommentDeletedEvent', createdAt: time(3), deletedCommentAuthor: agent },
        ]),
      }),
    )
    expect(issue.labels).toEqual(['packet'])
    expect(issue.labelEvents.map((each) => [each.label, each.added, each.actor?.id ?? null])).toEqual([
      ['packet', true, 1],
      ['bug', false, null],
    ])
    expect(issue.deletedAppComments).toBe(1)
  })

  const closed = { state: 'CLOSED', stateReason: 'COMPLETED', closedAt: time(9) } as const
  const merged = { number: 13, merged: true, mergedAt: time(8) }
  const closing = (closer: object | null) =>
    page([{ __typename: 'ClosedEvent', createdAt: time(9), actor: bot, closer } as never])
  test.each([
    [
      'by a merged pull request',
      { ...closed, timelineItems: closing({ __typename: 'PullRequest', ...merged }) },
      { pull: 13, at: Date.parse(time(8)) },
    ],
    [
      'by the App after its pull request was merged',
      { ...closed, timelineItems: closing(null), closedByPullRequestsReferences: { nodes: [merged] } },
      { pull: 13, at: Date.parse(time(8)) },
    ],
    [
      'by hand',
      {
        ...closed,
        timelineItems: closing(null),
        closedByPullRequestsReferences: { nodes: [{ ...merged, merged: false, mergedAt: null }] },
      },
      null,
    ],
  ])('closed %s', async (_, node, closedByMerge) => {
    const issue = await readOne(issueNode(12, node))
    expect(issue).toMatchObject({
      state: 'closed',
      stateReason: 'completed',
      closedAt: Date.parse(time(9)),
      closedBy: { id: 500 },
      closedByMerge,
    })
  })

  test('a comment: who edited it last, and the App’s verdict on it', async () => {
    const edited = commentNode(5, {
      ...{ author: bot, body: 'forged', lastEditedAt: time(4), editor: agent },
      userContentEdits: page([
        { editedAt: time(4), diff: 'forged', editor: agent },
        { editedAt: time(3), diff: null, editor: bot },
        { editedAt: time(1), diff: 'said', editor: bot },
      ]),
      reactionGroups: [
        { content: 'THUMBS_UP', viewerHasReacted: false },
        { content: 'THUMBS_DOWN', viewerHasReacted: true },
        { content: 'EYES', viewerHasReacted: true },
      ],
    })
    const [comment] = (await readOne(issueNode(12, { comments: page([edited]) }))).comments
    expect(comment).toMatchObject({ verdict: '-1', eyes: true, issue: 12 })
    expect(comment?.revisions.map((each) => [each.body, each.editor?.id])).toEqual([
      ['said', 500],
      ['', 500],
      ['forged', 2],
    ])
  })

  test('comments beyond the first page are read', async () => {
    const github = fakeGitHub()
    const node = issueNode(12, { comments: page([commentNode(1)], 'next') })
    const small = graphqlOf([node], [])
    serve(github, (document, variables) =>
      variables.after === 'next'
        ? { data: { repository: { item: { page: page([commentNode(2)]) } } } }
        : small(document),
    )
    const mirror = await read(github, makeMirror({ issues: [] }), { ...nothing, issues: [12] })
    expect(mirror.issues[0]?.comments.map((each) => each.id)).toEqual([1, 2])
    expect(github.work().at(-1)?.body).toMatchObject({ variables: { number: 12, after: 'next' } })
  })
})

describe('activity', () => {
  const entry = (id: number, minute: number) => ({
    ...{ id, ref: 'refs/heads/feature/x', before: main, after: 'c'.repeat(40), timestamp: time(minute) },
    ...{ activity_type: 'push', actor: null },
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
    await github.app.repository(ref).perform({ kind: 'create-branch', branch: 'feature/x', sha: main }, mirror)
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
