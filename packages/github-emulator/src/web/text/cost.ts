/** Bounds for text from strangers, before any parser sees it. */
import { hasCostlyBlock } from './blocks.ts'
import { weightOf } from './weight.ts'

/** Points; some 200 ms. The longest documents stay below. */
const heaviest = 20_000

/** Why a text must not be parsed as Markdown or HTML; null when it may be. */
export function tooCostly(text: string): string | null {
  if (text.length > 65_536) return 'This text is longer than GitHub allows'
  // The HTML parser's work grows with the square of the elements that stand open.
  if ((text.match(/</g)?.length ?? 0) > 2_000) return 'This text holds very much HTML'
  const isCostly = hasCostlyBlock(text) || weightOf(text) > heaviest || text.split('\n').some(opensTooMuch)
  return isCostly ? 'This text is too costly to format' : null
}

/** A line of nothing but quote and list marks opens one container in the other; `- - -` and `***` are rules. */
function opensTooMuch(line: string): boolean {
  return /^(?:[ \t]*(?:[>*+-]|\d{1,9}[.)])){40}/.test(line) && !/^[ \t]*(?:-[- \t]*|\*[* \t]*)$/.test(line)
}
