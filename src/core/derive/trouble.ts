/** What GitHub refused, as it concerns one packet. */

import type { Action, ActionTarget } from '../actions.ts'
import { refused } from '../render/refused.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { PacketAnalysis } from './analysis.ts'

/**
 * For people.
 *
 * @param branchSha where its branch is
 */
export function troubleOf(analysis: PacketAnalysis, branchSha: string | null, snapshot: Snapshot): string[] {
  const lines = Object.values(snapshot.refused).flatMap(({ target, message }) => {
    const wanted = WANTED[target.kind]
    return wanted === undefined || !isFor(target, analysis, branchSha) ? [] : [refused(wanted, message)]
  })
  return [...new Set(lines)]
}

function isFor(target: ActionTarget, { branch, issue, pull }: PacketAnalysis, branchSha: string | null): boolean {
  // These two go by the commit: what was refused for an earlier head is over.
  if (target.kind === 'check' || target.kind === 'merge') return target.head === branchSha
  return target.branch === branch || target.issue === issue.number || (pull !== null && target.pull === pull.number)
}

/** What was wanted of GitHub, by the kind of action. */
const WANTED: Partial<Record<Action['kind'], string>> = {
  'create-branch': 'make its branch',
  'open-pull': 'open its pull request',
  'ready-pull': 'mark its pull request as ready',
  'close-issue': 'close its issue',
  check: 'set its checks',
  merge: 'merge it',
  enqueue: "put it into GitHub's merge queue",
  dequeue: "take it out of GitHub's merge queue",
  'update-branch': 'bring the base branch into its branch',
}
