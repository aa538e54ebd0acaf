/** Comments and the App's reactions on them. */
import { markersIn } from '../../../core/say/markers.ts'
import type { Outcome, RawComment } from '../../ports.ts'
import { query } from '../context.ts'
import { failureOf } from '../errors.ts'
import type { CommentNode } from '../read/answers.ts'
import { mutations } from '../read/documents.ts'
import { commentIn, done, type Handler, type Hands, issueIn, pullIn } from './hands.ts'

interface Added {
  addComment: {
    commentEdge: { node: Pick<CommentNode, 'id' | 'fullDatabaseId' | 'url' | 'createdAt' | 'body'> }
  } | null
}

/**
 * The mirror is fresh whenever it is unsure what happened before, so what it does not hold is not there. Comments and
 * reactions go through GraphQL, whose points are counted apart from REST's 900 a minute.
 */
export const comment: Handler<'comment'> = async (hands, { issue, marker, body }) => {
  const on = issueIn(hands, issue) ?? pullIn(hands, issue)
  if (on === undefined) return outdated(issue)
  if (on.comments.some((each) => isOwn(hands, each, marker))) return done
  try {
    const { addComment } = await query<Added>(hands.context, mutations.comment, { id: on.nodeId, body })
    if (addComment === null) return outdated(issue)
    on.comments.push(ownComment(hands, issue, addComment.commentEdge.node))
    return done
  } catch (error) {
    return goneOr(error, issue)
  }
}

function ownComment({ self }: Hands, issue: number, node: NonNullable<Added['addComment']>['commentEdge']['node']) {
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

export const editComment: Handler<'edit-comment'> = async (hands, { issue, comment: id, body }) => {
  const route = 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}'
  try {
    const { data } = await hands.octokit.request(route, { ...hands.at, comment_id: id, body })
    const revision = { at: Date.parse(data.updated_at), editor: hands.self, body: data.body ?? body }
    commentIn(hands, issue, id)?.revisions.push(revision)
    return done
  } catch (error) {
    return goneOr(error, issue)
  }
}

const CONTENT = { '+1': 'THUMBS_UP', '-1': 'THUMBS_DOWN', eyes: 'EYES' } as const

/** A reaction that stands there already is answered like a new one. */
export const react: Handler<'react'> = async (hands, { issue, comment: id, content }) => {
  const target = commentIn(hands, issue, id)
  if (target === undefined) return outdated(issue)
  try {
    await query(hands.context, mutations.react, { id: target.nodeId, content: CONTENT[content] })
  } catch (error) {
    return goneOr(error, issue)
  }
  if (content === 'eyes') target.eyes = true
  else target.verdict = content
  return done
}

const outdated = (issue: number): Outcome => ({ kind: 'outdated', reread: { issues: [issue] } })

/** A reaction that is off already is as wished; GitHub answers such a removal with an error. */
export const unreact: Handler<'unreact'> = async (hands, { issue, comment: id, content }) => {
  const target = commentIn(hands, issue, id)
  if (target === undefined) return { kind: 'outdated', reread: { issues: [issue] } }
  try {
    await query(hands.context, mutations.unreact, { id: target.nodeId, content: CONTENT[content] })
  } catch (error) {
    if (failureOf(error).status !== 404 && failureOf(error).status !== 422) throw error
  }
  target.eyes = false
  return done
}

/** Somebody deleted the comment, or the issue: the world is not as it was seen. */
function goneOr(error: unknown, issue: number): Outcome {
  if (failureOf(error).status !== 404) throw error
  return outdated(issue)
}

/** The first marker in a comment of the App is its identity. */
function isOwn(hands: Hands, each: RawComment, marker: string): boolean {
  return each.author?.id === hands.self.id && markersIn(each.revisions.at(-1)?.body ?? '')[0] === marker
}
