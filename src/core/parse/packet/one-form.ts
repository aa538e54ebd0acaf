/**
 * The one form in which texts and paths are compared. GitHub and git keep letters as they were typed: `ü` is one character
 * or two (NFC or NFD), and both are the same letter to a reader.
 */
import { normalNewlines } from './markdown.ts'

/** More marks on one letter than any writing needs: sorting them costs the square of their number. They stay as they are. */
const pileOfMarks = /(\p{M}{31,})/u

const plain = /^\p{ASCII}*$/u

/** Letters and their accents in one way of writing (NFC). */
export function composed(text: string): string {
  if (plain.test(text)) return text
  if (!pileOfMarks.test(text)) return text.normalize('NFC')
  const pieces = text.split(pileOfMarks)
  return pieces.map((piece, index) => (index % 2 === 1 ? piece : piece.normalize('NFC'))).join('')
}

/**
 * The lines of an issue's body as they are read and as the hash of an accepted text covers them, but for the ticks. What
 * changes none of these lines changes nothing that the packet says.
 */
export const linesInOneForm = (body: string): string[] =>
  composed(normalNewlines(body))
    .split('\n')
    .map((line) => line.trimEnd())
