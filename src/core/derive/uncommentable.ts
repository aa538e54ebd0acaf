/** Issues on which GitHub takes no comment of the App's: locked ones, and those with as many as an issue may have. */
import type { Facts } from '../snapshot/snapshot.ts'
import type { State } from '../state.ts'

/** The first refusal on each issue, in GitHub's words. */
export function mutedIn(facts: Facts): Pick<State, 'muted'> {
  const muted = new Map<number, string>()
  for (const [key, { message }] of Object.entries(facts.refused)) {
    const issue = Number(/^comment #(\d+) /.exec(key)?.[1] ?? 0)
    if (issue > 0 && !muted.has(issue)) muted.set(issue, message)
  }
  return muted.size === 0 ? {} : { muted: [...muted].map(([issue, message]) => ({ issue, message })) }
}
