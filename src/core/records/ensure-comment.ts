/** Comments that the bot keeps: find-or-create, by their marker. */
import type { Action } from '../actions.ts'
import { type BotComments, bodyOf } from './bot-comments.ts'
import type { MarkedComment } from './markers.ts'

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
