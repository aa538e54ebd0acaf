import { trimOf } from '../packets/missing.ts'
import type { ReportKind } from './reading.ts'

const words: [RegExp, ReportKind][] = [
  [/^(?:running|in[ _-]progress|working|ongoing|wip)(?![\p{L}\p{N}_])/iu, 'running'],
  [/^(?:blocked|stuck)(?![\p{L}\p{N}_])/iu, 'blocked'],
  [/^(?:done|completed?|finished)(?![\p{L}\p{N}_])/iu, 'done'],
  [/^(?:paused|on[ _-]hold)(?![\p{L}\p{N}_])/iu, 'paused'],
]

const anyWord = /(?<![\p{L}\p{N}_])(?:running|in[ _-]progress|blocked|done|completed?|paused)(?![\p{L}\p{N}_])/giu

/**
 * The status that stands after `STATUS:`. A menu (`DONE / BLOCKED`), a condition ("done when …") and a negation
 * ("blocked: none") state none. Emoji before the word say nothing: the word decides.
 * Inline code is a quotation.
 */
export function kindOf(value: string): ReportKind | null {
  const text = trimOf(value.slice(0, 400).replace(/`[^`]*`?/g, 'code'), (char) => !/[\p{L}\p{N}%)?]/u.test(char))
  const found = words.find(([word]) => word.test(text))
  if (!found || isMenu(text)) return null
  const [word, kind] = found
  const rest = text.slice(word.exec(text)?.[0].length ?? 0)
  return stands(rest, kind) ? kind : null
}

/** Two different words with nothing but a slash, a bar or "or" between them. */
function isMenu(text: string): boolean {
  const found = [...text.matchAll(anyWord)]
  return found.some((match, index) => {
    const next = found[index + 1]
    const between = next ? text.slice(match.index + match[0].length, next.index) : null
    return between !== null && /^[\s*_`\]]*(?:[/|,]|\bor\b)[\s*_`[]*(?:or\s)?$/i.test(between)
  })
}

const ended = /^\s*(?:$|[-–—(),.;:!~|✅\p{S}\p{Extended_Pictographic}]|\d{1,3}(?:\.\d+)?\s?%)/u
const takesWords = /^\s+(?:on|by|until|because|since|for|waiting|with)\b/i
const none = /^\s*[:：–—-]\s*(?:none|no|nothing|n\/a)\b/i

function stands(rest: string, kind: ReportKind): boolean {
  if (/^\s*\?/.test(rest) || none.test(rest)) return false
  if (kind !== 'done' && takesWords.test(rest)) return true
  return ended.test(rest)
}
