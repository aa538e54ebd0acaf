/** The visible lines of a report, with their labels. */
import type { Entry } from '../packet/entries.ts'
import { type Line, type Token, tokensText } from '../packet/inline.ts'
import { bare } from '../packet/missing.ts'
import { type Label, labelFor, labelled } from './labels.ts'

/** One line. `item`: it is in a list or a table. */
export interface Row {
  text: string
  line: number
  item: boolean
  /** Number of headings above it. */
  headings: number
  label: Label | null
  value: string
}

export function rowsOf(entries: Entry[]): Row[] {
  const rows: Row[] = []
  let headings = 0
  for (const entry of entries) {
    if (entry.kind === 'heading') {
      rows.push(headingRow(entry.text, entry.line, headings))
      headings += 1
    }
    if (entry.kind === 'text') rows.push(...entry.lines.map((line) => rowOf(line, false, headings)))
    if (entry.kind === 'item') rows.push(...entry.lines.map((line) => rowOf(line, true, headings)))
    if (entry.kind === 'row') rows.push(...tableRow(entry, headings))
  }
  return withStatusBelow(rows.filter((row) => row.text !== ''))
}

/** A status at the end of a heading: `# Add login — Status: Done`. */
const afterDash = /\s[—–|-]\s+(status\s*[:：].*)$/isu

function headingRow(text: string, line: number, headings: number): Row {
  const tail = afterDash.exec(text)?.[1]
  const found = labelled(text) ?? (tail ? labelled(tail) : null) ?? { label: labelFor(text) ?? 'other', value: '' }
  return { text, line, item: false, headings, ...found }
}

function rowOf(line: Line, item: boolean, headings: number): Row {
  const text = tokensText(line.tokens.map(plainToken))
  const found = labelled(text) ?? statusLabel(line, text)
  return { text, line: line.line, item, headings, label: found?.label ?? null, value: found?.value ?? '' }
}

/** Recognizes `**Status**` alone on its line. */
function statusLabel({ tokens }: Line, text: string): { label: Label; value: string } | null {
  const isBold = tokens.every((token) => token.bold > 0 || token.text.trim() === '')
  return isBold && labelFor(text) === 'status' ? { label: 'status', value: '' } : null
}

/** Reads `| Status | In progress |`, a label and its value in a table of two columns. */
function tableRow({ cells, head, nth, line }: Entry & { kind: 'row' }, headings: number): Row[] {
  const all = [...(nth === 0 ? [head] : []), cells]
  return all.flatMap(([label = '', value = '', ...more]) => {
    const found = more.length === 0 && value !== '' ? labelFor(label) : null
    return found ? [{ text: `${label}: ${value}`, line, item: true, headings, label: found, value: bare(value) }] : []
  })
}

/** Removes bold marks. Code keeps its backquotes so that it can be distinguished from text. */
const plainToken = (token: Token): Token => (token.mark && /^[*_]+$/.test(token.text) ? { ...token, text: '' } : token)

/** A line `Done` below the heading `## Status` is its value. */
function withStatusBelow(rows: Row[]): Row[] {
  return rows.map((row, index) => {
    const next = rows[index + 1]
    const takes = row.label === 'status' && row.value === '' && !row.item && next && !next.item && next.label === null
    return takes ? { ...row, value: next.text } : row
  })
}
