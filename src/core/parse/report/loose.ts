/** Commands as people type them in conversation: in a list, in bold, before a full stop, with invisible characters. */
import type { Line, Token } from '../packet/inline.ts'

const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu
const BLANKS = /[\p{Zs}\t]/gu
const visible = (text: string): string => text.replace(INVISIBLE, '').replace(BLANKS, ' ')

/** One or more list marks: `- `, `1. `, `- [ ] `. Invisible characters are removed before. */
const MARKS = /^ *(?:(?:[-*+•‣◦▪·]|\d{1,9}[.)]) +)*(?:\[[ xX]?\] +)?/
const TYPED = /^[*_]{0,6}\/([A-Za-z][A-Za-z-]{0,30})(?![A-Za-z-])/
const HEAD = /^\/([A-Za-z][A-Za-z-]{0,30})([.!…。！,;，；、]{0,5})(?= |$)/
/** `/merge, /check and /help` mentions commands and gives none. */
const isListOf = (ended: string, args: string): boolean => /[,;，；、]/.test(ended) && /(?:^| )\/[A-Za-z]/.test(args)

interface Loose {
  name: string
  args: string
}

/**
 * Reads a line that is a known command apart from list marks, emphasis, invisible characters or closing punctuation.
 * Links, code and struck-out words are not commands. Returns null for any other line.
 *
 * @param row line of the source; it must contain the command too, so that escapes and HTML cannot create one
 */
export function looseCommand(line: Line, row: string, known: ReadonlySet<string>): Loose | null {
  if (!row.includes('/')) return null
  const first = line.tokens.find(({ text, mark }) => !mark && visible(text).trim() !== '')
  if (!first || first.code || first.link || first.struck) return null
  const typed = TYPED.exec(visible(row).replace(MARKS, ''))?.[1]?.toLowerCase()
  const text = visible(textOf(withoutEmphasis(line.tokens, first)))
    .replace(MARKS, '')
    .trim()
  const head = HEAD.exec(text)
  const name = head?.[1]?.toLowerCase() ?? ''
  const args = text.slice(head?.[0].length).trim()
  return typed === name && known.has(name) && !isListOf(head?.[2] ?? '', args) ? { name, args } : null
}

/** Removes the marks of the emphasis around `first`, wherever it ends. A `**` in later text, such as a path, stays. */
function withoutEmphasis(tokens: readonly Token[], first: Token): Token[] {
  const start = tokens.indexOf(first)
  const dropped = new Set<Token>()
  const open: Token[] = []
  for (const [at, token] of tokens.entries()) {
    if (!token.mark) continue
    const opener = open.at(-1)
    if (at < start || opener?.text !== token.text) {
      open.push(token)
      if (at < start) dropped.add(token)
    } else {
      open.pop()
      if (dropped.has(opener)) dropped.add(token)
    }
  }
  // The emphasis began on an earlier line and ends here.
  if (dropped.size === 0 && !first.top) for (const token of open) dropped.add(token)
  return tokens.filter((token) => !dropped.has(token))
}

const textOf = (tokens: readonly Token[]): string => tokens.map(({ text }) => text).join('')
