import { can, canEditComment, canTakePart } from '../domain/access.ts'
import type { LineComment, Pull, Repo } from '../domain/model.ts'
import { nodeId } from '../domain/nodeid.ts'
import { iso } from '../domain/time.ts'
import { association } from '../views/issue.ts'
import { actorById } from './actors.ts'
import { commitNode } from './commits.ts'
import { connection, type PageArgs } from './connection.ts'
import { type Context, issuePath, type Node, viewerUser } from './context.ts'
import { editedFields } from './edits.ts'
import { reactableFields } from './reactions.ts'

export function lineCommentNode(context: Context, repo: Repo, comment: LineComment): Node {
  const { forge, viewer } = context
  const path = `${issuePath(context, repo, comment.issue)}#discussion_r${comment.id}`
  const review = repo.reviews.find(({ id }) => id === comment.review)
  const first = repo.lineComments?.find(({ id }) => id === comment.replyTo)
  const published = review?.state === 'PENDING' ? null : iso(Math.max(comment.createdAt, review?.submittedAt ?? 0))
  return {
    __typename: 'PullRequestReviewComment',
    id: nodeId('PullRequestReviewComment', comment.id),
    databaseId: comment.id,
    fullDatabaseId: String(comment.id),
    body: comment.body,
    bodyText: comment.body,
    author: () => actorById(context, comment.userId),
    authorAssociation: association(repo, comment.userId),
    createdAt: iso(comment.createdAt),
    draftedAt: iso(comment.createdAt),
    publishedAt: published,
    updatedAt: iso(comment.updatedAt),
    state: published === null ? 'PENDING' : 'SUBMITTED',
    path: comment.path,
    line: comment.line,
    originalLine: comment.line,
    startLine: null,
    originalStartLine: null,
    outdated: false,
    subjectType: comment.line === null ? 'FILE' : 'LINE',
    diffHunk: '@@',
    commit: () => commitNode(context, repo, comment.commitId),
    originalCommit: () => commitNode(context, repo, comment.commitId),
    replyTo: () => (first ? lineCommentNode(context, repo, first) : null),
    pullRequestReview: () => (review ? context.nodes.review(context, repo, review) : null),
    createdViaEmail: false,
    isMinimized: false,
    minimizedReason: null,
    resourcePath: path,
    url: forge.baseUrl + path,
    pullRequest: () => context.nodes.subject(context, repo, comment.issue),
    repository: () => context.nodes.repository(context, repo),
    viewerDidAuthor: viewerUser(viewer)?.id === comment.userId,
    viewerCanUpdate: () => canEditComment({ forge, repo, viewer }, comment),
    viewerCanDelete: () => canEditComment({ forge, repo, viewer }, comment),
    viewerCanMinimize: false,
    viewerCannotUpdateReasons: [],
    ...editedFields(context, comment.id, comment.revisions),
    ...reactableFields(context, comment.reactions, () => lineCommentNode(context, repo, comment)),
  }
}

/** Whoever may write, and the author of the pull request. */
export function mayResolve({ forge, viewer }: Context, repo: Repo, { issue }: LineComment): boolean {
  const isAuthor = repo.issues.some(({ number, userId }) => number === issue && userId === viewerUser(viewer)?.id)
  return (
    isAuthor || can({ forge, repo, viewer }, viewer.kind === 'installation' ? 'pull_requests' : 'contents', 'write')
  )
}

/** A thread is known by its first comment. */
export function threadNode(context: Context, repo: Repo, first: LineComment): Node {
  const all = (repo.lineComments ?? []).filter(({ id, replyTo }) => id === first.id || replyTo === first.id)
  return {
    __typename: 'PullRequestReviewThread',
    id: nodeId('PullRequestReviewThread', first.id),
    path: first.path,
    line: first.line,
    originalLine: first.line,
    startLine: null,
    originalStartLine: null,
    isResolved: Boolean(first.resolvedById),
    isOutdated: false,
    isCollapsed: Boolean(first.resolvedById),
    resolvedBy: () => (first.resolvedById ? actorById(context, first.resolvedById) : null),
    viewerCanReply: () => canTakePart({ forge: context.forge, repo, viewer: context.viewer }, 'pull_requests'),
    viewerCanResolve: () => !first.resolvedById && mayResolve(context, repo, first),
    viewerCanUnresolve: () => Boolean(first.resolvedById) && mayResolve(context, repo, first),
    diffSide: 'RIGHT',
    subjectType: first.line === null ? 'FILE' : 'LINE',
    pullRequest: () => context.nodes.subject(context, repo, first.issue),
    repository: () => context.nodes.repository(context, repo),
    comments: (args: PageArgs) =>
      connection({
        field: 'comments',
        items: all,
        args,
        keyOf: (comment) => [comment.createdAt, comment.id],
        toNode: (comment) => lineCommentNode(context, repo, comment),
      }),
  }
}

/** Threads that begin in a review which is not sent off are left out: its author alone sees them on GitHub. */
export function threadsConnection(context: Context, repo: Repo, pull: Pull, args: PageArgs): Node {
  const isSent = ({ review }: LineComment) => repo.reviews.some(({ id, state }) => id === review && state !== 'PENDING')
  return connection({
    field: 'reviewThreads',
    items: (repo.lineComments ?? []).filter((one) => one.issue === pull.number && one.replyTo === null && isSent(one)),
    args,
    keyOf: (first) => [first.createdAt, first.id],
    toNode: (first) => threadNode(context, repo, first),
  })
}
