/** The App's comments as wishes: said once, or kept up to date in place. */
import type { Action } from '../actions.ts'
import type { Said } from '../say/markers.ts'
import { bodyOf, type Told } from '../told.ts'

/** One comment, ever. */
export const once = (issue: number, told: Told, said: Said): Action[] =>
  told.has(said.marker) ? [] : [{ kind: 'comment', issue, marker: said.marker, body: said.body }]

/** One comment whose text follows the state. Where somebody else edited it, it is written anew in its place. */
export function kept(issue: number, told: Told, said: Said): Action[] {
  const found = told.find(said.marker)
  if (found === null) return once(issue, told, said)
  if (found.trusted && bodyOf(found.comment) === said.body) return []
  if (found.trusted)
    return [{ kind: 'edit-comment', issue, comment: found.comment.id, marker: said.marker, body: said.body }]
  return []
}
