/** What reviews lead to: the agent is told, the objector is asked to look again, a `/merge` over an objection is asked about. */
import { type Action, actionKey } from '../actions.ts'
import type { Draft } from '../derive/analysis.ts'
import { OVER, openRequests, REMARKS, reviewUrl } from '../derive/objections.ts'
import { standingObjections } from '../objections.ts'
import { bodyOf } from '../records/bot-comments.ts'
import { askedMarker, mergeOver, type Remarks, remarksTold } from '../render/comments.ts'
import type { CommentFact, Facts, PullFact, ReviewFact } from '../snapshot/snapshot.ts'
import type { ObjectionState, PacketState } from '../state.ts'
import { once } from './ensure-comment.ts'

export function wantReviews(packet: PacketState, draft: Draft, facts: Facts): Action[] {
  if (packet.status === 'merged' || packet.status === 'abandoned' || packet.pull?.state !== 'open') return []
  // Nothing is looked up here: what was not known while the packet was judged is told with the next decision.
  const requests = openRequests(draft, facts, []).flat()
  return [
    ...requests.flatMap((review) => once(packet.issue, draft.told, remarksTold(remarksOf(review, draft)), review.at)),
    ...askedAgain(packet, draft, requests, facts),
    ...askedBefore(packet, draft),
  ]
}

function remarksOf(review: ReviewFact, draft: Draft): Remarks {
  const { id, author, comment } = review
  return {
    review: id,
    by: author,
    url: reviewUrl(draft, review),
    pull: draft.pull?.number ?? 0,
    body: comment ? bodyOf(comment) : '',
    lines: draft.pull ? linesOf(review, draft.pull) : [],
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

/** Done again after an objection: whoever objected is asked for a review once more, once for each report. */
function askedAgain(packet: PacketState, draft: Draft, requests: ReviewFact[], facts: Facts): Action[] {
  const { report, status, pull } = packet
  if (status !== 'done' || report?.kind !== 'done' || !pull) return []
  return standingObjections(packet).flatMap((objection): Action[] => {
    const told = draft.told.find(`${REMARKS}${objection.review}`)
    const review = requests.find(({ id }) => id === objection.review)
    if (!told?.trusted || told.markers.includes(askedMarker(objection.review, report.comment)) || !review) return []
    const { marker, body } = remarksTold(remarksOf(review, draft), report.comment)
    return [
      ...requestOf(objection, pull, facts),
      { kind: 'edit-comment', issue: told.comment.issue, comment: told.comment.id, marker, body },
    ]
  })
}

function requestOf({ by }: ObjectionState, pull: PullFact, facts: Facts): Action[] {
  if (by?.type !== 'User' || by.id === pull.author?.id || pull.requestedReviewers.includes(by.login)) return []
  const request = { kind: 'request-review' as const, pull: pull.number, login: by.login }
  return facts.refused[actionKey(request)] === undefined ? [request] : []
}

/** Before a `/merge` goes over somebody's objection. */
function askedBefore(packet: PacketState, draft: Draft): Action[] {
  const { queued, pull, head } = packet
  if (!queued || !pull || head === null || queued.comment === null) return []
  const unnamed = standingObjections(packet).filter(({ review }) => !draft.told.has(`${OVER}${review}:${head}`))
  if (unnamed.length === 0) return []
  return once(packet.issue, draft.told, mergeOver(unnamed, { comment: queued.comment, pull: pull.number, head }))
}
