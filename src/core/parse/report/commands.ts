import type { Heading, Paragraph, Root, RootContent } from 'mdast'
import { inlineLines, type Line } from '../packet/inline.ts'
import { outer } from '../packet/markdown.ts'
import { looseCommand } from './loose.ts'
import type { ParsedCommand } from './reading.ts'

const commandStart = /^\/([A-Za-z][A-Za-z-]*)(?=\s|$)/

/**
 * Reads every `/word` at the start of a line of the comment's paragraphs. Up to three spaces before the slash are ignored,
 * as in Markdown. `/usr/bin` and `/api:` are not commands. In lists, in emphasis and before punctuation only a word in
 * `known` counts (`loose.ts`). Quotes, code, tables and HTML are skipped.
 */
export function readCommands(root: Root, source: string, known: ReadonlySet<string>): ParsedCommand[] {
  const rows = source.split('\n')
  const paragraphs = root.children.flatMap((node) => paragraphsOf(node, source, false))
  return paragraphs.flatMap(({ node, inList }) => {
    const lines = inlineLines(node.children, source)
    return paragraphCommands(lines, (line) => commandOf(line, rows[line.line - 1] ?? '', inList, known))
  })
}

interface Block {
  node: Paragraph | Heading
  inList: boolean
}

function paragraphsOf(node: RootContent, source: string, inList: boolean): Block[] {
  if (node.type === 'paragraph' || (!inList && isUnderlined(node, source))) return [{ node, inList }]
  if (node.type !== 'list') return []
  return node.children.flatMap((item) => item.children.flatMap((child) => paragraphsOf(child, source, true)))
}

/** Markdown reads `/pause` above a line of hyphens as a heading; its writer meant a command above a rule. */
const isUnderlined = (node: RootContent, source: string): node is Heading =>
  node.type === 'heading' && source[outer(node)[0]] !== '#'

function paragraphCommands(lines: Line[], read: (line: Line) => ParsedCommand | null): ParsedCommand[] {
  const commands: ParsedCommand[] = []
  for (const line of lines) {
    const found = read(line)
    const last = commands.at(-1)
    if (found) commands.push(found)
    else if (last) last.more = last.more === '' ? visibleText(line) : `${last.more}\n${visibleText(line)}`
  }
  return commands
}

function commandOf(line: Line, row: string, inList: boolean, known: ReadonlySet<string>): ParsedCommand | null {
  const strict = inList ? null : strictCommand(line, row)
  if (strict) return strict
  // A line indented further is meant as code, even where Markdown does not read it so.
  const loose = inList || /^ {0,3}(?! )/.test(row) ? looseCommand(line, row, known) : null
  return loose && { ...loose, more: '', line: line.line }
}

function strictCommand(line: Line, row: string): ParsedCommand | null {
  const first = line.tokens.find((token) => token.text.trim() !== '')
  if (!first?.top || first.code || !/^ {0,3}\//.test(row)) return null
  const text = visibleText(line)
  const match = commandStart.exec(text)
  if (!match) return null
  return { name: (match[1] ?? '').toLowerCase(), args: text.slice(match[0].length).trim(), more: '', line: line.line }
}

/** Returns the text of a line as typed, without HTML comments. */
const visibleText = (line: Line): string =>
  line.tokens
    .map((token) => token.text)
    .join('')
    .trim()
