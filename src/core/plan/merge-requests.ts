/** Plans the answers to a `/merge` that does not lead to a merge. */
import type { Action } from '../actions.ts'
import type { PacketAnalysis } from '../derive/analysis.ts'
import { headMerged, passedBefore } from '../derive/heads.ts'
import { mergeEnding } from '../derive/status.ts'
import { ensureComment } from '../records/ensure-comment.ts'
import { MARKER } from '../records/names.ts'
import { answer, mergeHeld, mergeSeen, queueLapsed, queueLeft } from '../render/comments.ts'
import { obstacleLine } from '../render/obstacles.ts'
import type { Queries } from '../snapshot/ask.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { PacketState } from '../state/packet.ts'

/** Answers a `/merge` of a packet with obstacles at once. */
export function mergeAnswered(packet: PacketState, analysis: PacketAnalysis): Action[] {
  const { merge } = analysis.events
  if (merge === null || packet.queued?.comment === merge.comment || packet.merge.obstacles.length === 0) return []
  if (mergeEnding(merge, analysis.botComments) !== null) return []
  const why = packet.merge.obstacles.map((one) => obstacleLine(one, packet.base.branch))
  return ensureComment(packet.issue, analysis.botComments, mergeHeld(merge.comment, why))
}

/** Records the head of a `/merge` that only the passed check identifies, before a later trial overwrites it. */
export function mergeHead(
  packet: PacketState,
  analysis: PacketAnalysis,
  snapshot: Pick<Snapshot, 'checkRun' | 'pushesTo'>,
): Action[] {
  const { merge } = analysis.events
  if (!merge || merge.head !== undefined || packet.work.head === null || !passedBefore(packet, merge.at, snapshot))
    return []
  return ensureComment(packet.issue, analysis.botComments, mergeSeen(merge.comment, packet.work.head))
}

/** A push after `/merge` cancels it, with one line, unless it only merged the base branch. */
export function leftQueue(
  packet: PacketState,
  analysis: PacketAnalysis,
  snapshot: Pick<Snapshot, 'app' | 'baseBranch' | 'checkRun' | 'pushesTo'>,
  queries: Queries,
): Action[] {
  const { merge } = analysis.events
  if (!merge || packet.queued?.comment === merge.comment || packet.work.head === null) return []
  const wanted = headMerged(packet, analysis, snapshot, queries)
  if (wanted === null || wanted === packet.work.head) return []
  return ensureComment(
    packet.issue,
    analysis.botComments,
    queueLeft({ comment: merge.comment, branch: packet.work.branch, wanted, now: packet.work.head }),
  )
}

const MERGE_ENDED =
  'A check turned red on this head, so it does not merge. Once the agent has reported done again, comment `/merge` again.'

/** Answers a `/merge` that came after the notice of a red check. That notice itself ends an earlier `/merge`. */
export function endedMerge({ issue, botComments, events }: PacketAnalysis): Action[] {
  const end = events.merge && mergeEnding(events.merge, botComments)
  if (!events.merge || !end || end.createdAt >= events.merge.at) return []
  return ensureComment(issue.number, botComments, answer(events.merge.comment, MERGE_ENDED))
}

/** Plans the notice that the comment which queued the packet was deleted. */
export function lapsedQueue(packet: PacketState, analysis: PacketAnalysis): Action[] {
  const queuedBy = Number(analysis.botComments.records(MARKER.held.prefix).at(-1)?.rest.split(':')[0] ?? 0)
  const gone = queuedBy > 0 && analysis.events.merge === null && packet.queued === null
  return gone ? ensureComment(packet.issue, analysis.botComments, queueLapsed(queuedBy)) : []
}
