/** Shows the bot's Markdown in a terminal: tables in columns, no Markdown syntax, links as their text. */
import { plain } from '../plain.ts'
import { type Style, table } from './style.ts'

/** Renders the Markdown that the bot writes on dashboards and in comments. It does not support all of Markdown. */
export function readable(markdown: string, style: Style): string {
  const shown: string[] = []
  const lines = markdown.split('\n')
  for (let at = 0; at < lines.length; at += 1) {
    const fence = /^ *(`{3,})(\w*)/.exec(lines[at] ?? '')
    const end = fence ? closing(lines, at, fence[1] ?? '```') : at
    if (fence && fence[2] === 'mermaid') shown.push(...graphLines(lines.slice(at + 1, end)))
    else if (fence) shown.push(...lines.slice(at + 1, end).map((line) => `    ${line}`))
    else if (lines[at]?.startsWith('|')) {
      const rows = tableAt(lines, at)
      shown.push(table(rows[0] ?? [], rows.slice(2), style))
      at += rows.length - 1
      continue
    } else shown.push(lineOf(lines[at] ?? '', style))
    at = end
  }
  return shown
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

function closing(lines: string[], from: number, mark: string): number {
  const end = lines.findIndex((line, at) => at > from && line.trim().startsWith(mark) && /^`+$/.test(line.trim()))
  return end < 0 ? lines.length : end
}

function tableAt(lines: string[], from: number): string[][] {
  const end = lines.findIndex((line, at) => at > from && !line.startsWith('|'))
  return lines.slice(from, end < 0 ? lines.length : end).map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => plain(cell.trim())),
  )
}

function lineOf(line: string, style: Style): string {
  const heading = /^#{1,6} (.*)$/.exec(line)?.[1]
  if (heading !== undefined) return style('bold', plain(heading))
  return plain(line.replace(/^(\s*)[-*] (\[[ x]\] )?/, '$1• $2'))
}

/** Renders the edges of a Mermaid graph: `a --> b` as `a → b`. */
function graphLines(lines: string[]): string[] {
  const names = new Map<string, string>()
  for (const line of lines) {
    for (const [, id = '', label = ''] of line.matchAll(/(\w+)\(?\["(.*?)"\]/g)) names.set(id, plain(label))
  }
  const edges = lines.flatMap((line) => {
    const [, from, arrow, to] = /^\s*(\w+)(?:\[.*?\])?\s*(-->|-\.->|==>)\s*(\w+)/.exec(line) ?? []
    return from && to ? [`  ${names.get(from) ?? from} ${arrow === '-.->' ? '⇢' : '→'} ${names.get(to) ?? to}`] : []
  })
  return edges.length > 0 ? edges : ['  (no dependencies)']
}
