import type { Entry } from './entries.ts'
import { linesText, lineText } from './inline.ts'
import { isMissing } from './missing.ts'
import type { Criterion } from './reading.ts'
import type { Section } from './sections.ts'

type Item = Entry & { kind: 'item' }
type Row = Entry & { kind: 'row' }

/** Reads boxes at any depth and items of the outermost lists; without lists, lines of text; without those, table rows. */
export function readCriteria(sections: Section[]): Criterion[] {
  const criteria = sections.flatMap((section) => {
    const items = section.entries.filter((entry): entry is Item => entry.kind === 'item')
    if (items.length > 0) return itemCriteria(items)
    const lines = lineCriteria(section)
    return lines.length > 0 ? lines : rowCriteria(section)
  })
  const seen = new Set<string>()
  return criteria.filter(({ text }) => !isMissing(text) && !seen.has(text) && seen.add(text))
}

function itemCriteria(items: Item[]): Criterion[] {
  const top = items.reduce((least, item) => Math.min(least, item.depth), Number.POSITIVE_INFINITY)
  return items
    .filter((item) => item.checked !== null || (item.depth === top && !item.boxesInside))
    .map((item) => ({ ...drawn(linesText(item.lines), item.checked), line: item.line }))
}

const drawnBox = /^(?:([☑✅✔✓])|[☐⬜◻□])\uFE0F?\s+/u

/** Reads a box that is typed as a character (`☐ …`, `✅ …`) instead of a Markdown box. */
function drawn(text: string, checked: boolean | null): { text: string; checked: boolean } {
  const box = checked === null ? drawnBox.exec(text) : null
  return box ? { text: text.slice(box[0].length), checked: box[1] !== undefined } : { text, checked: checked ?? false }
}

/** Reads one criterion per line, as people type into a form. A line that starts in lower case continues the one before. */
function lineCriteria(section: Section): Criterion[] {
  const lines = section.entries.flatMap((entry) => (entry.kind === 'text' ? entry.lines : []))
  const criteria: Criterion[] = []
  for (const line of section.inline ? [section.inline, ...lines] : lines) {
    const { text, checked, box } = boxOf(lineText(line))
    const last = criteria.at(-1)
    if (text === '') continue
    if (last && !box && /^\p{Ll}/u.test(text) && !/[.;:!?]$/.test(last.text)) last.text = `${last.text} ${text}`
    else criteria.push({ text, checked, line: line.line })
  }
  return criteria.filter(({ text }) => !text.endsWith(':'))
}

function boxOf(text: string): { text: string; checked: boolean; box: boolean } {
  const match = /^\[([ xX]?)\]\s+/.exec(text)
  const checked = match?.[1]?.toLowerCase() === 'x'
  return { text: match ? text.slice(match[0].length) : text, checked, box: match !== null }
}

const fulfilled = /^(?:\[x\]|✅|✓|✔|☑|x|yes|pass|passed|done|ok)(?![\p{L}\p{N}])|^[✅✓✔☑]/iu
const namesCriterion = /criteri|requirement|condition|description|check|what|acceptance|behaviou?r/i
const numbersRows = /^(?:#|no\.?|nr\.?|id|[^\p{L}\p{N}]*)$/iu

/** Returns the column with the criteria: the one with a fitting heading, else the first that does not only number rows. */
function columnOf(rows: Row[]): number {
  const head = rows[0]?.head ?? []
  const named = head.findIndex((cell) => namesCriterion.test(cell) && !numbersRows.test(cell))
  if (named >= 0) return named
  const isNumbered = rows.every(({ cells }) => cells.length > 1 && /^[A-Z]{0,4}[-. ]?\d{1,4}\.?$/i.test(cells[0] ?? ''))
  return isNumbered ? 1 : 0
}

function rowCriteria(section: Section): Criterion[] {
  const rows = section.entries.filter((entry): entry is Row => entry.kind === 'row')
  const column = columnOf(rows)
  return rows.flatMap(({ cells, line }) => {
    const text = cells[column] ?? ''
    const others = cells.filter((_, index) => index !== column)
    return text === '' ? [] : [{ text, checked: others.some((cell) => fulfilled.test(cell)), line }]
  })
}
