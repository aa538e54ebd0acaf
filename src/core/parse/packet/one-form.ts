/**
 * Normalizes texts and paths for comparison. GitHub and git keep letters as they were typed: `ü` is one character (NFC) or
 * two (NFD), and both look the same.
 */
import { normalNewlines } from './markdown.ts'

/** More marks on one letter than any script needs. They are not normalized: sorting them takes quadratic time. */
const pileOfMarks = /(\p{M}{31,})/u

const plain = /^\p{ASCII}*$/u

/** Returns the text in NFC. */
export function composed(text: string): string {
  if (plain.test(text)) return text
  if (!pileOfMarks.test(text)) return text.normalize('NFC')
  const pieces = text.split(pileOfMarks)
  return pieces.map((piece, index) => (index % 2 === 1 ? piece : piece.normalize('NFC'))).join('')
}

/**
 * Returns the normalized lines of an issue's body. The parser reads exactly these lines, and the hash of an accepted text
 * covers them except for ticks. A change that leaves them equal does not change the packet.
 */
export const linesInOneForm = (body: string): string[] =>
  composed(normalNewlines(body))
    .split('\n')
    .map((line) => line.trimEnd())
