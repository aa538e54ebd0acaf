/** Bounds for text from strangers, before any parser sees it. */
import { costProblem } from '../../../core/packets/prescan.ts'

/** Why a text must not be parsed as Markdown or HTML; null when it may be. */
export function tooCostly(text: string): string | null {
  if (text.length > 65_536) return 'This text is longer than GitHub allows'
  if ((text.match(/</g)?.length ?? 0) > 2_000) return 'This text holds very much HTML'
  const isCostly = costProblem(text) !== null || text.split('\n').some(isCostlyLine)
  return isCostly ? 'This text is too costly to format' : null
}

/** Long runs of what opens a quote, a list, an emphasis or a link make the parser nest or look back without end. */
function isCostlyLine(line: string): boolean {
  if (/^(?:[ \t]*(?:[>*+-]|\d{1,9}[.)])){40}/.test(line) && !/^[ \t]*(?:-{3,}|\*{3,})[ \t]*$/.test(line)) return true
  if ((line.match(/>/g)?.length ?? 0) > 400) return true
  return (line.match(/[*_[\]~`]/g)?.length ?? 0) > 800
}
