/** Issues on which GitHub takes no comment of the App's: locked ones, and those with as many as an issue may have. */
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { State } from '../state.ts'

/** The first refusal on each issue, in GitHub's words. */
export function uncommentableIn(snapshot: Pick<Snapshot, 'refused'>): Pick<State, 'uncommentable'> {
  const uncommentable = new Map<number, string>()
  for (const { target, message } of Object.values(snapshot.refused)) {
    const { kind, issue } = target
    if (kind === 'comment' && issue !== undefined && !uncommentable.has(issue)) uncommentable.set(issue, message)
  }
  return uncommentable.size === 0
    ? {}
    : { uncommentable: [...uncommentable].map(([issue, message]) => ({ issue, message })) }
}
