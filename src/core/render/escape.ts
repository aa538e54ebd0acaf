/**
 * Escapes foreign text. All foreign text in the bot's output passes through these functions. Rendered by GitHub, the
 * result is inert: it mentions nobody, links, references or closes nothing, and contains no HTML and no marker.
 *
 * GitHub looks for mentions and references in the text nodes of the rendered page, so an entity such as `&#64;` does
 * not help; an empty HTML comment splits the text node and is invisible to a reader.
 */

import { clean, cleanLines, truncate } from '../clean.ts'
import { withoutCommitWords } from './commit-words.ts'

const SPLIT = '<!-- -->'

/** Characters and prefixes that Markdown or GitHub interprets anywhere in a line. */
const ACTIVE = new RegExp(
  [
    '&(?=[#\\w]|$)',
    '[\\\\<>`*\\[\\]|~$@]',
    '(?<![\\p{L}\\p{N}])_|_(?![\\p{L}\\p{N}])',
    '!$',
    '#(?=\\d|$)',
    '(?<=\\bgh)-(?=\\d|$)',
    ':(?=//)',
    '(?<=www)\\.',
    '(?<!\\w)(?=[a-f]*\\d)[0-9a-f]{7,40}(?!\\w)',
  ].join('|'),
  'giu',
)

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '|': '&#124;',
  '\\': '&#92;',
  $: '&#36;',
}

/** `@`, `#` and the like are followed by the split; `.` of `www.` is preceded by it. */
function escapeOne(found: string): string {
  const entity = ENTITIES[found]
  if (entity !== undefined) return entity
  if (found === '.') return `${SPLIT}.`
  if ('@#-:'.includes(found)) return found + SPLIT
  if (found.length > 1) return found.replace(/.{6}(?=.)/g, `$&${SPLIT}`)
  return `\\${found}`
}

/** The start of a line that looks like a heading, list, quote, rule or table row. */
const LINE_START = /^(?:[-+=:#](?!\\)|\d{1,9}(?=[.)]))/

function escapeStart(line: string): string {
  return line.replace(LINE_START, (found) => (/\d/.test(found) ? `${found}\\` : `\\${found}`))
}

/** One line of foreign text for running text, list items and link labels; newlines become spaces. */
export function text(s: string, max = 500): string {
  return escapeStart(truncate(clean(s), max).replace(ACTIVE, escapeOne))
}

/** Escapes the bot's own message: names and paths in backticks stay code, the rest becomes text. */
export function prose(s: string, max = 500): string {
  return mixed(truncate(clean(s), max), code)
}

/** `prose` for a table cell. */
export function proseCell(s: string, max = 140): string {
  return mixed(truncate(clean(s), max), codeCell)
}

function mixed(s: string, asCode: (part: string) => string): string {
  const parts = s.split(/(`[^`]+`)/)
  return parts.map((part, i) => (i % 2 === 1 ? asCode(part.slice(1, -1)) : spaced(part))).join('')
}

/** `text` that keeps the blanks at both ends. */
function spaced(part: string): string {
  const inner = text(part)
  if (inner === '') return part
  return `${part.startsWith(' ') ? ' ' : ''}${inner}${part.endsWith(' ') ? ' ' : ''}`
}

/** `text` for a table cell; an empty one shows a dash, so that the row reads. */
export function cell(s: string, max = 140): string {
  return text(s, max) || '–'
}

/** Breaks the start of an HTML comment where GitHub shows text verbatim, so that no marker can be forged there. */
function unmark(s: string): string {
  return s.replaceAll('<!-', '<! -')
}

function longestRun(s: string): number {
  return Math.max(0, ...[...s.matchAll(/`+/g)].map((m) => m[0].length))
}

/** Inline code that may contain backticks; not for table cells (see `codeCell`). Empty text gives ''. */
export function code(s: string, max = 300): string {
  const inner = unmark(truncate(clean(s), max))
  if (inner === '') return ''
  const ticks = '`'.repeat(longestRun(inner) + 1)
  const pad = inner.startsWith('`') || inner.endsWith('`') ? ' ' : ''
  return ticks + pad + inner + pad + ticks
}

/** Inline code in a table cell. Text with a pipe becomes plain text: a pipe next to a backslash breaks the cell. */
export function codeCell(s: string, max = 140): string {
  return s.includes('|') ? cell(s, max) : code(s, max) || '–'
}

/** A `>` quote, line by line; lists and headings in it are shown as typed. */
export function quoteBlock(s: string, max = 2000): string {
  const lines = truncate(cleanLines(s).trim(), max).split('\n')
  return lines.map((line) => `> ${text(line, max)}`.trimEnd()).join('\n')
}

/** A fenced block, longer than any fence inside. Keeps layout; GitHub shows its content verbatim. */
export function fence(s: string, lang = ''): string {
  const inner = withoutLastNewlines(unmark(cleanLines(s)))
  const ticks = '`'.repeat(Math.max(3, longestRun(inner) + 1))
  return `${ticks}${lang}\n${inner}\n${ticks}`
}

/** A loop, because `/\n+$/` restarts at every newline of a long run in the middle. */
function withoutLastNewlines(s: string): string {
  let end = s.length
  while (s[end - 1] === '\n') end -= 1
  return s.slice(0, end)
}

/** For the inside of `id["…"]`: all but letters, digits, spaces, dots, dashes and slashes become Mermaid's `#n;`. */
export function mermaidLabel(s: string, max = 60): string {
  return truncate(clean(s), max).replace(/[^\p{L}\p{N} ._/…-]/gu, (c) => `#${c.codePointAt(0)};`)
}

/** A link; without an http(s) address only the label. */
export function link(label: string, url: string, max = 200): string {
  const words = text(label, max)
  if (!/^https?:\/\/[^\s]+$/i.test(url)) return words
  const safe = clean(url).replace(/[<>()\\[\]`"'|@*_\s]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
  return `[${words}](${safe})`
}

/**
 * One line for text that is not Markdown (pull request titles, commit messages). GitHub acts on mentions and closing
 * keywords there too, and shows an HTML comment literally, so a space splits them. Titles become commit messages, so
 * words that skip workflows are neutralized as well.
 */
export function plain(s: string, max = 200): string {
  const inert = truncate(clean(s), max)
    .replace(/@(?=[\p{L}\p{N}])/gu, '@ ')
    .replace(/#(?=\d)/g, '# ')
    .replace(/\b(gh)-(?=\d)/gi, '$1 ')
    .replaceAll('://', ': //')
    .replaceAll('<!-', '<! -')
  // The inserted spaces made it longer.
  return truncate(withoutCommitWords(inert), max)
}

export { cutAtLine, truncate } from '../clean.ts'
