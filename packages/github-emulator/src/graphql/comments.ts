import { canEditComment } from '../domain/access.ts'
import type { Comment, Issue, Repo } from '../domain/model.ts'
import { nodeId } from '../domain/nodeid.ts'
import { iso } from '../domain/time.ts'
import { association } from '../views/issue.ts'
import { actorById } from './actors.ts'
import { connection, type PageArgs } from './connection.ts'
import { type Context, issuePath, type Node, viewerUser } from './context.ts'
import { editedFields } from './edits.ts'
import { reactableFields } from './reactions.ts'

export function commentNode(context: Context, repo: Repo, comment: Comment): Node {
  const { forge, viewer } = context
  const path = `${issuePath(context, repo, comment.issue)}#issuecomment-${comment.id}`
  const self = (): Node => commentNode(context, repo, comment)
  return {
    __typename: 'IssueComment',
    id: nodeId('IssueComment', comment.id),
    databaseId: comment.id,
    fullDatabaseId: String(comment.id),
    body: comment.body,
    bodyText: comment.body,
    author: () => actorById(context, comment.userId),
    authorAssociation: association(repo, comment.userId),
    createdAt: iso(comment.createdAt),
    publishedAt: iso(comment.createdAt),
    updatedAt: iso(comment.updatedAt),
    createdViaEmail: false,
    isMinimized: false,
    minimizedReason: null,
    resourcePath: path,
    url: forge.baseUrl + path,
    issue: () => context.nodes.subject(context, repo, comment.issue),
    pullRequest: () => {
      const isPull = repo.pulls.some((pull) => pull.number === comment.issue)
      return isPull ? context.nodes.subject(context, repo, comment.issue) : null
    },
    repository: () => context.nodes.repository(context, repo),
    viewerDidAuthor: viewerUser(viewer)?.id === comment.userId,
    viewerCanUpdate: () => canEditComment({ forge, repo, viewer }, comment),
    viewerCanDelete: () => canEditComment({ forge, repo, viewer }, comment),
    viewerCanMinimize: false,
    viewerCannotUpdateReasons: [],
    ...editedFields(context, comment.id, comment.revisions),
    ...reactableFields(context, comment.reactions, self),
  }
}

interface CommentArgs extends PageArgs {
  orderBy?: { field: 'UPDATED_AT'; direction: 'ASC' | 'DESC' } | null
}

/** Comments of an issue or pull request; oldest first unless asked by `updatedAt`. */
export function commentsConnection(context: Context, repo: Repo, issue: Issue, args: CommentArgs): Node {
  const { orderBy } = args
  return connection({
    field: 'comments',
    items: repo.comments.filter((comment) => comment.issue === issue.number),
    args,
    keyOf: (comment) => [orderBy ? comment.updatedAt : comment.createdAt, comment.id],
    descending: orderBy?.direction === 'DESC',
    toNode: (comment) => commentNode(context, repo, comment),
  })
}
