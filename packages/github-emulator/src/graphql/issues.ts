import { canEditIssue } from '../domain/access.ts'
import type { Issue, Pull, Repo } from '../domain/model.ts'
import { nodeId } from '../domain/nodeid.ts'
import { association } from '../views/issue.ts'
import { fullName } from '../views/repo.ts'
import { iso, isoOrNull } from '../views/time.ts'
import { actorById } from './actors.ts'
import { closersOf } from './closing.ts'
import { commentsConnection } from './comments.ts'
import { connection, type PageArgs } from './connection.ts'
import { type Context, type Node, viewerUser } from './context.ts'
import { editedFields } from './edits.ts'
import { labelsConnection } from './labels.ts'
import { pullNode } from './pulls.ts'
import { reactableFields } from './reactions.ts'
import { repositoryNode } from './repository.ts'
import { timelineConnection } from './timeline.ts'

/** The issue or pull request with this number; null when there is none. */
export function subjectNode(context: Context, repo: Repo, number: number): Node | null {
  const issue = repo.issues.find((known) => known.number === number)
  if (!issue) return null
  const pull = repo.pulls.find((known) => known.number === number)
  return pull ? pullNode(context, repo, issue, pull) : issueNode(context, repo, issue)
}

export function issuePath({ forge }: Context, repo: Repo, number: number): string {
  const kind = repo.pulls.some((pull) => pull.number === number) ? 'pull' : 'issues'
  return `/${fullName(forge, repo)}/${kind}/${number}`
}

function issueNode(context: Context, repo: Repo, issue: Issue): Node {
  return {
    __typename: 'Issue',
    id: nodeId('Issue', issue.id),
    databaseId: issue.id,
    fullDatabaseId: String(issue.id),
    state: issue.state.toUpperCase(),
    stateReason: issue.stateReason?.toUpperCase() ?? null,
    isPinned: issue.pinnedAt !== null,
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
    repository: () => repositoryNode(context, repo),
    assignees: (args: PageArgs) => usersConnection(context, 'assignees', issue.assigneeIds, args),
    labels: (args: PageArgs) => labelsConnection(context, repo, labelsOf(repo, issue), args),
    comments: (args: PageArgs) => commentsConnection(context, repo, issue, args),
    timelineItems: (args: PageArgs) => timelineConnection(context, repo, issue, args),
    viewerDidAuthor: viewerUser(viewer)?.id === issue.userId,
    viewerCanUpdate: () => canEditIssue(forge, repo, viewer, issue),
    viewerCannotUpdateReasons: [],
    milestone: null,
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
    parent: () => (parent ? subjectNode(context, repo, parent.number) : null),
    subIssues: (args: PageArgs) =>
      connection({
        field: 'subIssues',
        items: children.map(({ number }, index) => ({ number, index })),
        args,
        keyOf: ({ index }) => [index],
        toNode: ({ number }) => subjectNode(context, repo, number),
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
    toNode: (pull) => subjectNode(context, repo, pull.number),
  })
}
