/** The App's comments as wishes: said once, or kept up to date in place. */
import type { Action } from '../actions.ts'
import { bodyOf, type Told } from '../records/bot-comments.ts'
import type { Said } from '../records/markers.ts'

/**
 * One comment, ever. `causedAt`: when what it speaks of happened; where the App's comment on something so old is
 * missing and people have deleted comments of the App since, it was theirs to delete and is not repeated.
 */
export function once(issue: number, told: Told, said: Said, causedAt = Number.POSITIVE_INFINITY): Action[] {
  if (told.has(said.marker)) return []
  if (told.deletedAt !== null && causedAt <= told.deletedAt) return []
  return [{ kind: 'comment', issue, marker: said.marker, body: said.body }]
}

/** One comment whose text follows the state. Somebody else's edit of it is written over. */
export function kept(issue: number, told: Told, said: Said): Action[] {
  const found = told.find(said.marker)
  if (found === null) return once(issue, told, said)
  if (found.trusted && bodyOf(found.comment) === said.body) return []
  return [{ kind: 'edit-comment', issue, comment: found.comment.id, marker: said.marker, body: said.body }]
}
