/** 👀 on a command for as long as the work it asked for goes on; it comes off when that has ended, however it did. */
import type { Action } from '../actions.ts'
import { integrationRun } from '../checks/integration.ts'
import type { Draft } from '../derive/analysis.ts'
import type { Facts } from '../snapshot/snapshot.ts'
import { spokenOn } from '../snapshot/spoken.ts'
import type { PacketState } from '../state.ts'

export function wantEyes(packet: PacketState, draft: Draft, facts: Facts): Action[] {
  const testing = integrationRun(packet, facts)?.status === 'in_progress'
  const asking = testing ? [packet.queued?.comment, draft.fold.check?.comment] : []
  return [...draft.issue.comments, ...draft.pulls.flatMap(spokenOn)].flatMap((comment): Action[] => {
    const wanted = comment.verdict === '+1' && asking.includes(comment.id)
    if (wanted === comment.eyes) return []
    return [{ kind: wanted ? 'react' : 'unreact', issue: comment.issue, comment: comment.id, content: 'eyes' }]
  })
}
