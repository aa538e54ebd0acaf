/** Takes out of foreign text what a reader cannot see, before anything else looks at it. */

/** Terminal colours and cursor moves, as logs have them: a control character (escape), `[`, parameters, a letter. */
const TERMINAL = /(?![\t\n])\p{Cc}\[[0-?]*[ -/]*[@-~]/gu

/** Controls, bidi controls, zero-width and other characters that show nothing. */
const UNSEEN = /(?!\t|\n|\u200D|\uFE0F)[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu

/** A zero-width joiner holds emoji together; anywhere else it only hides. */
const STRAY_JOINER =
  /(?<!\p{Emoji_Modifier}|\p{Extended_Pictographic}|\uFE0F)\u200D|\u200D(?!\p{Extended_Pictographic})/gu

const NEWLINES = /\r\n?|[\u0085\u2028\u2029]/g

/** Visible text with its lines kept; every kind of line end becomes a newline. */
export function cleanLines(s: string): string {
  const lines = s.toWellFormed().replace(NEWLINES, '\n')
  return lines.replace(TERMINAL, '').replace(UNSEEN, '').replace(STRAY_JOINER, '')
}

/** Visible text on one line, runs of white space as one space. */
export function clean(s: string): string {
  return cleanLines(s).replace(/\s+/gu, ' ').trim()
}

/** At most `max` characters (code points), the last one an ellipsis when something was left out. */
export function truncate(s: string, max: number): string {
  if (s.length <= max) return s
  const points = [...s]
  if (points.length <= max) return s
  const kept = points.slice(0, Math.max(0, max - 1)).join('')
  return `${kept.trimEnd()}…`
}

/**
 * Markdown cut at the end of a line to at most `max` characters; a fence that was open is closed. Foreign text in it
 * is escaped already, and a cut inside a line could break an escape.
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
