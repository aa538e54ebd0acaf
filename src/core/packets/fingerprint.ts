import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { normalNewlines } from './markdown.ts'

/**
 * What an accepted text is pinned by: 64 hex digits that change with every word of title or body, but neither when an
 * agent ticks a box nor when an editor changes line endings or trailing blanks. (A lone `[ ]` and `[x]` at the start of a
 * list item are alike wherever they stand, even in a code block.)
 */
export function fingerprint(title: string, body: string): string {
  const lines = composed(normalNewlines(body)).split('\n').map(normalLine)
  const text = `${normalLine(composed(title)).trim()}\n${withoutLastBlanks(lines).join('\n')}`
  return bytesToHex(sha256(utf8ToBytes(text)))
}

/** More marks on one letter than any writing needs: sorting them costs the square of their number. */
const pileOfMarks = /\p{M}{31}/u

/** Letters and their accents in one way of writing (NFC). */
const composed = (text: string): string => (pileOfMarks.test(text) ? text : text.normalize('NFC'))

const box = /^((?:[ \t>]|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])){0,40})\[[xX]?\](?=[ \t]|$)/

const normalLine = (line: string): string => line.trimEnd().replace(box, '$1[ ]')

function withoutLastBlanks(lines: string[]): string[] {
  let end = lines.length
  while (end > 0 && lines[end - 1] === '') end -= 1
  return lines.slice(0, end)
}
