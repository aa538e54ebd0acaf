/** The mirror: GitHub's objects as read last. */
import type {
  CommentFact,
  CommentRevision,
  IssueFact,
  IssueRevision,
  PullFact,
  ReviewFact,
  SnapshotData,
} from '../../core/snapshot/snapshot.ts'
import type { Announced } from './hints.ts'

export type RawComment = Omit<CommentFact, 'revisions'> & { revisions: Omit<CommentRevision, 'reading'>[] }
export type RawIssue = Omit<IssueFact, 'revisions' | 'comments'> & {
  revisions: Omit<IssueRevision, 'reading'>[]
  comments: RawComment[]
}
export type RawReview = Omit<ReviewFact, 'comment'> & { comment?: RawComment }
export type RawPull = Omit<PullFact, 'comments' | 'lineComments' | 'reviews'> & {
  comments: RawComment[]
  lineComments?: RawComment[]
  reviews: RawReview[]
}

/** GitHub's objects as read last: a snapshot without readings, query results, refusals and the time. Plain JSON. */
export type Mirror = Omit<SnapshotData, 'now' | 'issues' | 'pulls' | 'results' | 'refused'> & {
  issues: RawIssue[]
  pulls: RawPull[]
}

/** Returns all comments on a pull request: in its conversation, in reviews, and on lines. */
export function rawCommentsOn({ comments, reviews, lineComments = [] }: RawPull): RawComment[] {
  return [...comments, ...reviews.flatMap(({ comment }) => comment ?? []), ...lineComments]
}

/**
 * Returns whether the mirror has what a webhook announced: GitHub's API may be behind its webhooks for a moment, and one
 * route behind another. True without such an issue or pull request: its absence says nothing about the answer's age.
 */
export function isShown(
  { issues, pulls }: Pick<Mirror, 'issues' | 'pulls'>,
  { number, comment, at }: Announced,
): boolean {
  const item = [...issues, ...pulls].find((each) => each.number === number)
  if (item === undefined) return true
  const comments = 'reviews' in item ? rawCommentsOn(item) : item.comments
  const isOld = at !== undefined && (item.updatedAt ?? at) < at
  return !isOld && (comment === undefined || comments.some(({ id }) => id === comment))
}
