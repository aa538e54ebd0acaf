/** Merges of the base branch into a packet's branch that hold nothing else: GitHub's "Update branch", or a clean merge. */

import { baseMergeKey, type Need } from '../snapshot/queries.ts'
import type { ActivityFact, Facts } from '../snapshot/snapshot.ts'
import { isUpdate, pushesTo } from './analysis.ts'

/** Nobody's work: all that such a push brought in was on the base branch. git is asked; until it has answered, it is work. */
export function isBaseMerge(push: ActivityFact, facts: Facts, needs: Need[]): boolean {
  if (isUpdate(push, facts)) return true
  if (push.type !== 'push') return false
  const { before, after } = push
  const known = facts.lookups.baseMerges?.[baseMergeKey(before, after)]
  if (known === undefined && !needs.some((need) => need.kind === 'base-merge' && need.after === after))
    needs.push({ kind: 'base-merge', branch: facts.repo.defaultBranch, before, after })
  return known === true
}

/** The head that merges of the base alone made of this one: who approved the one approved the other. */
export function withBaseMerges(head: string, branch: string, facts: Facts, needs: Need[]): string {
  let now = head
  for (const push of pushesTo(branch, facts)) {
    if (push.before === now && isBaseMerge(push, facts, needs)) now = push.after
  }
  return now
}
