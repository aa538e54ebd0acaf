import { ForgeError, invalid } from '../errors.ts'
import { issueOf } from '../find.ts'
import type { RepoContext } from '../forge.ts'
import { checkBody, LIMITS } from '../limits.ts'
import type { Comment, Issue } from '../model.ts'
import { bump, revise, timeline } from '../record.ts'

function checkText(body: unknown): asserts body is string {
  if (typeof body !== 'string' || body.trim() === '')
    throw invalid({ resource: 'IssueComment', code: 'missing_field', field: 'body' })
  checkBody('IssueComment', body)
}

/** Comments on an issue or a pull request (GitHub sends `issue_comment` for both). */
export function createComment({ forge, actor, repo }: RepoContext, issue: Issue, body: string): Comment {
  checkText(body)
  if (repo.comments.filter((c) => c.issue === issue.number).length >= LIMITS.comments)
    throw new ForgeError(403, `Commenting is disabled on issues with more than ${LIMITS.comments} comments`)
  const now = forge.clock.now()
  const comment: Comment = {
    id: forge.newId(),
    issue: issue.number,
    userId: actor.id,
    body,
    createdAt: now,
    updatedAt: now,
    revisions: [{ at: now, editorId: actor.id, body }],
    reactions: [],
  }
  repo.comments.push(comment)
  bump(forge, issue)
  forge.touch()
  forge.emit({ kind: 'comment-created', repo, actor, comment })
  return comment
}

export function editComment({ forge, actor, repo }: RepoContext, comment: Comment, body: string): Comment {
  checkText(body)
  if (body === comment.body) return comment
  const from = comment.body
  revise(forge, comment.revisions, actor, body)
  comment.body = body
  bump(forge, comment)
  bump(forge, issueOf(repo, comment.issue))
  forge.touch()
  forge.emit({ kind: 'comment-edited', repo, actor, comment, from })
  return comment
}

/** Deletes a comment. The timeline keeps its author and who deleted it. */
export function deleteComment({ forge, actor, repo }: RepoContext, comment: Comment): void {
  const issue = issueOf(repo, comment.issue)
  repo.comments = repo.comments.filter((c) => c !== comment)
  timeline({ forge, actor, repo }, issue, 'comment_deleted', { deletedAuthorId: comment.userId })
  bump(forge, issue)
  forge.touch()
  forge.emit({ kind: 'comment-deleted', repo, actor, comment })
}
