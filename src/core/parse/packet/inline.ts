import type { Parents, PhrasingContent } from 'mdast'
import { endLine, outer, startLine } from './markdown.ts'

/** A run of characters within one line of a paragraph. */
export interface Token {
  text: string
  line: number
  /** In a code span. */
  code: boolean
  struck: boolean
  /** Directly in the paragraph, not in a link or in emphasis. */
  top: boolean
  link: boolean
  /** Identifies its bold run within the paragraph; 0 when it is not bold. */
  bold: number
  /** A delimiter such as `**`, kept because `src/**` and `lib/**` on one line read as bold to Markdown. */
  mark: boolean
}

export interface Line {
  line: number
  tokens: Token[]
}

type Style = Pick<Token, 'struck' | 'top' | 'link' | 'bold'>
type Piece = Token | { newLine: number }

/** Splits the inline nodes of a paragraph or heading into the lines of the source, without HTML comments. */
export function inlineLines(nodes: PhrasingContent[], source: string): Line[] {
  const first = nodes[0]
  const lines: Line[] = [{ line: first ? startLine(first) : 0, tokens: [] }]
  for (const piece of pieces(nodes, { struck: false, top: true, link: false, bold: 0 }, source)) {
    if ('newLine' in piece) lines.push({ line: piece.newLine, tokens: [] })
    else if (piece.text !== '') lines.at(-1)?.tokens.push(piece)
  }
  return lines
}

const token = (text: string, line: number, style: Style, extra: Partial<Token> = {}): Token => ({
  text,
  line,
  code: false,
  mark: false,
  ...style,
  ...extra,
})

const opensStrike = /^<(del|s|strike)>$/i
const closesStrike = /^<\/(del|s|strike)>$/i

function pieces(nodes: PhrasingContent[], given: Style, source: string): Piece[] {
  let style = given
  return nodes.flatMap((node) => {
    if (node.type === 'html' && opensStrike.test(node.value)) style = { ...style, struck: true }
    else if (node.type === 'html' && closesStrike.test(node.value)) style = { ...style, struck: given.struck }
    else return nodePieces(node, style, source)
    return []
  })
}

function nodePieces(node: PhrasingContent, style: Style, source: string): Piece[] {
  const inner = { ...style, top: false }
  switch (node.type) {
    case 'text':
      return textPieces(node.value, startLine(node), style)
    case 'inlineCode':
      return [token(codeText(node.value, source.slice(...outer(node))), startLine(node), style, { code: true })]
    case 'break':
      return [{ newLine: startLine(node) + 1 }]
    case 'html':
      return htmlPieces(node.value, startLine(node), inner)
    case 'strong':
      return delimited(node, { ...inner, bold: style.bold || outer(node)[0] + 1 }, source)
    case 'emphasis':
      return delimited(node, inner, source)
    case 'delete':
      return pieces(node.children, { ...inner, struck: true }, source)
    case 'link':
      return pieces(node.children, { ...inner, link: true }, source)
    case 'image':
      return [token(node.alt ?? '', startLine(node), inner)]
    default:
      return [token(source.slice(...outer(node)).replace(/\n/g, ' '), startLine(node), inner)]
  }
}

const textPieces = (text: string, line: number, style: Style): Piece[] =>
  text
    .split('\n')
    .flatMap((part, index) => [...(index > 0 ? [{ newLine: line + index }] : []), token(part, line + index, style)])

const codeText = (value: string, written: string): string =>
  value.includes('`') ? written.replace(/\n/g, ' ') : `\`${value}\``

function htmlPieces(html: string, line: number, style: Style): Piece[] {
  if (/^<br\s*\/?>$/i.test(html)) return [{ newLine: line }]
  return html.startsWith('<!--') ? [] : [token(html.replace(/\n/g, ' '), line, style)]
}

function delimited(
  node: PhrasingContent & Parents & { children: PhrasingContent[] },
  style: Style,
  source: string,
): Piece[] {
  const [start, end] = outer(node)
  const [first, last] = [node.children[0], node.children.at(-1)]
  const before = source.slice(start, first ? outer(first)[0] : end)
  const after = source.slice(last ? outer(last)[1] : end, end)
  const mark = { mark: true }
  return [
    token(before, startLine(node), style, mark),
    ...pieces(node.children, style, source),
    token(after, endLine(node), style, mark),
  ]
}

/** Returns the text of a line without struck-out text. */
export const lineText = (line: Line): string => tokensText(line.tokens)

export const tokensText = (tokens: Token[]): string =>
  tokens
    .filter((each) => !each.struck)
    .map((each) => each.text)
    .join('')
    .trim()

/** Joins wrapped lines into one text. */
export const linesText = (lines: Line[]): string => lines.map(lineText).filter(Boolean).join(' ')
