import { describe, expect, test } from 'vitest'
import type { Hints } from '../../../src/shell/reconcile/hints.ts'
import { bot, commentNode, graphqlOf, issueNode, page, time, who } from './answers.ts'
import { fakeGitHub, makeMirror } from './harness.ts'
import { read, serve } from './reading.ts'

const nothing: Hints = { all: false, issues: [], refs: false, checks: [] }
const packet = { nodes: [{ name: 'packet' }] }

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
        title: 'c',
        body: 'three',
        lastEditedAt: time(6),
        editor: agent,
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
        title: 'b',
        body: 'two',
        lastEditedAt: time(2),
        editor: agent,
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

  test('who was assigned and unassigned when, by whom, bots among them', async () => {
    const robot = { __typename: 'Bot', login: 'copilot-swe-agent', databaseId: 77 }
    const issue = await readOne(
      issueNode(12, {
        timelineItems: page([
          { __typename: 'AssignedEvent', createdAt: time(1), assignee: robot, actor: who },
          { __typename: 'AssignedEvent', createdAt: time(2), assignee: agent, actor: agent },
          { __typename: 'UnassignedEvent', createdAt: time(3), assignee: robot, actor: null },
          { __typename: 'AssignedEvent', createdAt: time(4), assignee: null, actor: who },
        ]),
      }),
    )
    expect(
      issue.assignments?.map(({ at, added, assignee, actor }) => [
        at,
        added,
        assignee?.login,
        assignee?.type,
        actor?.login,
      ]),
    ).toEqual([
      [Date.parse(time(1)), true, 'copilot-swe-agent[bot]', 'Bot', 'maintainer'],
      [Date.parse(time(2)), true, 'agent', 'User', 'agent'],
      [Date.parse(time(3)), false, 'copilot-swe-agent[bot]', 'Bot', undefined],
      [Date.parse(time(4)), true, undefined, undefined, 'maintainer'],
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

  test('labels by whom and when, and when a comment of the App was deleted last', async () => {
    const issue = await readOne(
      issueNode(12, {
        labels: packet,
        timelineItems: page([
          { __typename: 'LabeledEvent', createdAt: time(1), label: { name: 'packet' }, actor: who },
          { __typename: 'UnlabeledEvent', createdAt: time(2), label: { name: 'bug' }, actor: null },
          { __typename: 'CommentDeletedEvent', createdAt: time(3), deletedCommentAuthor: bot },
          { __typename: 'CommentDeletedEvent', createdAt: time(4), deletedCommentAuthor: bot },
          { __typename: 'CommentDeletedEvent', createdAt: time(5), deletedCommentAuthor: agent },
        ]),
      }),
    )
    expect(issue.labels).toEqual(['packet'])
    expect(issue.labelEvents.map((each) => [each.label, each.added, each.actor?.id ?? null])).toEqual([
      ['packet', true, 1],
      ['bug', false, null],
    ])
    expect(issue.appCommentDeletedAt).toBe(Date.parse(time(4)))
    expect((await readOne(issueNode(12))).appCommentDeletedAt).toBeNull()
  })

  const closed = { state: 'CLOSED', stateReason: 'COMPLETED', closedAt: time(9) } as const
  const MERGED_AS = 'c'.repeat(40)
  const merged = {
    number: 13,
    merged: true,
    mergedAt: time(8),
    mergeCommit: { oid: MERGED_AS },
    isCrossRepository: true,
  }
  const closing = (closer: object | null) =>
    page([{ __typename: 'ClosedEvent', createdAt: time(9), actor: bot, closer } as never])
  test.each([
    [
      'by a merged pull request',
      { ...closed, timelineItems: closing({ __typename: 'PullRequest', ...merged }) },
      { pull: 13, at: Date.parse(time(8)), commit: MERGED_AS },
    ],
    [
      'by the App after its pull request was merged',
      { ...closed, timelineItems: closing(null), closedByPullRequestsReferences: page([merged]) },
      { pull: 13, at: Date.parse(time(8)), commit: MERGED_AS },
    ],
    [
      'by hand',
      {
        ...closed,
        timelineItems: closing(null),
        closedByPullRequestsReferences: page([{ ...merged, merged: false, mergedAt: null }]),
      },
      null,
    ],
    [
      'as not planned, though a pull request that was linked to it was merged',
      {
        ...closed,
        stateReason: 'NOT_PLANNED',
        timelineItems: closing(null),
        closedByPullRequestsReferences: page([merged]),
      },
      null,
    ],
    [
      'as a duplicate, though a pull request that was linked to it was merged',
      {
        ...closed,
        stateReason: 'DUPLICATE',
        timelineItems: closing(null),
        closedByPullRequestsReferences: page([merged]),
      },
      null,
    ],
  ])('closed %s', async (_, node, closedByMerge) => {
    const issue = await readOne(issueNode(12, node))
    expect(issue).toMatchObject({
      state: 'closed',
      stateReason: node.stateReason.toLowerCase(),
      closedAt: Date.parse(time(9)),
      closedBy: { id: 500 },
      closedByMerge,
    })
  })

  test('a comment: who edited it last, and the App’s verdict on it', async () => {
    const edited = commentNode(5, {
      author: bot,
      body: 'forged',
      lastEditedAt: time(4),
      editor: agent,
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
