import type { Entry } from './entries.ts'
import { type Line, lineText, tokensText } from './inline.ts'
import { asLine, type FoundLabel, labelOf, splitHeading } from './label-line.ts'
import { type Field, type Meaning, meaningOf, normalLabel } from './labels.ts'
import { bare } from './missing.ts'

/** The part of the text that belongs to one label. */
export interface Section extends Meaning {
  label: string
  line: number
  led: 'heading' | 'label'
  /** Depth of the heading around it. */
  depth: number
  /** Number of lists around a label at the start of a list item; null for other labels. */
  itemDepth: number | null
  /** The rest of the label's line. */
  inline: Line | null
  entries: Entry[]
}

interface State {
  sections: Section[]
  current: Section | null
  /** The section of the heading around a bold label. It continues after the label's value. */
  parent: Section | null
  /** Before the first heading other than the title. */
  preamble: boolean
  headings: number
  /** The text comes from Switchyard's issue form, whose headings have level 3. A level 3 heading in an answer belongs to it. */
  form: boolean
}

const single = new Set<Field>(['name', 'branch', 'base', 'session', 'risk'])
const bodies = new Set<Field>(['acceptance', 'contract', 'boundaries', 'dependencies', 'inScope', 'outOfScope', 'hard'])

export function sectionsOf(entries: Entry[]): Section[] {
  const state: State = {
    sections: [],
    current: null,
    parent: null,
    preamble: true,
    headings: 0,
    form: isForm(entries),
  }
  for (const entry of entries) step(state, entry)
  return state.sections
}

const formLabels = ['packet name', 'objective', 'acceptance criteria']

function isForm(entries: Entry[]): boolean {
  const headings = entries.filter((entry) => entry.kind === 'heading')
  const labels = new Set(headings.filter((entry) => entry.depth === 3).map((entry) => normalLabel(entry.text)))
  return headings[0]?.depth === 3 && formLabels.every((label) => labels.has(label))
}

function step(state: State, entry: Entry): void {
  switch (entry.kind) {
    case 'heading':
      onHeading(state, entry)
      break
    case 'text':
      onText(state, entry)
      break
    case 'item':
      onItem(state, entry)
      break
    case 'close':
      leave(state)
      break
    case 'row':
      onRow(state, entry)
      break
    default:
      state.current?.entries.push(entry)
  }
}

function leave(state: State): void {
  state.current = null
  state.parent = null
}

function open(state: State, meaning: Meaning, rest: Pick<Section, 'label' | 'line' | 'led' | 'depth' | 'itemDepth'>) {
  const section: Section = { ...meaning, ...rest, inline: null, entries: [] }
  state.sections.push(section)
  state.current = section
  return section
}

function onHeading(state: State, entry: Entry & { kind: 'heading' }): void {
  state.headings += 1
  const [label, value] = splitHeading(entry.text)
  const meaning = headingMeaning(entry.text) ?? (value === '' ? null : headingMeaning(label))
  const held = state.parent ?? state.current
  if (!meaning && held && held.led === 'heading' && continues(state, held, entry.depth)) {
    held.entries.push(entry)
    state.current = held
    return
  }
  leave(state)
  if (meaning) {
    const at = { label, line: entry.line, led: 'heading' as const, depth: entry.depth, itemDepth: null }
    const section = open(state, meaning, at)
    if (value !== '' && !meaningOf(entry.text)) section.inline = asLine(value, entry.line)
  }
  state.preamble = state.headings === 1 && !meaning
}

/** A heading "Checklist" may head any list, such as one of a pull request. As a bold label it heads the criteria. */
const headingMeaning = (text: string): Meaning | null => (normalLabel(text) === 'checklist' ? null : meaningOf(text))

/** Returns whether an unknown heading continues a section: it groups the entries of the section. */
function continues(state: State, section: Section, depth: number): boolean {
  const field = section.fields[0]
  if (!field || !bodies.has(field)) return false
  return depth > section.depth || (state.form && (field === 'acceptance' || field === 'contract'))
}

function onText(state: State, entry: Entry & { kind: 'text' }): void {
  closeAfterValue(state, 'text')
  let rest: Line[] = []
  const flush = () => {
    if (rest.length > 0) state.current?.entries.push({ ...entry, lines: rest, line: rest[0]?.line ?? entry.line })
    rest = []
  }
  for (const line of entry.lines) {
    const found = takesLabels(state) ? labelOf(line) : null
    if (!found) {
      rest.push(line)
      continue
    }
    flush()
    startLabel(state, found, line.line, null)
  }
  flush()
}

