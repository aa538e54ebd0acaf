import { ForgeError, invalid } from '../errors.ts'
import { issueOf, pullOf } from '../find.ts'
import type { RepoContext } from '../forge.ts'
import { checkBody } from '../limits.ts'
import type { Pull, Review } from '../model.ts'
import { bump, revise } from '../record.ts'
import { addLineComments, type NewLineComment } from './line-comments.ts'

export interface NewReview {
  /** Missing: a pending review, which only its author sees. */
  event?: 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT'
  body?: string
  commitId?: string
  comments?: NewLineComment[]
}

const STATES = { APPROVE: 'APPROVED', REQUEST_CHANGES: 'CHANGES_REQUESTED', COMMENT: 'COMMENTED' } as const

/**
 * Reviews a head. GitHub: authors cannot approve their own pull request, and requesting changes and commenting need a
 * body.
 */
export function submitReview(context: RepoContext, pull: Pull, input: NewReview): Review {
  const { forge, actor, repo } = context
  checkBody('PullRequestReview', input.body ?? null)
  const { event } = input
  if (event !== undefined && !(event in STATES)) throw invalid('Variable $event was provided invalid value')
  const own = issueOf(repo, pull.number).userId === actor.id
  if (own && event === 'APPROVE')
    throw new ForgeError(422, 'Unprocessable Entity', ['Can not approve your own pull request'])
  if (own && event === 'REQUEST_CHANGES')
    throw new ForgeError(422, 'Unprocessable Entity', ['Can not request changes on your own pull request'])
  if (event && event !== 'APPROVE' && !input.body?.trim() && !input.comments?.length)
    throw invalid({ resource: 'PullRequestReview', code: 'missing_field', field: 'body' })
  const review: Review = {
    id: forge.newId(),
    pull: pull.number,
    userId: actor.id,
    body: input.body ?? '',
    state: event ? STATES[event] : 'PENDING',
    commitId: input.commitId ?? pull.headSha,
    submittedAt: forge.clock.now(),
    revisions: [{ at: forge.clock.now(), editorId: actor.id, body: input.body ?? '' }],
    reactions: [],
  }
  repo.reviews.push(review)
  const told = addLineComments(context, pull, review, input.comments ?? [])
  if (event) finish(context, pull, review)
  if (event) told()
  forge.touch()
  return review
}

function finish({ forge, actor, repo }: RepoContext, pull: Pull, review: Review): void {
  pull.requestedReviewerIds = pull.requestedReviewerIds.filter((id) => id !== actor.id)
  bump(forge, issueOf(repo, pull.number))
  forge.emit({ kind: 'review-submitted', repo, actor, pull, review })
}

/** Submits a pending review. */
export function submitPendingReview(context: RepoContext, review: Review, input: NewReview): Review {
  const { forge, actor, repo } = context
  if (review.state !== 'PENDING' || !input.event) throw invalid('Review is not pending')
  review.state = STATES[input.event]
  review.body = input.body ?? review.body
  review.submittedAt = forge.clock.now()
  review.revisions = [{ at: review.submittedAt, editorId: actor.id, body: review.body }]
  finish(context, pullOf(repo, review.pull), review)
  forge.touch()
  return review
}

/** Changes the text of a review. Only its author may do so. */
export function editReview({ forge, actor, repo }: RepoContext, review: Review, body: string): Review {
  checkBody('PullRequestReview', body)
  if (body === review.body) return review
  const from = review.body
  review.revisions ??= [{ at: review.submittedAt, editorId: review.userId, body: review.body }]
  revise(forge, review.revisions, actor, body)
  review.body = body
  forge.touch()
  if (review.state !== 'PENDING')
    forge.emit({ kind: 'review-edited', repo, actor, pull: pullOf(repo, review.pull), review, from })
  return review
}

/** 422 without a message, or for a review that is no verdict. */
export function dismissReview(context: RepoContext, review: Review, message: string): Review {
  if (!message?.trim()) throw invalid({ resource: 'PullRequestReview', code: 'missing_field', field: 'message' })
  if (review.state !== 'APPROVED' && review.state !== 'CHANGES_REQUESTED')
    throw new ForgeError(422, 'Unprocessable Entity', ['Can not dismiss a commented pull request review'])
  recordDismissal(context, review)
  return review
}

/** Dismisses a review whatever it says, as a push does where stale reviews are dismissed. */
export function recordDismissal({ forge, actor, repo }: RepoContext, review: Review): void {
  review.state = 'DISMISSED'
  const pull = pullOf(repo, review.pull)
  bump(forge, issueOf(repo, pull.number))
  forge.touch()
  forge.emit({ kind: 'review-dismissed', repo, actor, pull, review })
}
