/** GitHub's objects as last seen, and whether they show what GitHub has announced. */
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

/** GitHub's objects as last seen: facts without readings, lookups, refusals and the time. Plain JSON. */
export type Mirror = Omit<SnapshotData, 'now' | 'issues' | 'pulls' | 'results' | 'refused'> & {
  issues: RawIssue[]
  pulls: RawPull[]
}

/** All that was said on a pull request: in its conversation, in reviews, on lines. */
export function rawCommentsOn({ comments, reviews, lineComments = [] }: RawPull): RawComment[] {
  return [...comments, ...reviews.flatMap(({ comment }) => comment ?? []), ...lineComments]
}

/**
 * Whether GitHub shows what it has announced. What answers its API may be a moment behind what sends its webhooks, or
 * behind what answers another route. True where there is no such issue or pull request: that says nothing of how old the
 * answer is.
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
