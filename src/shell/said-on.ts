import type { RawComment, RawPull } from './ports.ts'

/** All that was said on a pull request: in its conversation, in reviews, on lines. */
export function rawCommentsOn({ comments, reviews, lineComments = [] }: RawPull): RawComment[] {
  return [...comments, ...reviews.flatMap(({ comment }) => comment ?? []), ...lineComments]
}
