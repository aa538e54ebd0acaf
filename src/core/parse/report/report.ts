import type { Entry } from '../packet/entries.ts'
import { bare, isMissing } from '../packet/missing.ts'
import { splitList } from '../packet/split.ts'
import { kindOf } from './kind.ts'
import type { Label } from './labels.ts'
import { percentAlone, percentBesideStatus, percentComplete, percentOfProgress } from './percent.ts'
import type { Report, ReportKind } from './reading.ts'
import { type Row, rowsOf } from './rows.ts'

/** Reads the first report of a text. @returns null when it has no status, question or percentage */
export function readReport(entries: Entry[]): Report | null {
  const rows = rowsOf(entries)
  const titles = entries[0]?.kind === 'heading' ? 1 : 0
  const status = rows.find((row) => isStatus(row, titles))
  const kind = status ? statusOf(status.value) : null
  const question = questionIn(rows)
  const percent = percentIn(rows, status)
  if (kind === null && question === null && percent === null) return null
  const first = [status, ...rows.filter((row) => row.label !== null && row.label !== 'other')].find((row) => row)
  return {
    kind,
    percent,
    question: question?.text ?? null,
    reason: textOf(rows, 'reason'),
    blocking: textOf(rows, 'blocking'),
    canContinue: textOf(rows, 'canContinue'),
    readyFor: textOf(rows, 'readyFor'),
    completed: listOf(rows, 'completed'),
    progress: listOf(rows, 'progress'),
    filesChanged: listOf(rows, 'filesChanged').flatMap(splitList),
    line: first?.line ?? question?.line ?? rows.find((row) => percentComplete(row.text) !== null)?.line ?? 1,
  }
}

/** A status in a list or table below a heading belongs to one part. In a list at the top it may belong to the whole. */
const isStatus = (row: Row, titles: number): boolean =>
  row.label === 'status' && (!row.item || row.headings <= titles) && statusOf(row.value) !== null

/** The status `85% complete` means running, and `100% complete` means done. */
function statusOf(value: string): ReportKind | null {
  const percent = percentAlone(value)
  if (percent === null) return kindOf(value)
  return percent === 100 ? 'done' : 'running'
}

/** Returns the rest of the label's line and the following lines, up to the next label or heading. */
function valueRows(rows: Row[], label: Label): Row[] {
  const start = rows.findIndex((row) => row.label === label)
  const first = rows[start]
  if (!first) return []
  const end = rows.findIndex((row, index) => index > start && (row.label !== null || endsList(row)))
  const below = rows.slice(start + 1, end === -1 ? undefined : end)
  const inline = first.value === '' ? [] : [{ ...first, text: first.value }]
  return inline.length > 0 && label !== 'progress' && label !== 'completed'
    ? [...inline, ...wrapped(first, below)]
    : [...inline, ...below]
}

/** A percentage or a question after a list is not part of the list. */
const endsList = (row: Row): boolean => !row.item && (percentComplete(row.text) !== null || asks.test(row.text))

function wrapped(first: Row, below: Row[]): Row[] {
  const end = below.findIndex((row, index) => row.item || row.line !== first.line + index + 1)
  return end === -1 ? below : below.slice(0, end)
}

function textOf(rows: Row[], label: Label): string | null {
  const text = valueRows(rows, label)
    .map((row) => row.text)
    .join(' ')
    .trim()
  return isMissing(text) || isUnfilled(text) ? null : text
}

const listOf = (rows: Row[], label: Label): string[] =>
  valueRows(rows, label)
    .filter((row) => row.item || row.value !== '')
    .map((row) => bare(row.text))
    .filter((text) => !isMissing(text))

/** Placeholder of a template, such as "[what stopped you]". */
const isUnfilled = (text: string): boolean => /^\[[^\]]{3,}\]\.?$/.test(text)

const asks = /(?:^|[.!?;,–—-]\s+)questions?\s*[:：]\s*(\S.*)$/iu

function questionIn(rows: Row[]): { text: string; line: number } | null {
  const labelledQuestion = textOf(rows, 'question')
  const line = rows.find((row) => row.label === 'question')?.line
  if (labelledQuestion !== null && line !== undefined) return { text: labelledQuestion, line }
  for (const row of rows) {
    const text =
      row.label === 'question' || row.text.length > 5000 ? undefined : asks.exec(withoutCode(row.text))?.index
    const match = text === undefined ? null : asks.exec(row.text)
    if (match && !isMissing(match[1] ?? '') && !isUnfilled(match[1] ?? ''))
      return { text: match[1] ?? '', line: row.line }
  }
  return null
}

const withoutCode = (text: string): string => text.replace(/`[^`]*`/g, (code) => '_'.repeat(code.length))

function percentIn(rows: Row[], status: Row | undefined): number | null {
  const beside = status ? (percentBesideStatus(status.value) ?? percentAlone(status.value)) : null
  if (beside !== null) return beside
  for (const row of rows) {
    const stated = row.label === 'percent' || row.label === 'progress' ? percentOfProgress(row.value) : null
    if (stated !== null) return stated
  }
  const heading = rows.find((row) => row.label === 'status' && percentComplete(row.value) !== null)
  const found = heading ?? rows.find((row) => !row.item && percentComplete(row.text) !== null)
  return found ? percentComplete(found === heading ? found.value : found.text) : null
}
