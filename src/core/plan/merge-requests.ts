/** Plans the answers to a `/merge` that does not lead to a merge. */
import type { Action } from '../actions.ts'
import type { PacketAnalysis } from '../derive/analysis.ts'
import { headMerged, passedBefore } from '../derive/heads.ts'
import { mergeEnding } from '../derive/status.ts'
import { MARKER } from '../records/names.ts'
import { answer, mergeHeld, mergeSeen, queueLapsed, queueLeft } from '../render/comments.ts'
import { obstacleLine } from '../render/obstacles.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { PacketState } from '../state/packet.ts'
import type { State } from '../state.ts'
import { ensureComment } from './ensure.ts'

/** A `/merge` that goes nowhere is answered at once. */
export function mergeAnswered(packet: PacketState, analysis: PacketAnalysis, state: State): Action[] {
  const { merge } = analysis.events
  if (merge === null || packet.queued?.comment === merge.comment || packet.merge.obstacles.length === 0) return []
  if (mergeEnding(merge, analysis.botComments) !== null) return []
  const why = packet.merge.obstacles.map((one) => obstacleLine(one, state.baseBranch))
  return ensureComment(packet.issue, analysis.botComments, mergeHeld(merge.comment, why))
}

/** Which head it is for, where only the passed check tells: said before a later trial writes over that. */
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

/** A push after `/merge` cancels it, with one line. */
export function leftQueue(
  packet: PacketState,
  analysis: PacketAnalysis,
  snapshot: Pick<Snapshot, 'app' | 'checkRun' | 'pushesTo'>,
): Action[] {
  const { merge } = analysis.events
  if (!merge || packet.queued?.comment === merge.comment || packet.work.head === null) return []
  const wanted = headMerged(packet, analysis, snapshot)
  if (wanted === null || wanted === packet.work.head) return []
  return ensureComment(
    packet.issue,
    analysis.botComments,
    queueLeft({ comment: merge.comment, branch: packet.work.branch, wanted, now: packet.work.head }),
  )
}

const MERGE_ENDED =
  'A check turned red on this head, so it does not merge. Once the agent has reported done again, comment `/merge` again.'

/** A `/merge` said after the bot said that a check is red; one said before it is ended by that very comment. */
export function endedMerge({ issue, botComments, events }: PacketAnalysis): Action[] {
  const end = events.merge && mergeEnding(events.merge, botComments)
  if (!events.merge || !end || end.createdAt >= events.merge.at) return []
  return ensureComment(issue.number, botComments, answer(events.merge.comment, MERGE_ENDED))
}

/** It was queued, as the App said, and the command that queued it is gone. */
export function lapsedQueue(packet: PacketState, analysis: PacketAnalysis): Action[] {
  const queuedBy = Number(analysis.botComments.records(MARKER.held.prefix).at(-1)?.rest.split(':')[0] ?? 0)
  const gone = queuedBy > 0 && analysis.events.merge === null && packet.queued === null
  return gone ? ensureComment(packet.issue, analysis.botComments, queueLapsed(queuedBy)) : []
}
