/** Merges of the base branch into a packet's branch that hold nothing else: GitHub's "Update branch", or a clean merge. */

import { baseMergeKey, type Query } from '../snapshot/queries.ts'
import type { ActivityFact, Snapshot } from '../snapshot/snapshot.ts'
import { isUpdate } from './analysis.ts'

/** Nobody's work: all that such a push brought in was on the base branch. git is asked; until it has answered, it is work. */
export function isBaseMerge(push: ActivityFact, snapshot: Snapshot, queries: Query[]): boolean {
  if (isUpdate(push, snapshot)) return true
  if (push.type !== 'push') return false
  const { before, after } = push
  const known = snapshot.results.baseMerges?.[baseMergeKey(before, after)]
  if (known === undefined && !queries.some((query) => query.kind === 'base-merge' && query.after === after))
    queries.push({ kind: 'base-merge', branch: snapshot.repo.defaultBranch, before, after })
  return known === true
}

/** The head that merges of the base alone made of this one: who approved the one approved the other. */
export function withBaseMerges(head: string, branch: string, snapshot: Snapshot, queries: Query[]): string {
  let now = head
  for (const push of snapshot.pushesTo(branch)) {
    if (push.before === now && isBaseMerge(push, snapshot, queries)) now = push.after
  }
  return now
}
