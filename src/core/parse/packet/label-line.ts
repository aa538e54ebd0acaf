import type { Line, Token } from './inline.ts'
import { tokensText } from './inline.ts'
import { type Meaning, meaningOf, plainMeaningOf } from './labels.ts'

/** A label at the start of a line, and the rest of the line. */
export interface FoundLabel {
  meaning: Meaning
  label: string
  rest: Token[]
}

/** Splits `Objective: Do it` at the colon. */
export function splitHeading(text: string): [string, string] {
  const colon = /^([^:：]{1,80})[:：]\s*(.*)$/s.exec(text)
  return colon ? [colon[1] ?? '', colon[2]?.trim() ?? ''] : [text, '']
}

/** Makes a line of a plain text. */
export const asLine = (text: string, line: number): Line => ({
  line,
  tokens: [{ text, line, code: false, struck: false, top: true, link: false, bold: 0, mark: false }],
})

const colonAfter = /^\s*[:：]\s*/
/** `**Objective** — Limit requests`. */
const dashAfter = /^\s+[–—-]\s+/
const plainLabel = /^([\p{L}][\p{L} '-]{1,60}?)\s*[:：](?:\s+|$)/u

/** Finds a label: bold text at the start of a line with a colon in or after it or alone on its line, or a known plain label. */
export function labelOf(line: Line): FoundLabel | null {
  const tokens = line.tokens
  const first = tokens.findIndex((token) => token.text.trim() !== '')
  const bold = tokens[first]?.bold ?? 0
  if (bold === 0) return plainLabelOf(tokens, first)
  const after = tokens.findIndex((token, index) => index > first && token.bold !== bold)
  const run = after === -1 ? tokens.slice(first) : tokens.slice(first, after)
  const rest = after === -1 ? [] : tokens.slice(after)
  if (run.some((token) => token.struck)) return null
  const text = tokensText(run.filter((token) => !token.mark))
  return boldLabel(text, rest)
}

function boldLabel(text: string, rest: Token[]): FoundLabel | null {
  const next = rest[0]
  if (/[:：]$/.test(text)) return withMeaning(text.slice(0, -1), rest)
  if (rest.every((token) => token.text.trim() === '')) return withMeaning(text, []) ?? withValue(text, rest)
  if (next && !next.code && dashAfter.test(next.text))
    return withMeaning(text, [{ ...next, text: next.text.replace(dashAfter, '') }, ...rest.slice(1)])
  if (!next || next.code || !colonAfter.test(next.text)) return withValue(text, rest)
  return withMeaning(text, [{ ...next, text: next.text.replace(colonAfter, '') }, ...rest.slice(1)])
}

/** Splits `**Branch: feature/x**`, which has label and value in one bold run. */
function withValue(text: string, rest: Token[]): FoundLabel | null {
  const [label, value] = splitHeading(text)
  if (value === '') return null
  return withMeaning(label, [...asLine(`${value} `, rest[0]?.line ?? 0).tokens, ...rest])
}

function withMeaning(label: string, rest: Token[]): FoundLabel | null {
  const meaning = meaningOf(label)
  return meaning ? { meaning, label: label.trim(), rest } : null
}

function plainLabelOf(tokens: Token[], first: number): FoundLabel | null {
  const token = tokens[first]
  const match = token?.top && !token.code && !token.struck ? plainLabel.exec(token.text) : null
  const meaning = match ? plainMeaningOf(match[1] ?? '') : null
  if (!token || !match || !meaning) return null
  const rest = [{ ...token, text: token.text.slice(match[0].length) }, ...tokens.slice(first + 1)]
  return { meaning, label: match[1] ?? '', rest }
}
