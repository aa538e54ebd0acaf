import { invalid } from '../errors.ts'
import { issueOf } from '../find.ts'
import type { RepoContext } from '../forge.ts'
import { checkBody } from '../limits.ts'
import type { LineComment, Pull, Review } from '../model.ts'
import { bump, revise } from '../record.ts'

export interface NewLineComment {
  path: string
  body: string
  line?: number
  commitId?: string
  /** The comment that this one replies to. */
  replyTo?: LineComment
}

/** Adds the comments of a review. The returned function emits their events: GitHub sends the review's webhook first. */
export function addLineComments(
  { forge, actor, repo }: RepoContext,
  pull: Pull,
  review: Review,
  inputs: readonly NewLineComment[],
): () => LineComment[] {
  for (const { body, path } of inputs) {
    if (body.trim() === '') throw missing('body')
    if (path === '') throw missing('path')
    checkBody('PullRequestReviewComment', body)
  }
  const made = inputs.map((input) => {
    const comment = freshComment({ forge, actor, repo }, pull, review, input)
    repo.lineComments ??= []
    repo.lineComments.push(comment)
    return comment
  })
  return () => {
    for (const comment of made) forge.emit({ kind: 'line-comment-created', repo, actor, comment })
    return made
  }
}

const missing = (field: string) => invalid({ resource: 'PullRequestReviewComment', code: 'missing_field', field })

function freshComment({ forge, actor }: RepoContext, pull: Pull, review: Review, input: NewLineComment): LineComment {
  const now = forge.clock.now()
  const { body, replyTo } = input
  return {
    id: forge.newId(),
    issue: pull.number,
    userId: actor.id,
    body,
    createdAt: now,
    updatedAt: now,
    revisions: [{ at: now, editorId: actor.id, body }],
    reactions: [],
    review: review.id,
    path: replyTo?.path ?? input.path,
    line: replyTo ? replyTo.line : (input.line ?? null),
    commitId: replyTo?.commitId ?? input.commitId ?? pull.headSha,
    replyTo: replyTo ? (replyTo.replyTo ?? replyTo.id) : null,
  }
}

export function editLineComment({ forge, actor, repo }: RepoContext, comment: LineComment, body: string): void {
  if (body.trim() === '') throw missing('body')
  checkBody('PullRequestReviewComment', body)
  if (body === comment.body) return
  const from = comment.body
  revise(forge, comment.revisions, actor, body)
  comment.body = body
  bump(forge, comment)
  forge.touch()
  forge.emit({ kind: 'line-comment-edited', repo, actor, comment, from })
}

export function deleteLineComment({ forge, actor, repo }: RepoContext, comment: LineComment): void {
  repo.lineComments = (repo.lineComments ?? []).filter((known) => known !== comment)
  bump(forge, issueOf(repo, comment.issue))
  forge.touch()
  forge.emit({ kind: 'line-comment-deleted', repo, actor, comment })
}

/** Resolves the thread that `first` began, or opens it again. */
export function resolveThread({ forge, actor, repo }: RepoContext, first: LineComment, isResolved: boolean): void {
  if (Boolean(first.resolvedById) === isResolved) return
  first.resolvedById = isResolved ? actor.id : null
  bump(forge, issueOf(repo, first.issue))
  forge.touch()
  forge.emit({ kind: isResolved ? 'line-comment-resolved' : 'line-comment-unresolved', repo, actor, comment: first })
}
