/**
 * Requests for changes that are in force. Everybody with write access may object, including pushers, assignees and listed
 * agents, because ignoring a valid objection does more harm than honouring an unneeded one. An objection ends when it is
 * dismissed, when the same person approves, or when a writer repeats `/merge` after the bot named it.
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

/** Groups reviews by person, oldest first. Deleted accounts cannot be told apart, so each of their reviews is a group. */
export function opinions(reviews: ReviewFact[]): ReviewFact[][] {
  const given = reviews
    .filter((review) => OPINIONS.includes(review.state))
    .toSorted((a, b) => a.at - b.at || a.id - b.id)
  return [
    ...Map.groupBy(given, (review) => (review.author === null ? `review ${review.id}` : review.author.id)).values(),
  ]
}

/** Returns the requests for changes in force by people with write access, grouped by person, oldest first. */
export function openRequests(analysis: PacketAnalysis, queries: Queries): ReviewFact[][] {
  if (analysis.pull?.state !== 'open') return []
  // The bot gave notice of these when their author had write access, so they count even if that has changed.
  const noticed = new Set(analysis.botComments.records(MARKER.remarks.prefix).map(({ rest }) => rest))
  return opinions(analysis.pull.reviews).flatMap((all) => {
    const since = all.findLastIndex(({ state }) => state !== 'CHANGES_REQUESTED') + 1
    const counted = all.slice(since).filter((review) => noticed.has(String(review.id)) || mayWrite(review, queries))
    return counted.length > 0 ? [counted] : []
  })
}

/** Returns whether the reviewer has write access. GitHub usually says so with the review. */
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
 * Returns whether the `/merge` in force answers the objection: it is the objector's, or came after the bot named the
 * objection at this head. A tick does not, because the box does not mention objections.
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

/** Returns the report, or `running` when an open objection came after a `done`, because the agent has to answer it. */
export function withoutVoidDone(report: ReportState | null, objections: ObjectionState[]): ReportState | null {
  const isVoid = report?.kind === 'done' && objections.some(({ answered, at }) => !answered && at >= report.at)
  return isVoid ? { ...report, kind: 'running', text: 'changes are requested' } : report
}
