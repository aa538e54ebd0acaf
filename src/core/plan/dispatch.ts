/** A packet that can start goes to its agent, once for each start: the first, and each later `/start` by a writer. */

import { type Action, actionKey } from '../actions.ts'
import type { PacketAnalysis } from '../derive/analysis.ts'
import { dispatchPlan } from '../dispatch/plan.ts'
import type { BotComment } from '../records/bot-comments.ts'
import type { MarkedComment } from '../records/markers.ts'
import { MARKER } from '../records/names.ts'
import { agentCalled, workflowRan, workflowTried, workflowWanted } from '../render/comments/dispatch.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { PacketState, State, WorkflowStart } from '../state.ts'
import { ensureComment, ensureCommentUpToDate } from './ensure-comment.ts'

/**
 * Only with a briefing, and only while nobody was heard of. A text that waits for `/accept` holds it up: whoever is
 * called reads the issue as it stands there.
 */
const canGo = (packet: PacketState): boolean =>
  packet.status === 'ready' && packet.accepted !== null && packet.change === null && packet.branchSha !== null

/** Identity of this start. */
export function dispatchMarker(analysis: PacketAnalysis): string | null {
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
  const plan = dispatchPlan(packet.packet, state.config)
  if (plan.adapter === 'mention')
    return ensureComment(
      packet.issue,
      analysis.botComments,
      agentCalled(marker, packet, plan),
      packet.startedAt ?? undefined,
    )
  if (plan.adapter !== 'workflow') return []
  const { file, ref } = plan
  return workflow(
    { packet, analysis, marker, snapshot },
    { file, ref: ref ?? state.baseBranch, inputs: inputsOf(plan.inputs, packet, state) },
  )
}

const inputsOf = (more: Record<string, string>, packet: PacketState, state: State): Record<string, string> => ({
  ...more,
  packet: packet.name,
  issue: String(packet.issue),
  branch: packet.branch,
  base: state.baseBranch,
})

interface Start {
  packet: PacketState
  analysis: PacketAnalysis
  marker: string
  snapshot: Snapshot
}

function workflow({ packet, analysis, marker, snapshot }: Start, start: WorkflowStart): Action[] {
  const { issue } = packet
  const found = analysis.botComments.find(marker)
  const before = workflowWanted(marker, start, null)
  if (found === null) return ensureComment(issue, analysis.botComments, before, packet.startedAt ?? undefined)
  const tried = workflowTried(marker, start)
  const state = stateOf(found)
  if (state === 'unclear') return []
  if (state === 'tried') return ensureCommentUpToDate(issue, analysis.botComments, tried)
  const action: Action = {
    kind: 'dispatch-workflow',
    issue,
    comment: found.comment.id,
    marker,
    ...start,
    bodies: { before: before.body, tried: tried.body, ran: workflowRan(marker, start).body },
  }
  const refused = snapshot.refused[actionKey(action)] ?? null
  return refused === null
    ? [action]
    : ensureCommentUpToDate(issue, analysis.botComments, withRefusal(marker, start, refused))
}

const withRefusal = (marker: string, start: WorkflowStart, refused: Snapshot['refused'][string]): MarkedComment =>
  workflowWanted(marker, start, refused)

/** Somebody who edits the App's comment could take the sign away that it was tried: then nothing is started. */
function stateOf({ trusted, markers }: BotComment): 'wanted' | 'tried' | 'unclear' {
  if (!trusted || markers.includes(MARKER.dispatchRan)) return 'unclear'
  return markers.includes(MARKER.dispatchTried) ? 'tried' : 'wanted'
}
