/** Plans the responses to reviews: notices to the agent, repeated review requests, questions about a `/merge` over an objection. */

import { type Action, actionKey } from '../actions.ts'
import type { PacketAnalysis } from '../derive/analysis.ts'
import { openRequests, reviewUrl } from '../derive/objections.ts'
import { openObjections } from '../merging/block.ts'
import { bodyOf } from '../records/bot-comments.ts'
import { ensureComment } from '../records/ensure-comment.ts'
import { MARKER } from '../records/names.ts'
import { mergeOver, type Remarks, remarksNotice } from '../render/comments.ts'
import type { Queries } from '../snapshot/ask.ts'
import type { CommentFact, PullFact, ReviewFact, Snapshot } from '../snapshot/snapshot.ts'
import type { ObjectionState } from '../state/obstacles.ts'
import type { PacketState } from '../state/packet.ts'

export function planReviews(
  packet: PacketState,
  analysis: PacketAnalysis,
  snapshot: Pick<Snapshot, 'refused'>,
  queries: Queries,
): Action[] {
  if (packet.status === 'merged' || packet.status === 'abandoned' || packet.work.pull?.state !== 'open') return []
  const requests = openRequests(analysis, queries).flat()
  return [
    ...requests.flatMap((review) =>
      ensureComment(packet.issue, analysis.botComments, remarksNotice(remarksOf(review, analysis)), review.at),
    ),
    ...repeatedReviewRequests(packet, analysis, requests, snapshot),
    ...mergeOverObjection(packet, analysis),
  ]
}

function remarksOf(review: ReviewFact, analysis: PacketAnalysis): Remarks {
  const { id, author, comment } = review
  return {
    review: id,
    by: author,
    url: reviewUrl(analysis, review),
    pull: analysis.pull?.number ?? 0,
    body: comment ? bodyOf(comment) : '',
    lines: analysis.pull ? linesOf(review, analysis.pull) : [],
  }
}

/** A comment on a line names no review: it belongs to the first one of its author that was sent off after it. */
function linesOf(review: ReviewFact, pull: PullFact): Remarks['lines'] {
  const { author, at } = review
  if (author === null) return []
  const earlier = pull.reviews.filter((one) => one.author?.id === author.id && one.id !== review.id && one.at < at)
  const since = Math.max(0, ...earlier.map((one) => one.at))
  const isIts = (line: CommentFact) => line.author?.id === author.id && line.createdAt <= at && line.createdAt > since
  return (pull.lineComments ?? []).filter(isIts).map((line) => ({ path: line.path ?? '', text: bodyOf(line) }))
}

/** Requests another review from the objector once for each `done` after the objection. */
function repeatedReviewRequests(
  packet: PacketState,
  analysis: PacketAnalysis,
  requests: ReviewFact[],
  snapshot: Pick<Snapshot, 'refused'>,
): Action[] {
  const { status } = packet
  const { report } = packet.progress
  const { pull } = packet.work
  if (status !== 'done' || report?.kind !== 'done' || !pull) return []
  return openObjections(packet).flatMap((objection): Action[] => {
    const botComment = analysis.botComments.find(MARKER.remarks.of(objection.review))
    const review = requests.find(({ id }) => id === objection.review)
    if (
      !botComment?.trusted ||
      botComment.markers.includes(MARKER.asked.of(objection.review, report.comment)) ||
      !review
    )
      return []
    const { marker, body } = remarksNotice(remarksOf(review, analysis), report.comment)
    return [
      ...requestOf(objection, pull, snapshot),
      { kind: 'edit-comment', issue: botComment.comment.issue, comment: botComment.comment.id, marker, body },
    ]
  })
}

function requestOf({ by }: ObjectionState, pull: PullFact, snapshot: Pick<Snapshot, 'refused'>): Action[] {
  if (by?.type !== 'User' || by.id === pull.author?.id || pull.requestedReviewers.includes(by.login)) return []
  const request = { kind: 'request-review' as const, pull: pull.number, login: by.login }
  return snapshot.refused[actionKey(request)] === undefined ? [request] : []
}

/** Before a `/merge` goes over somebody's objection. */
function mergeOverObjection(packet: PacketState, analysis: PacketAnalysis): Action[] {
  const { queued } = packet
  const { pull, head } = packet.work
  if (!queued || !pull || head === null || queued.comment === null) return []
  const unnamed = openObjections(packet).filter(({ review }) => !analysis.botComments.has(MARKER.over.of(review, head)))
  if (unnamed.length === 0) return []
  return ensureComment(
    packet.issue,
    analysis.botComments,
    mergeOver(unnamed, { comment: queued.comment, pull: pull.number, head }),
  )
}
