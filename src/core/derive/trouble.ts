/** What GitHub refused, as it concerns one packet. */

import { refused } from '../render/refused.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { PacketAnalysis } from './analysis.ts'

/**
 * For people.
 *
 * @param branchSha where its branch is
 */
export function troubleOf(
  analysis: PacketAnalysis,
  branchSha: string | null,
  snapshot: Pick<Snapshot, 'refused'>,
): string[] {
  const names = [analysis.branch, `#${analysis.issue.number}`, analysis.pull && `#${analysis.pull.number}`]
  const lines = Object.entries(snapshot.refused).flatMap(([key, { message }]) => {
    const [kind = '', ...about] = key.split(/[\s:]+/)
    const wanted = WANTED[kind]
    // These two go by commits. Others name some as well: that of the base branch, on which every branch begins.
    const isOwn =
      kind === 'check' || kind === 'merge' ? about[1] === branchSha : about.some((part) => names.includes(part))
    return wanted === undefined || !isOwn ? [] : [refused(wanted, message)]
  })
  return [...new Set(lines)]
}

/** What was wanted of GitHub, by the kind of action, which its key begins with. */
const WANTED: Record<string, string> = {
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
