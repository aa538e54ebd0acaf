/**
 * "Changes requested" that stands. Whoever may write here may object: pushers, assignees and listed agents included,
 * for a veto that counts too much harms less than one that does not. It ends when it is dismissed, when the same person
 * approves, or when a writer says `/merge` once more after the bot named it.
 */

import { bodyOf } from '../records/bot-comments.ts'
import { MARKER } from '../records/names.ts'
import type { Queries } from '../snapshot/ask.ts'
import type { ReviewFact, Snapshot } from '../snapshot/snapshot.ts'
import type { ObjectionState } from '../state/obstacles.ts'
import type { ReportState } from '../state/talk.ts'
import type { PacketAnalysis } from './analysis.ts'
import { withUpdates } from './heads.ts'

const OPINIONS: readonly ReviewFact['state'][] = ['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED']

/** What each person said of the work, oldest first. Nobody can tell two deleted accounts apart: each review stands alone. */
export function opinions(reviews: ReviewFact[]): ReviewFact[][] {
  const given = reviews
    .filter((review) => OPINIONS.includes(review.state))
    .toSorted((a, b) => a.at - b.at || a.id - b.id)
  return [
    ...Map.groupBy(given, (review) => (review.author === null ? `review ${review.id}` : review.author.id)).values(),
  ]
}

/** Requests for changes that nothing has replaced, of people who may write here; each person's together, oldest first. */
export function openRequests(analysis: PacketAnalysis, queries: Queries): ReviewFact[][] {
  if (analysis.pull?.state !== 'open') return []
  // Who could write here when the bot told of it: that stays so, whatever became of the account since.
  const noticed = new Set(analysis.botComments.records(MARKER.remarks.prefix).map(({ rest }) => rest))
  return opinions(analysis.pull.reviews).flatMap((all) => {
    const since = all.findLastIndex(({ state }) => state !== 'CHANGES_REQUESTED') + 1
    const counted = all.slice(since).filter((review) => noticed.has(String(review.id)) || mayWrite(review, queries))
    return counted.length > 0 ? [counted] : []
  })
}

/** GitHub says it with the review, as a rule. */
function mayWrite({ author, canPush }: ReviewFact, queries: Queries): boolean {
  if (canPush !== undefined) return canPush
  if (author === null || author.type === 'Bot') return false
  const known = queries.permission(author)
  return known === 'admin' || known === 'maintain' || known === 'write'
}

/** @param head of the packet's branch */
export function objectionsTo(
  analysis: PacketAnalysis,
  head: string | null,
  snapshot: Pick<Snapshot, 'app' | 'pushesTo'>,
  queries: Queries,
): ObjectionState[] {
  return openRequests(analysis, queries).flatMap((requests) => {
    const review = requests.at(-1)
    if (review === undefined) return []
    const objection = {
      review: review.id,
      by: review.author,
      at: review.at,
      url: reviewUrl(analysis, review),
      text: review.comment ? bodyOf(review.comment) : '',
    }
    return [{ ...objection, answered: isAnswered(objection, analysis, head, snapshot) }]
  })
}

export const reviewUrl = ({ pull }: Pick<PacketAnalysis, 'pull'>, { id, comment }: ReviewFact): string =>
  comment?.url ?? `${pull?.url ?? ''}#pullrequestreview-${id}`

/**
 * By the `/merge` in force: that of the objector, or one said after the bot had named the objection at this head. A
 * tick is no answer, since the box says nothing of an objection.
 */
function isAnswered(
  { review, by, at }: Pick<ObjectionState, 'review' | 'by' | 'at'>,
  { events: { merge }, botComments, branch }: PacketAnalysis,
  head: string | null,
  snapshot: Pick<Snapshot, 'app' | 'pushesTo'>,
): boolean {
  if (merge === null || merge.head !== undefined) return false
  if (by !== null && merge.byId === by.id) return merge.at > at
  const named = botComments.records(MARKER.over.under(review))
  return named.some(({ rest, comment }) => comment.createdAt < merge.at && withUpdates(rest, branch, snapshot) === head)
}

/** A `done` is void while an objection stands that came after it: the agent has something to answer. */
export function withoutVoidDone(report: ReportState | null, objections: ObjectionState[]): ReportState | null {
  const isVoid = report?.kind === 'done' && objections.some(({ answered, at }) => !answered && at >= report.at)
  return isVoid ? { ...report, kind: 'running', text: 'changes are requested' } : report
}
