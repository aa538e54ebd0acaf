/** Which of two requests for a test is the newer one: the ids of one kind tell, those of two kinds do not. */

import type { Action } from '../actions.ts'
import { integrationRun } from '../checks/integration.ts'
import type { PacketAnalysis } from '../derive/analysis.ts'
import { allCommentsOn, eventTime } from '../snapshot/comments.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { PacketState } from '../state/packet.ts'

export interface Request {
  comment: number
  at: number
}

/** Null: nobody asked. */
export function newestOf(...requests: (Request | null)[]): Request | null {
  const there = requests.filter((request) => request !== null)
  return there.toSorted((a, b) => a.at - b.at || a.comment - b.comment).at(-1) ?? null
}

/** Whether a run that was asked for by `tested` answers this request, too. Of a comment that is gone the id alone is known. */
export function isAnswered(request: Request | null, tested: number, analysis: PacketAnalysis): boolean {
  if (request === null || request.comment === tested) return true
  const comment = [...analysis.issue.comments, ...analysis.pulls.flatMap(allCommentsOn)].find(({ id }) => id === tested)
  const at = comment?.createdAt ?? eventTime(tested)
  if (at === null || at === request.at) return request.comment < tested
  return request.at < at
}

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
