/** The answer to `/explain`. */
import type { Standing } from '../../explain/situation.ts'
import { type Said, said } from '../../records/markers.ts'
import { code } from '../escape.ts'
import { explain, markdown } from '../explain.ts'
import { statusWords } from '../status.ts'
import { bullets } from '../words.ts'

/** `comment`: id of the one that asked. */
export function explained(comment: number, standing: Standing): Said {
  const { because, next } = explain(standing, markdown)
  const where = standing.status === null ? 'not read yet' : statusWords(standing.status)
  return said(
    `explain:${comment}`,
    `${code(standing.name)} is ${where}, because:`,
    bullets(because, 20),
    next.length > 0 && `What would move it:\n\n${bullets(next, 20)}`,
  )
}
