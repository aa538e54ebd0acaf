import type { CommentFact, PullFact } from './snapshot.ts'

/** All that was said on a pull request: in its conversation, in the texts of reviews, and on lines. */
export function allCommentsOn(pull: PullFact | null): CommentFact[] {
  if (pull === null) return []
  const { comments, reviews, lineComments = [] } = pull
  return [...comments, ...reviews.flatMap(({ comment }) => comment ?? []), ...lineComments]
}
