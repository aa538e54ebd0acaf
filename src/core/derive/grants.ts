/** What the App's comments on `/scope allow` say was granted. */

import { type BotComments, bodyOf } from '../records/bot-comments.ts'
import { type GrantedPath, type JoinedPaths, scopeRecord } from '../records/kinds.ts'
import { MARKER } from '../records/names.ts'

/** What this `/scope allow` granted; null while that is not written, or where somebody else edited it. */
export function recordedGrant(botComments: BotComments, comment: number): GrantedPath[] | JoinedPaths | null {
  const found = botComments.find(MARKER.scope.of(comment))
  return found?.trusted ? (scopeRecord.read(bodyOf(found.comment))?.granted ?? null) : null
}

/** Names hold few commas; a longer one is not looked for. */
const MOST_PIECES = 20

/**
 * The files that a joined record means for certain: the only way to put its pieces together to names that were changed
 * then. None where there are several ways, or no way.
 *
 * @param changed names of the files that were changed at the head it speaks of
 */
export function filesMeant(joined: string, changed: string[]): string[] {
  const pieces = joined.split(', ')
  if (pieces.length === 1) return joined === '' ? [] : [joined]
  const names = new Set(changed)
  /** For each piece the ways from there to the end: none, one, or `several`. */
  const ways: (string[] | 'several' | null)[] = Array(pieces.length).fill(null)
  ways.push([])
  for (let from = pieces.length - 1; from >= 0; from -= 1) {
    for (let to = from + 1; to <= Math.min(pieces.length, from + MOST_PIECES); to += 1) {
      const rest = ways[to] ?? null
      const name = pieces.slice(from, to).join(', ')
      if (rest === null || !names.has(name)) continue
      ways[from] = ways[from] !== null || rest === 'several' ? 'several' : [name, ...rest]
    }
  }
  const found = ways[0] ?? null
  return found === null || found === 'several' ? [] : found
}
