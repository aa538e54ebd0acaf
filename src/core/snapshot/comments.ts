/**
 * Comments of all kinds in one list, with ids that are unique across the kinds.
 *
 * GitHub numbers issue comments, reviews and line comments separately, so two of them may share an id, and an event such
 * as "ready for review" has no number at all. Markers such as `answer:ID` hold nothing but an id. The ids of reviews
 * therefore start at 2^51 here and those of line comments at 2^52; an event gets its time from 3 × 2^51 on. GitHub's own
 * ids are below 2^33 today and times in milliseconds are below 2^41, so every id stays an integer below 2^53. Ids show
 * the order within one kind only.
 */
import type { CommentFact, PullFact } from './snapshot.ts'

const FIRST = { review: 2 ** 51, line: 2 ** 52, event: 3 * 2 ** 51 } as const

/** @param id GitHub's id; for an event its time in milliseconds */
export const commentId = (kind: keyof typeof FIRST, id: number | string): number => FIRST[kind] + Number(id)

/** Returns the time of the event with this id, in milliseconds; null for a comment's id. */
export const eventTime = (id: number): number | null => (id >= FIRST.event ? id - FIRST.event : null)

/** Returns every comment on a pull request: its conversation, the texts of its reviews, and its line comments. */
export function allCommentsOn(pull: PullFact | null): CommentFact[] {
  if (pull === null) return []
  const { comments, reviews, lineComments = [] } = pull
  return [...comments, ...reviews.flatMap(({ comment }) => comment ?? []), ...lineComments]
}
