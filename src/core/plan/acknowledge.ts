/** 👀 on a command for as long as the work it asked for goes on; it comes off when that has ended, however it did. */
import type { Action } from '../actions.ts'
import { integrationRun } from '../checks/integration.ts'
import type { PacketAnalysis } from '../derive/analysis.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import { allCommentsOn } from '../snapshot/spoken.ts'
import type { PacketState } from '../state/packet.ts'

export function planAcknowledgements(
  packet: PacketState,
  analysis: PacketAnalysis,
  snapshot: Pick<Snapshot, 'checkRun'>,
): Action[] {
  const testing = integrationRun(packet, snapshot)?.status === 'in_progress'
  const asking = testing ? [packet.queued?.comment, analysis.events.check?.comment] : []
  return [...analysis.issue.comments, ...analysis.pulls.flatMap(allCommentsOn)].flatMap((comment): Action[] => {
    const wanted = comment.verdict === '+1' && asking.includes(comment.id)
    if (wanted === comment.eyes) return []
    return [{ kind: wanted ? 'react' : 'unreact', issue: comment.issue, comment: comment.id, content: 'eyes' }]
  })
}
