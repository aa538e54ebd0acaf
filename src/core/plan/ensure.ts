/** Plans the comments and labels that an issue should have. */
import type { Action } from '../actions.ts'
import { type BotComments, bodyOf } from '../records/bot-comments.ts'
import { labelStatus, statusLabel } from '../records/labels.ts'
import type { MarkedComment } from '../records/markers.ts'
import { LABELS } from '../render/status.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { EvaluatedPacket } from '../state/packet.ts'

/**
 * Plans a comment that is written once.
 *
 * @param causedAt when the event happened, in ms; a comment on an event before the last deletion of an App comment is not
 * repeated, because people may have deleted it
 */
export function ensureComment(
  issue: number,
  botComments: BotComments,
  comment: MarkedComment,
  causedAt = Number.POSITIVE_INFINITY,
): Action[] {
  if (botComments.has(comment.marker)) return []
  if (botComments.deletedAt !== null && causedAt <= botComments.deletedAt) return []
  return [{ kind: 'comment', issue, marker: comment.marker, body: comment.body }]
}

/** Plans a comment whose text follows the state. Edits by others are overwritten. */
export function ensureCommentUpToDate(issue: number, botComments: BotComments, comment: MarkedComment): Action[] {
  const found = botComments.find(comment.marker)
  if (found === null) return ensureComment(issue, botComments, comment)
  if (found.trusted && bodyOf(found.comment) === comment.body) return []
  return [{ kind: 'edit-comment', issue, comment: found.comment.id, marker: comment.marker, body: comment.body }]
}

/** Labels of the bot that the repository lacks (or that were renamed by hand). */
export function planLabelDefinitions(snapshot: Pick<Snapshot, 'labels'>): Action[] {
  const present = new Set(snapshot.labels.map((label) => label.name.toLowerCase()))
  return LABELS.filter((label) => !present.has(label.name.toLowerCase())).map((label) => ({
    kind: 'create-label',
    ...label,
  }))
}

export function planPacketLabels(packet: EvaluatedPacket, labels: string[]): Action[] {
  const wanted = ['packet', statusLabel(packet.status)]
  const missing = wanted.filter((label) => !labels.includes(label))
  const wrong = labels.filter((label) => labelStatus(label) !== null && !wanted.includes(label))
  if (missing.length === 0 && wrong.length === 0) return []
  return [{ kind: 'set-labels', issue: packet.issue, add: missing, remove: wrong }]
}
