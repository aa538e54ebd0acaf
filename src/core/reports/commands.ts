import type { Heading, Paragraph, Root } from 'mdast'
import { inlineLines, type Line } from '../packets/inline.ts'
import { outer } from '../packets/markdown.ts'
import type { ParsedCommand } from './reading.ts'

const commandStart = /^\/([A-Za-z][A-Za-z-]*)(?=\s|$)/

/**
 * Every line-start `/word` of the comment's own paragraphs. In a list or a table a line starts with something else; up
 * to three blanks before the slash are none to Markdown, and so none here. `/usr/bin` and `/api:` are no words.
 */
export function readCommands(root: Root, source: string): ParsedCommand[] {
  const rows = source.split('\n')
  return root.children
    .filter((node): node is Paragraph | Heading => node.type === 'paragraph' || isUnderlined(node, source))
    .flatMap((node) => paragraphCommands(inlineLines(node.children, source), rows))
}

/** `/pause` over a line of hyphens is a heading to Markdown, and a command over a rule to its writer. */
const isUnderlined = (node: Root['children'][number], source: string): boolean =>
  node.type === 'heading' && source[outer(node)[0]] !== '#'

function paragraphCommands(lines: Line[], rows: string[]): ParsedCommand[] {
  const commands: ParsedCommand[] = []
  for (const line of lines) {
    const found = commandOf(line, rows[line.line - 1] ?? '')
    const last = commands.at(-1)
    if (found) commands.push(found)
    else if (last) last.more = last.more === '' ? written(line) : `${last.more}\n${written(line)}`
  }
  return commands
}

function commandOf(line: Line, row: string): ParsedCommand | null {
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
