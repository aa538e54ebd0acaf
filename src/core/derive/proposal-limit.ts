/** How many proposals of one person the bot looks at. */
import type { State } from '../state.ts'
import type { PacketAnalysis } from './analysis.ts'

/** One person without write access may have so many proposals open: the rest waits untouched until some are settled. */
const PROPOSALS = 5

export function withinProposalLimit(all: PacketAnalysis[]): {
  analyses: Map<number, PacketAnalysis>
  parked: NonNullable<State['parked']>
} {
  const open = all.filter(
    (analysis) => analysis.text.accepted === null && !analysis.merged && !analysis.abandoned && !analysis.pull,
  )
  const byAuthor = Map.groupBy(open, (analysis) => analysis.issue.author?.id ?? 0)
  const excess = [...byAuthor.values()].map((theirs) => theirs.slice(PROPOSALS)).filter((theirs) => theirs.length > 0)
  const left = new Set(excess.flat())
  return {
    analyses: new Map(
      all.filter((analysis) => !left.has(analysis)).map((analysis) => [analysis.issue.number, analysis]),
    ),
    parked: excess.map((theirs) => ({
      by: theirs[0]?.issue.author?.login ?? 'ghost',
      issues: theirs.map((analysis) => analysis.issue.number),
    })),
  }
}
