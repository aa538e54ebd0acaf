/**
 * Estimates the work of rendering a text as HTML from its characters. Each line, mark and link becomes nodes that
 * pass through every step of the pipeline, so many small ones cost as much as few hostile ones.
 */

/** A point is about ten microseconds. Long documentation has a quarter of a point a character. */
const points = { line: 3, fence: 5, fenced: 0.5, marker: 9, heading: 4, cell: 3, bracket: 3, mark: 2, link: 3 }

/** A parser that leaves a quote looks at all it read before, so each quote costs more than the one above it. */
const perEarlierQuote = 0.03

interface Counted {
  weight: number
  fence: string
  quotes: number
  inQuote: boolean
}

export function weightOf(text: string): number {
  const counted: Counted = { weight: 0, fence: '', quotes: 0, inQuote: false }
  for (const line of text.split(/\r\n?|\n/)) {
    const { fence } = counted
    if (isFenced(counted, line)) counted.weight += fence === '' ? points.fence : points.fenced
    else counted.weight += points.line + containers(counted, line) + inline(line)
  }
  return counted.weight
}

/** A fence is left by one of the same kind at least as long; inside nothing is looked at. */
function isFenced(counted: Counted, line: string): boolean {
  const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1] ?? ''
  if (counted.fence === '') {
    if (mark !== '' && !line.slice(line.indexOf(mark) + mark.length).includes('`')) counted.fence = mark
    return counted.fence !== ''
  }
  if (mark.startsWith(counted.fence) && line.trim() === mark) counted.fence = ''
  return true
}

const marker = /[ \t]*(?:>|[-*+](?=[ \t]|$)|\d{1,9}[.)](?=[ \t]|$))/y

function containers(counted: Counted, line: string): number {
  const found = leading(line)
  const quotes = found.filter((each) => each === '>').length
  const begins = quotes > 0 && (!counted.inQuote || quotes < found.length)
  counted.inQuote = quotes > 0
  if (begins) counted.quotes += quotes
  return found.length * points.marker + (begins ? counted.quotes * perEarlierQuote * quotes : 0)
}

function leading(line: string): string[] {
  const found: string[] = []
  marker.lastIndex = 0
  for (let match = marker.exec(line); match; match = marker.exec(line)) found.push(match[0].trim())
  return found
}

function inline(line: string): number {
  const count = (pattern: RegExp) => line.match(pattern)?.length ?? 0
  return (
    count(/\|/g) * points.cell +
    count(/[[\]]/g) * points.bracket +
    count(/[*_~`<&\\]+/g) * points.mark +
    count(/www\.|:\/\/|@/gi) * points.link +
    count(/^[ \t]*#/) * points.heading
  )
}
