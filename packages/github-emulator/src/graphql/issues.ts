import { canEditIssue } from '../domain/access.ts'
import type { Issue, Pull, Repo } from '../domain/model.ts'
import { nodeId } from '../domain/nodeid.ts'
import { iso, isoOrNull } from '../domain/time.ts'
import { association } from '../views/issue.ts'
import { actorById } from './actors.ts'
import { closersOf } from './closing.ts'
import { commentsConnection } from './comments.ts'
import { connection, type PageArgs } from './connection.ts'
import { type Context, issuePath, type Node, viewerUser } from './context.ts'
import { editedFields } from './edits.ts'
import { labelsConnection } from './labels.ts'
import { linkedBranch } from './linked-branches.ts'
import { milestoneByNumber } from './milestones.ts'
import { reactableFields } from './reactions.ts'
import { none } from './settings.ts'
import { timelineConnection } from './timeline.ts'

export function issueNode(context: Context, repo: Repo, issue: Issue): Node {
  return {
    __typename: 'Issue',
    id: nodeId('Issue', issue.id),
    databaseId: issue.id,
    fullDatabaseId: String(issue.id),
    state: issue.state.toUpperCase(),
    stateReason: issue.stateReason?.toUpperCase() ?? null,
    isPinned: issue.pinnedAt !== null,
    linkedBranches: (args: PageArgs) =>
      connection({
        field: 'linkedBranches',
        items: (issue.linkedBranches ?? []).filter((name) => repo.refs[`refs/heads/${name}`] !== undefined),
        args,
        keyOf: (name) => [name],
        toNode: (name) => linkedBranch(context, repo, issue.id, name),
      }),
    closedByPullRequestsReferences: (args: PageArgs & { includeClosedPrs?: boolean | null }) =>
      closedBy(context, repo, issue, args),
    ...hierarchy(context, repo, issue),
    ...discussionFields(context, repo, issue, () => issueNode(context, repo, issue)),
  }
}

/** Fields that issues and pull requests share. */
export function discussionFields(context: Context, repo: Repo, issue: Issue, self: () => Node): Node {
  const { forge, viewer } = context
  const path = issuePath(context, repo, issue.number)
  return {
    number: issue.number,
    title: issue.title,
    titleHTML: issue.title,
    body: issue.body ?? '',
    bodyText: issue.body ?? '',
    url: forge.baseUrl + path,
    resourcePath: path,
    closed: issue.state === 'closed',
    locked: issue.locked,
    author: () => actorById(context, issue.userId),
    authorAssociation: association(repo, issue.userId),
    createdAt: iso(issue.createdAt),
    publishedAt: iso(issue.createdAt),
    updatedAt: iso(issue.updatedAt),
    closedAt: isoOrNull(issue.closedAt),
    createdViaEmail: false,
    repository: () => context.nodes.repository(context, repo),
    assignees: (args: PageArgs) => usersConnection(context, 'assignees', issue.assigneeIds, args),
    labels: (args: PageArgs) => labelsConnection(context, repo, labelsOf(repo, issue), args),
    comments: (args: PageArgs) => commentsConnection(context, repo, issue, args),
    timelineItems: (args: PageArgs) => timelineConnection(context, repo, issue, args),
    viewerDidAuthor: viewerUser(viewer)?.id === issue.userId,
    viewerCanUpdate: () => canEditIssue({ forge, repo, viewer }, issue),
    viewerCannotUpdateReasons: [],
    milestone: () => milestoneByNumber(context, repo, issue.milestone),
    activeLockReason: issue.lockReason?.toUpperCase().replace(/[- ]/, '_') ?? null,
    projectCards: none('projectCards'),
    projectItems: none('projectItems'),
    projectsV2: none('projectsV2'),
    participants: (args: PageArgs) => usersConnection(context, 'participants', participants(repo, issue), args),
    viewerCanSubscribe: true,
    viewerSubscription: 'UNSUBSCRIBED',
    ...editedFields(context, issue.id, issue.revisions),
    ...reactableFields(context, issue.reactions, self),
  }
}

function usersConnection(context: Context, field: string, ids: readonly number[], args: PageArgs): Node {
  return connection({
    field,
    items: ids.map((id, index) => ({ id, index })),
    args,
    keyOf: ({ index }) => [index],
    toNode: ({ id }) => actorById(context, id),
  })
}

const participants = (repo: Repo, issue: Issue): number[] => [
  ...new Set([
    issue.userId,
    ...repo.comments.filter((comment) => comment.issue === issue.number).map(({ userId }) => userId),
  ]),
]

function labelsOf(repo: Repo, issue: Issue) {
  return repo.labels.filter((label) => issue.labelIds.includes(label.id))
}

function hierarchy(context: Context, repo: Repo, issue: Issue): Node {
  const ids = repo.subIssues.filter((link) => link.parent === issue.id).map((link) => link.child)
  const children = ids.flatMap((id) => repo.issues.find((known) => known.id === id) ?? [])
  const parentId = repo.subIssues.find((link) => link.child === issue.id)?.parent
  const parent = repo.issues.find((known) => known.id === parentId)
  const closed = children.filter((child) => child.state === 'closed').length
  return {
    parent: () => (parent ? context.nodes.subject(context, repo, parent.number) : null),
    subIssues: (args: PageArgs) =>
      connection({
        field: 'subIssues',
        items: children.map(({ number }, index) => ({ number, index })),
        args,
        keyOf: ({ index }) => [index],
        toNode: ({ number }) => context.nodes.subject(context, repo, number),
      }),
    subIssuesSummary: {
      total: children.length,
      completed: closed,
      percentCompleted: children.length === 0 ? 0 : Math.floor((100 * closed) / children.length),
    },
  }
}

function closedBy(
  context: Context,
  repo: Repo,
  issue: Issue,
  args: PageArgs & { includeClosedPrs?: boolean | null },
): Node {
  const shown = ({ number, merged }: Pull) =>
    args.includeClosedPrs || merged || repo.issues.some((known) => known.number === number && known.state === 'open')
  return connection({
    field: 'closedByPullRequestsReferences',
    items: closersOf(context.forge, repo, issue).filter(shown),
    args,
    keyOf: (pull) => [pull.number],
    toNode: (pull) => context.nodes.subject(context, repo, pull.number),
  })
}
