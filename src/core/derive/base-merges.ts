/** Merges of the base branch into a packet's branch that hold nothing else: GitHub's "Update branch", or a clean merge. */

import type { Queries } from '../snapshot/ask.ts'
import type { ActivityFact, Snapshot } from '../snapshot/snapshot.ts'
import { isUpdate } from './analysis.ts'

/** Nobody's work: all that such a push brought in was on the base branch. git is asked; until it has answered, it is work. */
export function isBaseMerge(push: ActivityFact, snapshot: Pick<Snapshot, 'app' | 'repo'>, queries: Queries): boolean {
  if (isUpdate(push, snapshot.app)) return true
  if (push.type !== 'push') return false
  const { before, after } = push
  return queries.baseMerge(snapshot.repo.defaultBranch, before, after) === true
}

/** The head that merges of the base alone made of this one: who approved the one approved the other. */
export function withBaseMerges(
  head: string,
  branch: string,
  snapshot: Pick<Snapshot, 'app' | 'pushesTo' | 'repo'>,
  queries: Queries,
): string {
  let now = head
  for (const push of snapshot.pushesTo(branch)) {
    if (push.before === now && isBaseMerge(push, snapshot, queries)) now = push.after
  }
  return now
}
