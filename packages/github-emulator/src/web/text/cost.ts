import { weightOf } from './weight.ts'

/**
 * Blocks of Markdown that keep a parser busy for seconds or overflow its stack, found by counting characters in one
 * pass. A parser's work grows with the square of these counts within one block. The limits are where that is about a
 * tenth of a second, and far above what anybody writes. Code blocks cost nothing and are left out.
 */
const LIMITS = {
  /** Quote marks and bullets at the start of one line. */
  markersOnLine: 20,
  /** Those beyond the first three of each line, in the whole text. */
  deepMarkers: 800,
  /** Lines of `===` or `---` under text, in the whole text. */
  underlines: 700,
  /** Lines of a list or quote that go on without its mark. */
  lazyLines: 2_000,
  /** Runs of `*`, `_` or `~` in one block. */
  emphasis: 1_500,
  /** Characters between each `]` and its `[`, in one block: the parser walks back over them. */
  bracketSteps: 8_000_000,
  brackets: 6_000,
  /** `&` in one run without blanks: a link that ends in many of them is tried again and again. */
  ampersands: 300,
} as const

const MARKER = /[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])(?=[ \t]|$))/y
const RULE = /^\s*(?:-[-\s]*|\*[*\s]*)$/

/** Whether some block of the text costs too much to parse. */
function hasCostlyBlock(text: string): boolean {
  const whole = { deepMarkers: 0, underlines: 0, lazyLines: 0, fence: '', inContainer: false, afterText: false }
  let block: string[] = []
  for (const line of text.split(/\r\n?|\n/)) {
    const { count, rest, isBullet } = RULE.test(line) ? { count: 0, rest: line, isBullet: false } : markersOf(line)
    const content = rest.trim()
    whole.fence = fenceAfter(whole.fence, content)
    if (whole.fence !== '') continue
    if (content === '' && count === 0) Object.assign(whole, { inContainer: false, lazyLines: 0, afterText: false })
    if (content === '' || isBullet || /^(?:#{1,6}\s|\|)/.test(content)) {
      if (isCostly(block)) return true
      block = []
    }
    whole.deepMarkers += Math.max(0, count - 3)
    if (count === 0 && content !== '' && whole.inContainer) whole.lazyLines += 1
    if (whole.afterText && /^(?:=+|-+)$/.test(content)) whole.underlines += 1
    whole.afterText = content !== ''
    whole.inContainer ||= count > 0
    block.push(rest)
    if (count > LIMITS.markersOnLine || whole.deepMarkers > LIMITS.deepMarkers) return true
    if (whole.underlines > LIMITS.underlines || whole.lazyLines > LIMITS.lazyLines) return true
  }
  return isCostly(block)
}

/** How many containers a line such as `> - 1. text` opens, and what is left of it. */
function markersOf(line: string): { count: number; rest: string; isBullet: boolean } {
  let [count, end, isBullet] = [0, 0, false]
  MARKER.lastIndex = 0
  while (MARKER.test(line)) {
    end = MARKER.lastIndex
    count += 1
    isBullet ||= line[end - 1] !== '>'
  }
  return { count, rest: line.slice(end), isBullet }
}

/** The fence that is open after a line; empty: none. */
function fenceAfter(fence: string, content: string): string {
  const mark = /^(?:`{3,}|~{3,})/.exec(content)?.[0] ?? ''
  if (fence === '') return mark.startsWith('`') && content.slice(mark.length).includes('`') ? '' : mark
  return mark.startsWith(fence) && content === mark ? '' : fence
}

function isCostly(lines: readonly string[]): boolean {
  const text = lines.join('\n')
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0
  const emphasis = count(/[*~]+|(?<![\p{L}\p{N}_])_+|_+(?![\p{L}\p{N}_])/gu)
  const ampersands = text.split(/ +/).some((word) => word.split('&').length - 1 > LIMITS.ampersands)
  return emphasis > LIMITS.emphasis || ampersands || hasCostlyBrackets(text)
}

function hasCostlyBrackets(text: string): boolean {
  const open: number[] = []
  let [brackets, steps] = [0, 0]
  for (const { 0: bracket, index } of text.matchAll(/[[\]]/g)) {
    brackets += 1
    if (bracket === '[') open.push(index)
    else steps += index - (open.pop() ?? 0)
  }
  return brackets > LIMITS.brackets || steps > LIMITS.bracketSteps
}

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
