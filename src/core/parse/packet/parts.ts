import { type Line, linesText, lineText } from './inline.ts'
import type { Section } from './sections.ts'

/** One value below a label: a line of a paragraph, or a list item as a whole. */
export interface Part {
  text: string
  line: number
  /** Number of lists around it, from 0; -1 for a line of a paragraph. */
  depth: number
  item: boolean
}

const fromLine = (line: Line): Part => ({ text: lineText(line), line: line.line, depth: -1, item: false })

export function partsOf(section: Section): Part[] {
  const parts: Part[] = section.inline ? [fromLine(section.inline)] : []
  for (const entry of section.entries) {
    if (entry.kind === 'text') parts.push(...entry.lines.map(fromLine))
    if (entry.kind === 'item')
      parts.push({ text: linesText(entry.lines), line: entry.line, depth: entry.depth, item: true })
  }
  return parts.filter((part) => part.text !== '')
}

/** Returns the first paragraph, or the first list item when no paragraph precedes it, with wrapped lines joined. */
export function firstParagraph(section: Section): { text: string; line: number } | null {
  const inline = section.inline ? lineText(section.inline) : ''
  const next = section.entries[0]
  const more = next?.kind === 'text' && (inline === '' || next.line === (section.inline?.line ?? -2) + 1) ? next : null
  if (inline !== '' || more) {
    const text = [inline, more ? linesText(more.lines) : ''].filter(Boolean).join(' ')
    if (text !== '') return { text, line: inline !== '' ? section.line : (more?.line ?? section.line) }
  }
  const item = section.entries.find((entry) => entry.kind === 'text' || entry.kind === 'item')
  return item && 'lines' in item ? { text: linesText(item.lines), line: item.line } : null
}
