/** What is wanted for packets that are set aside: that people see it. */

import type { Action } from '../actions.ts'
import type { PacketAnalysis } from '../derive/analysis.ts'
import type { Derived } from '../derive/derive-state.ts'
import { attempt } from '../isolation.ts'
import { botCommentsIn } from '../records/bot-comments.ts'
import { MARKER } from '../records/names.ts'
import { quarantineNotice, quarantineOver } from '../render/comments.ts'
import type { Actor } from '../snapshot/snapshot.ts'
import { ensureCommentUpToDate } from './ensure-comment.ts'
import { planPacketLabels } from './labels.ts'

export function planQuarantineNotices(folded: Derived, app: Actor): Action[] {
  return folded.quarantinedPackets
    .filter(({ issue }) => issue.state === 'open')
    .flatMap(({ issue, state }) => {
      // Without knowing what was said here, nothing is: it might be said again and again.
      const botComments = attempt(() => botCommentsIn(issue.comments, app, issue.appCommentDeletedAt), null)
      const notice = botComments ? ensureCommentUpToDate(issue.number, botComments, quarantineNotice(state)) : []
      return [...attempt(() => planPacketLabels(state, issue.labels), []), ...notice]
    })
}

export const planQuarantineEnds = (analysis: PacketAnalysis): Action[] =>
  analysis.botComments.has(MARKER.quarantined)
    ? ensureCommentUpToDate(analysis.issue.number, analysis.botComments, quarantineOver())
    : []
