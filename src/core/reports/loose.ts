/** Commands as people type them where they talk: in a list, in bold, with a full stop, with characters nobody sees. */
import type { Line, Token } from '../packets/inline.ts'

const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu
const BLANKS = /[\p{Zs}\t]/gu
const seen = (text: string): string => text.replace(UNSEEN, '').replace(BLANKS, ' ')

/** `- `, `1. `, `- [ ] `, also several; what stands there once unseen characters are gone is a list to its writer. */
const MARKS = /^ *(?:(?:[-*+•‣◦▪·]|\d{1,9}[.)]) +)*(?:\[[ xX]?\] +)?/
const HEAD = /^([*_]{0,6})\/([A-Za-z][A-Za-z-]{0,30})([*_]{0,6})([.!…。！]{0,5})([*_]{0,6})(?= |$)/

interface Loose {
  name: string
  args: string
}

/**
 * A line that is a command of ours but for list marks, emphasis, unseen characters or closing punctuation; null for all
 * else. Links, code and struck-out words are none.
 *
 * @param row the line of the source; it must show the command as well, so that no escape and no HTML makes one
 */
export function looseCommand(line: Line, row: string, known: ReadonlySet<string>): Loose | null {
  if (!row.includes('/')) return null
  const first = line.tokens.find(({ text, mark }) => !mark && seen(text).trim() !== '')
  if (!first || first.code || first.link || first.struck) return null
  const typed = HEAD.exec(seen(row).replace(MARKS, ''))
  const text = seen(textOf(line.tokens)).replace(MARKS, '').trim()
  const head = HEAD.exec(text)
  const [whole = '', opened = '', word = '', ...closed] = head ?? []
  if (typed?.[2]?.toLowerCase() !== word.toLowerCase() || !known.has(word.toLowerCase())) return null
  const marks = `${closed[0]}${closed[2]}`
  const isBold = opened !== '' || !first.top
  // `*/merge` is no emphasis to Markdown.
  const isMarked = opened + marks === '' || line.tokens.some(({ mark }) => mark)
  if (!isMarked || (marks !== '' && !isBold)) return null
  const rest = text.slice(whole.length).trim()
  // Where the emphasis goes on behind the word, its end stands at the line's end.
  const args = isBold && marks === '' ? rest.replace(/[*_]{1,6}$/, '').trim() : rest
  return { name: word.toLowerCase(), args }
}

const textOf = (tokens: readonly Token[]): string => tokens.map(({ text }) => text).join('')
