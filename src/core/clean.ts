/** Removes invisible characters from untrusted text, and shortens text. */

/** Terminal colours and cursor moves in logs: a control character (escape), `[`, parameters, a letter. */
const TERMINAL = /(?![\t\n])\p{Cc}\[[0-?]*[ -/]*[@-~]/gu

/** Control, bidirectional, zero-width and other invisible characters. */
const INVISIBLE = /(?!\t|\n|\u200D|\uFE0F)[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu

/** A zero-width joiner outside an emoji. Between emoji it joins them into one. */
const STRAY_JOINER =
  /(?<!\p{Emoji_Modifier}|\p{Extended_Pictographic}|\uFE0F)\u200D|\u200D(?!\p{Extended_Pictographic})/gu

const NEWLINES = /\r\n?|[\u0085\u2028\u2029]/g

/** Returns the visible text with its lines. Every kind of line end becomes a newline. */
export function cleanLines(s: string): string {
  const lines = s.toWellFormed().replace(NEWLINES, '\n')
  return lines.replace(TERMINAL, '').replace(INVISIBLE, '').replace(STRAY_JOINER, '')
}

/** Returns the visible text on one line, with each run of white space as one space. */
export function clean(s: string): string {
  return cleanLines(s).replace(/\s+/gu, ' ').trim()
}

/** Shortens text to at most `max` code points. The last one is then an ellipsis. */
export function truncate(s: string, max: number): string {
  if (s.length <= max) return s
  const points = [...s]
  if (points.length <= max) return s
  const kept = points.slice(0, Math.max(0, max - 1)).join('')
  return `${kept.trimEnd()}…`
}

/**
 * Shortens Markdown to at most `max` characters at the end of a line, and closes an open code fence. Untrusted text in it
 * must already be escaped; a cut inside a line could break an escape sequence.
 */
export function cutAtLine(markdown: string, max: number): string {
  if (markdown.length <= max) return markdown
  const kept = markdown
    .slice(0, Math.max(0, max - 40))
    .split('\n')
    .slice(0, -1)
  const open = openFence(kept)
  return [...kept, ...(open === null ? ['', '…'] : [open])].join('\n')
}

function openFence(lines: string[]): string | null {
  let open: string | null = null
  for (const line of lines) {
    const ticks = /^ *(`{3,})/.exec(line)?.[1]
    if (ticks === undefined) continue
    if (open === null) open = ticks
    else if (ticks.length >= open.length && line.trim() === ticks) open = null
  }
  return open
}
