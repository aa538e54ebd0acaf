/**
 * Reads what a dashboard says about one packet from its text, for the command line, which cannot ask the bot. The
 * phrases are those of needs.ts, sections.ts and table.ts; a test keeps them consistent. Markdown stays as it is.
 */
export interface Seen {
  queuePlace: number | null
  /** In GitHub's own merge queue. */
  placeAtGitHub: number | null
  mergeBlock: string | null
  needsReview: boolean
  /** Who requested changes. */
  objectors: string[]
  stale: boolean
  /** Paths that it changed out of bounds, as far as the dashboard names them. */
  drift: string[]
  trouble: string[]
  /** Problems of the repository's configuration. */
  configProblems: string[]
  /** `lacks …, so I cannot …`; '' when nothing is lacking. */
  lacking: string
}

export const nothingSeen: Seen = {
  queuePlace: null,
  placeAtGitHub: null,
  mergeBlock: null,
  needsReview: false,
  objectors: [],
  stale: false,
  drift: [],
  trouble: [],
  configProblems: [],
  lacking: '',
}

/** Reads one packet's lines. @param area the bot's part of the session's issue */
export function seenOnDashboard(area: string, issue: number): Seen {
  const needs = linesOf(area, 'Needs you')
  const its = needs.filter((line) => line.includes(`/issues/${issue})`))
  const after = (start: string) => its.flatMap((line) => textAfter(line, start))
  return {
    ...placesIn(linesOf(area, 'Integration queue'), issue),
    mergeBlock: after('is done but cannot merge: ')[0] ?? null,
    needsReview: after('waits for an approving review').length > 0,
    objectors: after('has changes requested by ').flatMap((rest) => rest.split(' ([')[0] ?? []),
    stale: its.some((line) => line.startsWith('- 💤')),
    drift: after('is out of bounds: ').flatMap((rest) => pathsIn(rest.split(' → ')[0] ?? '')),
    trouble: after('has trouble: '),
    configProblems: needs.flatMap((line) => textAfter(line, '**Configuration**: ')).map(withoutEnd),
    lacking: needs.flatMap((line) => textAfter(line, '**Permissions**: the App ')).map(firstSentence)[0] ?? '',
  }
}

function linesOf(area: string, section: string): string[] {
  const lines = area.split('\n')
  const start = lines.indexOf(`## ${section}`)
  if (start < 0) return []
  const end = lines.findIndex((line, index) => index > start && line.startsWith('## '))
  return lines.slice(start + 1, end < 0 ? undefined : end)
}

/** Matches only right after the packet's name, so that the packet's own text cannot imitate a phrase. */
function textAfter(line: string, start: string): string[] {
  const at = line.indexOf(start)
  const before = line.slice(0, at)
  const begins = at >= 0 && (/^- \S+ \*\*\[[^\]]*\]\([^)\s]*\)\*\* $/.test(before) || /^- \S+ $/.test(before))
  return begins ? [line.slice(at + start.length)] : []
}

function placesIn(lines: string[], issue: number): Pick<Seen, 'queuePlace' | 'placeAtGitHub'> {
  const line = lines.find((one) => /^\d+\. /.test(one) && one.split(' at ')[0]?.endsWith(`/issues/${issue})`))
  if (line === undefined) return { queuePlace: null, placeAtGitHub: null }
  const there = /\), in GitHub's merge queue, place (\d+)$/.exec(line)?.[1]
  return { queuePlace: Number.parseInt(line, 10), placeAtGitHub: there === undefined ? null : Number(there) }
}

const pathsIn = (words: string): string[] => [...words.matchAll(/(`+) ?(.+?) ?\1/g)].map(([, , path = '']) => path)

const withoutEnd = (words: string): string => words.replace(/ The last good one is in force\.$/, '')

const firstSentence = (words: string): string => words.split('. [')[0] ?? ''
