import type { Heading, Paragraph, Root, RootContent } from 'mdast'
import { inlineLines, type Line } from '../packet/inline.ts'
import { outer } from '../packet/markdown.ts'
import { looseCommand } from './loose.ts'
import type { ParsedCommand } from './reading.ts'

const commandStart = /^\/([A-Za-z][A-Za-z-]*)(?=\s|$)/

/**
 * Every line-start `/word` of the comment's own paragraphs; up to three blanks before the slash are none to Markdown, and
 * so none here. `/usr/bin` and `/api:` are no words. In lists, in emphasis and with punctuation behind it only a word
 * that is `known` counts (`loose.ts`). Nothing counts in quotes, code, tables and HTML.
 */
export function readCommands(root: Root, source: string, known: ReadonlySet<string>): ParsedCommand[] {
  const rows = source.split('\n')
  const paragraphs = root.children.flatMap((node) => paragraphsOf(node, source, false))
  return paragraphs.flatMap(({ node, inList }) => {
    const lines = inlineLines(node.children, source)
    return paragraphCommands(lines, (line) => commandOf(line, rows[line.line - 1] ?? '', inList, known))
  })
}

interface Place {
  node: Paragraph | Heading
  inList: boolean
}

function paragraphsOf(node: RootContent, source: string, inList: boolean): Place[] {
  if (node.type === 'paragraph' || (!inList && isUnderlined(node, source))) return [{ node, inList }]
  if (node.type !== 'list') return []
  return node.children.flatMap((item) => item.children.flatMap((child) => paragraphsOf(child, source, true)))
}

/** `/pause` over a line of hyphens is a heading to Markdown, and a command over a rule to its writer. */
const isUnderlined = (node: RootContent, source: string): node is Heading =>
  node.type === 'heading' && source[outer(node)[0]] !== '#'

function paragraphCommands(lines: Line[], read: (line: Line) => ParsedCommand | null): ParsedCommand[] {
  const commands: ParsedCommand[] = []
  for (const line of lines) {
    const found = read(line)
    const last = commands.at(-1)
    if (found) commands.push(found)
    else if (last) last.more = last.more === '' ? written(line) : `${last.more}\n${written(line)}`
  }
  return commands
}

function commandOf(line: Line, row: string, inList: boolean, known: ReadonlySet<string>): ParsedCommand | null {
  const strict = inList ? null : strictCommand(line, row)
  if (strict) return strict
  // Deeper than that, a line is code to its writer, whatever Markdown makes of it.
  const loose = inList || /^ {0,3}(?! )/.test(row) ? looseCommand(line, row, known) : null
  return loose && { ...loose, more: '', line: line.line }
}

function strictCommand(line: Line, row: string): ParsedCommand | null {
  const first = line.tokens.find((token) => token.text.trim() !== '')
  if (!first?.top || first.code || !/^ {0,3}\//.test(row)) return null
  const text = written(line)
  const match = commandStart.exec(text)
  if (!match) return null
  return { name: (match[1] ?? '').toLowerCase(), args: text.slice(match[0].length).trim(), more: '', line: line.line }
}

/** A command's words as typed, HTML comments left out. */
const written = (line: Line): string =>
  line.tokens
    .map((token) => token.text)
    .join('')
    .trim()