function onItem(state: State, entry: Entry & { kind: 'item' }): void {
  const label = state.current?.led === 'label' ? state.current : null
  if (label?.itemDepth != null && entry.depth <= label.itemDepth) state.current = state.parent
  else closeAfterValue(state, 'item')
  const [first, ...others] = entry.lines
  const found = first && takesItemLabels(state) ? labelOf(first) : null
  if (!found) {
    state.current?.entries.push(entry)
    return
  }
  startLabel(state, found, first?.line ?? entry.line, entry.depth)
  if (others.length > 0) step(state, { ...entry, kind: 'text', lines: others, line: others[0]?.line ?? entry.line })
}

const inColumns = new Set<Field>(['inScope', 'outOfScope', 'hard', 'soft'])

/** Reads a table with the head `| In scope | Out of scope |`: each column is a list. */
function columns(state: State, { head, nth, cells, line, start, end }: Entry & { kind: 'row' }): boolean {
  const meanings = head.map((cell) => meaningOf(bare(cell)))
  const isTable =
    meanings.length > 1 && meanings.every((one) => one !== null && inColumns.has(one.fields[0] ?? 'other'))
  if (!isTable) return false
  const { current, parent } = state
  if (nth === 0)
    for (const [index, meaning] of meanings.entries())
      if (meaning) open(state, meaning, { label: head[index] ?? '', line, led: 'label', depth: 0, itemDepth: null })
  const opened = state.sections.slice(-meanings.length)
  for (const [index, section] of opened.entries()) {
    const text = cells[index] ?? ''
    const item = { kind: 'item' as const, depth: 0, checked: null, boxesInside: false, line, start, end }
    if (text !== '') section.entries.push({ ...item, lines: [asLine(text, line)] })
  }
  Object.assign(state, { current, parent })
  return true
}

/** Reads `| Branch | feature/api |` at the top as a label with its value. */
function onRow(state: State, entry: Entry & { kind: 'row' }): void {
  if (columns(state, entry)) return
  const [label, value] = entry.cells
  const meaning = state.preamble && entry.cells.length === 2 && label ? meaningOf(bare(label)) : null
  if (!meaning || !label || !value) {
    state.current?.entries.push(entry)
    return
  }
  state.current = null
  open(state, meaning, { label, line: entry.line, led: 'label', depth: 0, itemDepth: null }).inline = asLine(
    value,
    entry.line,
  )
}

/** A contract, notes and the answers of a form are free text: text that looks like a label belongs to them. */
function takesLabels(state: State): boolean {
  if (state.form) return false
  if (state.current?.led !== 'heading') return true
  return state.current.fields[0] !== 'contract' && normalLabel(state.current.label) !== 'notes'
}

/** Labels in list items count where fields are listed: at the top, and under boundaries and dependencies. */
function takesItemLabels(state: State): boolean {
  const holder = state.parent ?? state.current
  if (state.form) return false
  if (!holder || holder.led === 'label') return state.preamble && listsFields(state.current)
  return holder.fields[0] === 'boundaries' || holder.fields[0] === 'dependencies'
}

const listsFields = (current: Section | null): boolean =>
  !current || (current.fields[0] !== 'acceptance' && current.fields[0] !== 'contract')

function startLabel(state: State, found: FoundLabel, line: number, itemDepth: number | null): void {
  if (state.current?.led === 'heading') state.parent = state.current
  const depth = state.parent?.depth ?? 0
  const section = open(state, found.meaning, { label: found.label, line, led: 'label', depth, itemDepth })
  if (tokensText(found.rest) !== '') section.inline = { line, tokens: found.rest }
  if (section.inline && section.fields.some((field) => single.has(field))) state.current = state.parent
}

/** `**Out of Scope:** UI` has its value, so a paragraph below it belongs to the section around the label. */
function closeAfterValue(state: State, next: 'text' | 'item'): void {
  const section = state.current
  if (!section || section.led === 'heading' || section.fields[0] === 'contract') return
  if (next === 'item' && section.fields[0] === 'acceptance') return
  const value = section.inline ? lineText(section.inline) : ''
  if (value !== '' && !value.endsWith(':')) state.current = state.parent
}
