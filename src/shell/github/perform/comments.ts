/** Comments and the App's reactions on them. */
import { markersIn } from '../../../core/say/markers.ts'
import type { Outcome, RawComment } from '../../ports.ts'
import { isHttpErrorStatus } from '../errors.ts'
import { commentIn, commentsOn, done, type Handler, type Hands } from './hands.ts'

/** The mirror is fresh whenever it is unsure what happened before, so what it does not hold is not there. */
export const comment: Handler<'comment'> = async (hands, { issue, marker, body }) => {
  const comments = commentsOn(hands, issue)
  if (comments?.some((each) => isOwn(hands, each, marker))) return done
  const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments'
  const { data } = await hands.octokit.request(route, { ...hands.at, issue_number: issue, body })
  const createdAt = Date.parse(data.created_at)
  comments?.push({
    id: Number(data.id),
    nodeId: data.node_id,
    issue,
    url: data.html_url,
    author: hands.self,
    createdAt,
    revisions: [{ at: createdAt, editor: hands.self, body: data.body ?? body }],
    verdict: null,
    eyes: false,
  })
  return comments === undefined ? reread(issue) : done
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

/** GitHub answers 201 for a new reaction and 200 for one that stood there already. */
export const react: Handler<'react'> = async (hands, { issue, comment: id, content }) => {
  const route = 'POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions'
  try {
    await hands.octokit.request(route, { ...hands.at, comment_id: id, content })
  } catch (error) {
    return goneOr(error, issue)
  }
  const target = commentIn(hands, issue, id)
  if (target === undefined) return reread(issue)
  if (content === 'eyes') target.eyes = true
  else target.verdict = content
  return done
}

/** Somebody deleted the comment: the world is not as it was seen. */
function goneOr(error: unknown, issue: number): Outcome {
  if (!isHttpErrorStatus(error, 404)) throw error
  return { kind: 'outdated', reread: { issues: [issue] } }
}

/** The first marker in a comment of the App is its identity. */
function isOwn(hands: Hands, each: RawComment, marker: string): boolean {
  return each.author?.id === hands.self.id && markersIn(each.revisions.at(-1)?.body ?? '')[0] === marker
}

const reread = (issue: number): Outcome => ({ kind: 'done', reread: { issues: [issue] } })
