import type { RawComment, RawPull } from './ports.ts'

/** All that was said on a pull request: in its conversation, in reviews, on lines. */
export function saidOn({ comments, reviews, lineComments = [] }: RawPull): RawComment[] {
  return [...comments, ...reviews.flatMap(({ comment }) => comment ?? []), ...lineComments]
}
