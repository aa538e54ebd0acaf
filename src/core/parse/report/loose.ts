/** Commands as people type them where they talk: in a list, in bold, with a full stop, with characters nobody sees. */
import type { Line, Token } from '../packet/inline.ts'

const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu
const BLANKS = /[\p{Zs}\t]/gu
const seen = (text: string): string => text.replace(UNSEEN, '').replace(BLANKS, ' ')

/** `- `, `1. `, `- [ ] `, also several; what stands there once unseen characters are gone is a list to its writer. */
const MARKS = /^ *(?:(?:[-*+•‣◦▪·]|\d{1,9}[.)]) +)*(?:\[[ xX]?\] +)?/
const TYPED = /^[*_]{0,6}\/([A-Za-z][A-Za-z-]{0,30})(?![A-Za-z-])/
const HEAD = /^\/([A-Za-z][A-Za-z-]{0,30})([.!…。！,;，；、]{0,5})(?= |$)/
/** `/merge, /check and /help` speaks of commands. */
const isListOf = (ended: string, args: string): boolean => /[,;，；、]/.test(ended) && /(?:^| )\/[A-Za-z]/.test(args)

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
  const typed = TYPED.exec(seen(row).replace(MARKS, ''))?.[1]?.toLowerCase()
  const text = seen(textOf(withoutEmphasis(line.tokens, first)))
    .replace(MARKS, '')
    .trim()
  const head = HEAD.exec(text)
  const name = head?.[1]?.toLowerCase() ?? ''
  const args = text.slice(head?.[0].length).trim()
  return typed === name && known.has(name) && !isListOf(head?.[2] ?? '', args) ? { name, args } : null
}

/** Without the emphasis that `first` stands in, wherever that ends; `**` in what follows, such as a path, stays. */
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
  // Begun on a line above, it ends here.
  if (dropped.size === 0 && !first.top) for (const token of open) dropped.add(token)
  return tokens.filter((token) => !dropped.has(token))
}

const textOf = (tokens: readonly Token[]): string => tokens.map(({ text }) => text).join('')
