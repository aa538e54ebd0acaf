/** The answer to `/explain`. */

import type { Situation } from '../../explain/situation.ts'
import { type MarkedComment, markedComment } from '../../records/markers.ts'
import { MARKER } from '../../records/names.ts'
import { code } from '../escape.ts'
import { explain, markdown } from '../explain.ts'
import { statusWords } from '../status.ts'
import { bullets } from '../words.ts'

/** `comment`: id of the one that asked. */
export function explained(comment: number, situation: Situation): MarkedComment {
  const { because, next } = explain(situation, markdown)
  const where = situation.status === null ? 'not read yet' : statusWords(situation.status)
  return markedComment(
    MARKER.explain.of(comment),
    `${code(situation.name)} is ${where}, because:`,
    bullets(because, 20),
    next.length > 0 && `What would move it:\n\n${bullets(next, 20)}`,
  )
}
