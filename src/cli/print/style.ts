/** Colours and columns for a terminal. */
import { styleText } from 'node:util'
import { clean, truncate } from '../../core/clean.ts'

type Format = Parameters<typeof styleText>[0]

export type Style = (format: Format, text: string) => string

/** @param isTerminal false: text stays without colours */
export const styleFor =
  (isTerminal: boolean): Style =>
  (format, text) =>
    isTerminal ? styleText(format, text, { validateStream: false }) : text

/** Returns how many columns a text takes on a terminal. Emoji and East Asian letters take two. */
export function widthOf(text: string): number {
  let width = 0
  for (const { segment } of segmenter.segment(text)) width += wide.test(segment) ? 2 : 1
  return width
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })
const wide =
  /^(\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F|[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6])/u

const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)))

/** Renders a header and rows in columns two spaces apart. Cells are cut at `longest` characters. */
export function table(head: string[], rows: string[][], style: Style, longest = 60): string {
  const shown = [head, ...rows].map((row) => row.map((cell) => truncate(clean(cell), longest)))
  const widths = head.map((_, column) => Math.max(...shown.map((row) => widthOf(row[column] ?? ''))))
  const lines = shown.map((row) =>
    row
      .map((cell, column) => padded(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  return [style('bold', lines[0] ?? ''), ...lines.slice(1)].join('\n')
}
