import type { Heading, List, ListItem, Root, RootContent, Table, TableRow, Yaml } from 'mdast'
import { inlineLines, type Line, linesText, lineText } from './inline.ts'
import { outer, startLine } from './markdown.ts'

interface Span {
  line: number
  start: number
  end: number
}

/** One block of the Markdown tree, flattened. Quotes, comments and raw HTML are left out because they hold no fields. */
export type Entry =
  | (Span & { kind: 'heading'; depth: number; text: string })
  | (Span & { kind: 'text'; lines: Line[] })
  | (Span & { kind: 'item'; depth: number; checked: boolean | null; lines: Line[]; boxesInside: boolean })
  | (Span & { kind: 'code'; text: string; depth: number })
  /** `head`: the cells of the table's first line; `nth`: 0 for the row below it. */
  | (Span & { kind: 'row'; cells: string[]; head: string[]; nth: number })
  | (Span & { kind: 'close' })

const summaryDepth = 7

export function entriesOf(root: Root, source: string): Entry[] {
  return root.children.flatMap((node) => blockEntries(node, source, 0))
}

export const frontMatterOf = (root: Root): Yaml | null =>
  root.children.find((node): node is Yaml => node.type === 'yaml') ?? null

const span = (node: RootContent | ListItem): Span => {
  const [start, end] = outer(node)
  return { line: startLine(node), start, end }
}

/** @param depth number of lists around the block */
function blockEntries(node: RootContent, source: string, depth: number): Entry[] {
  switch (node.type) {
    case 'heading':
      return [headingEntry(node, source)]
    case 'paragraph':
      return [{ kind: 'text', lines: inlineLines(node.children, source), ...span(node) }]
    case 'list':
      return listEntries(node, source, depth)
    case 'code':
      return [{ kind: 'code', text: node.value, depth, ...span(node) }]
    case 'table':
      return rowEntries(node, source)
    case 'html':
      return htmlEntries(node.value, span(node))
    default:
      return []
  }
}

/** Markdown reads `**In Scope:** src/` above `---` as a heading; its writer meant a line above a rule. */
function headingEntry(node: Heading, source: string): Entry {
  const lines = inlineLines(node.children, source)
  const underlined = !/^ {0,3}#/.test(source.slice(outer(node)[0], outer(node)[0] + 4))
  if (underlined && (lines.length > 1 || startsWithLabel(lines[0]))) return { kind: 'text', lines, ...span(node) }
  return { kind: 'heading', depth: node.depth, text: linesText(lines), ...span(node) }
}

const startsWithLabel = (line: Line | undefined): boolean =>
  line !== undefined && /^\*\*[^*]{1,80}\*\*\s*:|^\*\*[^*]{1,80}:\s*\*\*/.test(lineText(line))

const boxes = /^\[([ xX]?)\](?:\s+|$)/

function listEntries(list: List, source: string, depth: number): Entry[] {
  return list.children.flatMap((item) => {
    const [first, ...rest] = item.children
    const lines = first?.type === 'paragraph' ? inlineLines(first.children, source) : []
    const others = first?.type === 'paragraph' ? rest : item.children
    const inside = others.flatMap((node) => insideItem(node, source, depth + 1))
    const checked = item.checked ?? takeBox(lines)
    const boxesInside = inside.some((entry) => entry.kind === 'item' && entry.checked !== null)
    return [{ kind: 'item', depth, checked, lines, boxesInside, ...span(item) } satisfies Entry, ...inside]
  })
}

/** Only lists and paragraphs in an item can hold a field. A heading in an item is text. */
function insideItem(node: RootContent, source: string, depth: number): Entry[] {
  if (node.type === 'heading') {
    return [{ kind: 'text', lines: inlineLines(node.children, source), ...span(node) }]
  }
  return blockEntries(node, source, depth)
}

/** Reads `[]`, and `[x]` before nothing or where GitHub shows no box. People mean a box there too. */
function takeBox(lines: Line[]): boolean | null {
  const first = lines[0]?.tokens[0]
  const match = first?.top && !first.code ? boxes.exec(first.text) : null
  if (!first || !match) return null
  first.text = first.text.slice(match[0].length)
  return match[1]?.toLowerCase() === 'x'
}

function rowEntries(table: Table, source: string): Entry[] {
  const cellsOf = (row: TableRow) => row.children.map((cell) => linesText(inlineLines(cell.children, source)))
  const [first, ...rows] = table.children
  return rows.map((row, index) => {
    const [start, end] = outer(row)
    const head = first ? cellsOf(first) : []
    return { kind: 'row', cells: cellsOf(row), head, nth: index, line: startLine(row), start, end }
  })
}

/** `<summary>` counts as the heading of a folded block, which `</details>` ends. */
function htmlEntries(html: string, at: Span): Entry[] {
  if (/^<!--/.test(html)) return []
  const summary = /<summary>([^<]{1,200})<\/summary>/i.exec(html.slice(0, 2000))
  if (summary) return [{ kind: 'heading', depth: summaryDepth, text: summary[1]?.trim() ?? '', ...at }]
  return /^<\/details>/i.test(html) ? [{ kind: 'close', ...at }] : []
}
