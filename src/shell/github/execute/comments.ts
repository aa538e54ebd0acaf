/** Executes actions on comments and the App's reactions to them. */
import { markersIn } from '../../../core/records/markers.ts'
import type { Outcome } from '../../reconcile/github.ts'
import type { RawComment } from '../../reconcile/mirror.ts'
import { failureOf } from '../errors.ts'
import type { CommentNode } from '../read/answers.ts'
import { type ActionContext, commentIn, done, issueIn, oneChange, type Planner, pullIn } from './context.ts'

interface Added {
  commentEdge: { node: Pick<CommentNode, 'id' | 'fullDatabaseId' | 'url' | 'createdAt' | 'body'> }
}

/**
 * Adds a comment, unless the mirror has it: the mirror is read again whenever the result of an action was unknown. Comments
 * and reactions use GraphQL, whose points do not count against REST's 900 a minute.
 */
export const comment: Planner<'comment'> = (actionContext, { issue, marker, body }) => {
  const on = issueIn(actionContext, issue) ?? pullIn(actionContext, issue)
  if (on === undefined) return outdated(issue)
  if (on.comments.some((each) => isOwn(actionContext, each, marker))) return done
  const settle = (payload: unknown) => {
    if (payload === null) return outdated(issue)
    on.comments.push(ownComment(actionContext, issue, (payload as Added).commentEdge.node))
    return done
  }
  return oneChange('addComment', { subjectId: on.nodeId, body }, settle, goneOr(issue))
}

function ownComment({ self }: ActionContext, issue: number, node: Added['commentEdge']['node']) {
  const createdAt = Date.parse(node.createdAt)
  return {
    id: Number(node.fullDatabaseId),
    nodeId: node.id,
    issue,
    url: node.url,
    author: self,
    createdAt,
    revisions: [{ at: createdAt, editor: self, body: node.body ?? '' }],
    verdict: null,
    eyes: false,
  }
}

interface Edited {
  issueComment: Pick<CommentNode, 'body'> & { updatedAt: string }
}

export const editComment: Planner<'edit-comment'> = (actionContext, { issue, comment: id, body }) => {
  const target = commentIn(actionContext, issue, id)
  if (target === undefined) return outdated(issue)
  const settle = (payload: unknown) => {
    if (payload === null) return outdated(issue)
    const { issueComment } = payload as Edited
    const at = Date.parse(issueComment.updatedAt)
    target.revisions.push({ at, editor: actionContext.self, body: issueComment.body ?? body })
    return done
  }
  return oneChange('updateIssueComment', { id: target.nodeId, body }, settle, goneOr(issue))
}

const CONTENT = { '+1': 'THUMBS_UP', '-1': 'THUMBS_DOWN', eyes: 'EYES' } as const

/** GitHub: answers an existing reaction like a new one. */
export const react: Planner<'react'> = (actionContext, { issue, comment: id, content }) => {
  const target = commentIn(actionContext, issue, id)
  if (target === undefined) return outdated(issue)
  const settle = () => {
    if (content === 'eyes') target.eyes = true
    else target.verdict = content
    return done
  }
  return oneChange('addReaction', { subjectId: target.nodeId, content: CONTENT[content] }, settle, goneOr(issue))
}

const outdated = (issue: number): Outcome => ({ kind: 'outdated', reread: { issues: [issue] } })

/** A missing reaction is done, although GitHub answers its removal with an error. */
export const unreact: Planner<'unreact'> = (actionContext, { issue, comment: id, content }) => {
  const target = commentIn(actionContext, issue, id)
  if (target === undefined) return outdated(issue)
  const settle = () => {
    target.eyes = false
    return done
  }
  const onFailure = (failure: Error) => {
    if (![404, 422].includes(failureOf(failure).status)) throw failure
    return settle()
  }
  return oneChange('removeReaction', { subjectId: target.nodeId, content: CONTENT[content] }, settle, onFailure)
}

/** The snapshot is outdated when the comment or the issue was deleted; any other failure is thrown. */
const goneOr =
  (issue: number) =>
  (failure: Error): Outcome => {
    if (failureOf(failure).status !== 404) throw failure
    return outdated(issue)
  }

/** The first marker in a comment of the App identifies it. */
function isOwn(actionContext: ActionContext, each: RawComment, marker: string): boolean {
  return each.author?.id === actionContext.self.id && markersIn(each.revisions.at(-1)?.body ?? '')[0] === marker
}
