import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { composed, linesInOneForm } from './one-form.ts'

/**
 * Returns the hash that pins an accepted text: 64 hex digits that change with every word of title or body. Ticked boxes,
 * line endings, trailing spaces and the encoding of accents do not change it. (`[ ]` and `[x]` at the start of a list item
 * count as the same everywhere, even in a code block.)
 */
export function fingerprint(title: string, body: string): string {
  const lines = linesInOneForm(body).map((line) => line.replace(box, '$1[ ]'))
  const text = `${normalTitle(title)}\n${withoutLastBlanks(lines).join('\n')}`
  return bytesToHex(sha256(utf8ToBytes(text)))
}

const box = /^((?:[ \t>]|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])){0,40})\[[xX]?\](?=[ \t]|$)/

const normalTitle = (title: string): string => composed(title).trimEnd().replace(box, '$1[ ]').trim()

function withoutLastBlanks(lines: string[]): string[] {
  let end = lines.length
  while (end > 0 && lines[end - 1] === '') end -= 1
  return lines.slice(0, end)
}
