/** Dispatches a ready packet to its agent once for each start: the first, and each later `/start` by a writer. */
import type { Action } from '../actions.ts'
import type { PacketAnalysis } from '../derive/analysis.ts'
import { dispatchPlan } from '../dispatch/plan.ts'
import { MARKER } from '../records/names.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { PacketState } from '../state/packet.ts'
import type { State } from '../state.ts'

/**
 * Only a briefed packet without activity is dispatched. A text that waits for `/accept` delays it, because the agent reads
 * the current text.
 */
const canGo = (packet: PacketState): boolean =>
  packet.status === 'ready' &&
  packet.text.accepted !== null &&
  packet.text.change === null &&
  packet.work.branchSha !== null

/** Identity of this start. */
function dispatchMarker(analysis: PacketAnalysis): string | null {
  const briefed = analysis.botComments.find(MARKER.briefing)?.comment.createdAt
  if (briefed === undefined) return null
  const { startedByHand } = analysis.events
  return startedByHand && startedByHand.at > briefed ? MARKER.dispatchAgain.of(startedByHand.comment) : MARKER.dispatch
}

export function planDispatch(
  packet: PacketState,
  analysis: PacketAnalysis,
  state: State,
  snapshot: Snapshot,
): Action[] {
  const marker = canGo(packet) ? dispatchMarker(analysis) : null
  if (marker === null) return []
  const { botComments } = analysis
  return dispatchPlan(packet.text.packet, state.config).actions({
    packet,
    state,
    botComments,
    marker,
    refused: snapshot.refused,
  })
}
