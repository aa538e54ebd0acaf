/**
 * Detects texts that keep the Markdown parser busy for seconds or overflow its stack, by counting characters in one pass.
 * The parser's cost grows with the square of these counts within one paragraph. At the limits it takes about a tenth of a
 * second; real texts stay far below them. Code blocks are cheap and are skipped. The deadline of the shell's reader stops
 * any other slow text.
 */
const limits = {
  /** Quote marks and bullets at the start of one line. */
  markersOnLine: 20,
  /** Total of markers beyond the first three of each line. */
  deepMarkers: 800,
  /** Runs of `*`, `_` or `~` that are not inside a word. */
  emphasis: 1500,
  brackets: 6000,
  /** Total of characters between each `]` and its `[` (or the paragraph's start). The parser walks back over them. */
  bracketSteps: 8_000_000,
  angles: 2000,
  /** `&` in one run without spaces. The parser backtracks over links that end in many of them. */
  ampersands: 300,
  /** Total of lines of `===` or `---` under text. */
  underlines: 700,
  /** Lines that continue a list or quote without its mark. */
  lazyLines: 2000,
}

interface Scan {
  fence: string | null
  /** Counts within the current paragraph. */
  emphasis: number
  brackets: number
  bracketSteps: number
  angles: number
  length: number
  /** Offsets of the open brackets. */
  open: number[]
  lazyLines: number
  inContainer: boolean
  inTable: boolean
  /** Counts over the whole text. */
  deepMarkers: number
  underlines: number
  afterText: boolean
}

/** GitHub: an issue has at most 65,536 characters. Longer texts come from elsewhere. */
const maxLength = 70_000

/** Returns why the text is too costly to parse, as a clause with the line; null when it is not. */
export function costProblem(text: string): string | null {
  if (text.length > maxLength) return `it is longer than ${maxLength} characters`
  const scan: Scan = { ...fresh(), fence: null, deepMarkers: 0, underlines: 0, afterText: false }
  for (const [index, line] of text.split(/\r\n?|\n/).entries()) {
    const problem = scanLine(scan, line)
    if (problem) return `${problem} (line ${index + 1})`
  }
  return null
}

const freshUnit = () => ({ emphasis: 0, brackets: 0, bracketSteps: 0, angles: 0, length: 0, open: [] })
/** A list with lazy lines stays one list up to a blank line. */
const fresh = () => ({ ...freshUnit(), lazyLines: 0, inContainer: false, inTable: false })

function scanLine(scan: Scan, line: string): string | null {
  const { markers, rest, bullet } = leadingMarkers(line)
  if (inFence(scan, rest)) return null
  const content = rest.trim()
  if (content === '' && markers === 0) {
    if (scan.length > 0) Object.assign(scan, fresh())
    scan.afterText = false
    return null
  }
  if (bullet || scan.inTable || /^#{1,6}\s/.test(content)) Object.assign(scan, freshUnit())
  if (/^\|?\s*:?-+:?\s*\|[\s|:-]*$/.test(content.slice(0, 2000))) scan.inTable = true
  scan.inContainer ||= markers > 0
  return containerProblem(scan, markers, content) ?? underlineProblem(scan, content) ?? inlineProblem(scan, rest)
}

/** Counts the containers that a line such as `> - 1. text` opens, and returns the rest. A rule such as `- - -` opens none. */
function leadingMarkers(line: string): { markers: number; rest: string; bullet: boolean } {
  if (/^\s*(?:-[-\s]*|\*[*\s]*)$/.test(line)) return { markers: 0, rest: line, bullet: false }
  const marker = /[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])(?=[ \t]|$))/y
  let markers = 0
  let end = 0
  let bullet = false
  while (marker.test(line)) {
    markers += 1
    bullet ||= line[marker.lastIndex - 1] !== '>'
    end = marker.lastIndex
  }
  return { markers, rest: line.slice(end), bullet }
}

function inFence(scan: Scan, rest: string): boolean {
  const start = /^[ \t]*(`{3,}|~{3,})/.exec(rest)?.[1] ?? ''
  const after = start === '' ? '' : rest.trimStart().slice(start.length)
  if (scan.fence === null) {
    if (start === '' || (start[0] === '`' && after.includes('`'))) return false
    scan.fence = start
    return true
  }
  if (start[0] === scan.fence[0] && start.length >= scan.fence.length && after.trim() === '') scan.fence = null
  return true
}

function containerProblem(scan: Scan, markers: number, content: string): string | null {
  scan.deepMarkers += Math.max(0, markers - 3)
  if (markers > limits.markersOnLine || scan.deepMarkers > limits.deepMarkers) {
    return 'quotes or lists are nested too deeply in it'
  }
  if (markers === 0 && content !== '' && scan.inContainer) scan.lazyLines += 1
  return scan.lazyLines > limits.lazyLines ? 'a list or quote in it has too many lines without a mark' : null
}

function underlineProblem(scan: Scan, content: string): string | null {
  if (scan.afterText && /^(?:=+|-+)$/.test(content)) scan.underlines += 1
  scan.afterText = content !== ''
  return scan.underlines > limits.underlines ? 'it has too many underlined headings' : null
}

function inlineProblem(scan: Scan, rest: string): string | null {
  let ampersands = 0
  for (let at = 0; at < rest.length; at += 1) {
    const char = rest[at] ?? ''
    if (isEmphasis(rest, at)) scan.emphasis += 1
    else if (char === '[' || char === ']') countBracket(scan, char, scan.length + at)
    else if (char === '<') scan.angles += 1
    else if (char === '&') ampersands += 1
    else if (char === ' ') ampersands = 0
    if (ampersands > limits.ampersands) return 'it has a word with too many `&`'
  }
  scan.length += rest.length
  if (scan.emphasis > limits.emphasis) return 'a paragraph in it has too many `*`, `_` or `~`'
  const steps = scan.bracketSteps > limits.bracketSteps
  if (steps || scan.brackets > limits.brackets) return 'a paragraph in it has too many brackets'
  return scan.angles > limits.angles ? 'a paragraph in it has too many `<`' : null
}

const wordChar = /[\p{L}\p{N}]/u

function isEmphasis(text: string, at: number): boolean {
  const char = text[at] ?? ''
  if ((char !== '*' && char !== '_' && char !== '~') || text[at - 1] === char) return false
  return char !== '_' || !wordChar.test(text[at - 1] ?? '') || !wordChar.test(text[at + 1] ?? '')
}

function countBracket(scan: Scan, char: string, at: number): void {
  scan.brackets += 1
  if (char === '[') scan.open.push(at)
  else scan.bracketSteps += at - (scan.open.pop() ?? 0)
}
