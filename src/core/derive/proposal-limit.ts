/** How many proposals of one person the bot looks at. */
import type { State } from '../state.ts'
import type { Draft } from './analysis.ts'

/** One person without write access may have so many proposals open: the rest waits untouched until some are settled. */
const PROPOSALS = 5

export function withinPatience(all: Draft[]): { drafts: Map<number, Draft>; parked: NonNullable<State['parked']> } {
  const open = all.filter((draft) => draft.text.accepted === null && !draft.merged && !draft.abandoned && !draft.pull)
  const byAuthor = Map.groupBy(open, (draft) => draft.issue.author?.id ?? 0)
  const excess = [...byAuthor.values()].map((theirs) => theirs.slice(PROPOSALS)).filter((theirs) => theirs.length > 0)
  const left = new Set(excess.flat())
  return {
    drafts: new Map(all.filter((draft) => !left.has(draft)).map((draft) => [draft.issue.number, draft])),
    parked: excess.map((theirs) => ({
      by: theirs[0]?.issue.author?.login ?? 'ghost',
      issues: theirs.map((draft) => draft.issue.number),
    })),
  }
}
