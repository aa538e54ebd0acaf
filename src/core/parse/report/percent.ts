const figure = '(\\d{1,3})(?:\\.(\\d{1,3}))?\\s?[%％]'
const measured =
  '(?!\\s*(?:of\\s+)?(?:test|code|branch|line|statement|coverage|cover|passing|passed|pass|of\\s+(?:the\\s+)?tests))'
const besideStatus = new RegExp(`^[^\\d%]{1,30}?(?<![\\d.])${figure}${measured}`, 'iu')
const who = "(?:i am|i'm|we are|we're|work is|this is|it is|it's)"
const about = '(?:about|roughly|approx\\.?|approximately|around|now|currently|at|overall)'
const label = '(?:update|status|status update|progress|progress update|overall)\\s*[:：]'
const complete = new RegExp(
  `(?:^|^${label}|[.;!–—-]\\s+)[~≈\\s]*(?:${who}\\s+)?(?:${about}\\s+){0,2}[~≈]?${figure}\\s+(?:complete|completed|done)(?![\\p{L}])(?!\\s*\\?)`,
  'iu',
)

/** Returns the percentage after the status word: `RUNNING (40%)`, `in progress, ~40% complete`. Ignores coverage and tests. */
export function percentBesideStatus(value: string): number | null {
  const match = besideStatus.exec(value.slice(0, 200))
  if (!match || isMeasure.test(match[0])) return null
  return whole(match)
}

/** Returns the percentage of "~40% complete" at the start of a line or sentence. */
export function percentComplete(text: string): number | null {
  return whole(complete.exec(text.slice(0, 2000)))
}

const isMeasure = /cover|test|pass/i
const alone = new RegExp(`^[^\\p{L}\\p{N}]*(?:${about}\\s+)?[^\\p{L}\\p{N}]*${figure}[^\\p{L}\\p{N}]*$`, 'iu')
const sayComplete = new RegExp(`(?<![\\d.])${figure}\\s+(?:complete|completed|done|finished)(?![\\p{L}])`, 'iu')

/**
 * Returns the percentage in the text after `Progress:`: `60%`, `[###--] 60%`, `3 of 5 (60%)`, `two tables, 60% complete`. A
 * figure next to other words measures something else. Two different figures are ambiguous, so neither is used.
 */
export function percentOfProgress(value: string): number | null {
  const text = value.slice(0, 400)
  const leading = startsWithFigure.test(text) ? percentBesideStatus(`running ${text}`) : null
  if (leading !== null) return leading
  const clauses = text
    .replace(/\[[^\]\p{L}\p{N}]*\]/gu, ' ')
    .split(/[,;()|]|\s[–—-]\s/)
    .filter((clause) => !isMeasure.test(clause))
  const figures = (pattern: RegExp) => new Set(clauses.flatMap((clause) => whole(pattern.exec(clause)) ?? []))
  const [one, another] = [...(figures(alone).size > 0 ? figures(alone) : figures(sayComplete))]
  return another === undefined ? (one ?? null) : null
}

const startsWithFigure = /^\W{0,3}\d{1,3}(?:\.\d+)?\s?[%％]/

/** Returns the percentage of a status that consists of one, such as `85% complete`. */
export function percentAlone(value: string): number | null {
  return whole(onlyComplete.exec(value.slice(0, 200)))
}

const onlyComplete = new RegExp(
  `^[^\\p{L}\\p{N}]*(?:${about}\\s+)?[^\\p{L}\\p{N}]*${figure}\\s+(?:complete|completed|done)[^\\p{L}\\p{N}]*$`,
  'iu',
)

function whole(match: RegExpExecArray | null): number | null {
  if (!match) return null
  const value = Math.round(Number(`${match[1]}.${match[2] ?? 0}`))
  return value <= 100 ? value : null
}
