/**
 * GitHub counts comments, reviews, and comments on lines each on their own, so that two of them may have one id; that a
 * pull request was marked ready has no number at all. Markers such as `answer:ID` name nothing but an id: so those of
 * reviews begin at 2^51 here, those of comments on lines at 2^52, and what was said by such an event is known by its
 * time, from 3 × 2^51 on. GitHub's own ids are below 2^33 today and times in milliseconds below 2^41: all of these stay
 * whole numbers below 2^53. Which of two was said first, the ids of one kind tell, but never those of two kinds.
 */
const FIRST = { review: 2 ** 51, line: 2 ** 52, event: 3 * 2 ** 51 } as const

/** @param id GitHub's, or of an event its time in milliseconds */
export const commentId = (kind: keyof typeof FIRST, id: number | string): number => FIRST[kind] + Number(id)

/** When the event with this id was; null: it is none. */
export const eventTime = (id: number): number | null => (id >= FIRST.event ? id - FIRST.event : null)
