const figure = '(\\d{1,3})(?:\\.(\\d{1,3}))?\\s?%'
const measured =
  '(?!\\s*(?:of\\s+)?(?:test|code|branch|line|statement|coverage|cover|passing|passed|pass|of\\s+(?:the\\s+)?tests))'
const besideStatus = new RegExp(`^[^\\d%]{1,30}?(?<![\\d.])${figure}${measured}`, 'iu')
const complete = new RegExp(
  `(?:^|[.;!–—-]\\s+)[~≈\\s]*(?:about|roughly|approx\\.?|around|now)?\\s*[~≈]?${figure}\\s+(?:complete|completed|done)(?![\\p{L}])`,
  'iu',
)

/** The figure right after the status word: `RUNNING (40%)`, `in progress, ~40% complete`. Never one of coverage or tests. */
export function percentBesideStatus(value: string): number | null {
  const match = besideStatus.exec(value.slice(0, 200))
  if (!match || /cover|test|pass/i.test(match[0])) return null
  return whole(match)
}

/** "~40% complete" at the start of a line or sentence. */
export function percentComplete(text: string): number | null {
  const match = complete.exec(text.slice(0, 2000))
  return match ? whole(match) : null
}

function whole(match: RegExpExecArray): number | null {
  const value = Math.round(Number(`${match[1]}.${match[2] ?? 0}`))
  return value <= 100 ? value : null
}
