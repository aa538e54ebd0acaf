/** Queries git about the base branch. */

import type { Queries } from '../snapshot/ask.ts'
import type { Revert } from '../snapshot/queries.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'

/** null: not known, or not known yet. */
export type Known = boolean | null

/** Returns whether `tip` contains a commit. */
export function isContained(commit: string, tip: string, queries: Queries): Known {
  if (tip === '' || commit === '') return null
  if (commit === tip) return true
  return queries.contains(tip, commit) ?? null
}

export const isOnBase = (commit: string, snapshot: Pick<Snapshot, 'baseTip'>, queries: Queries): Known =>
  isContained(commit, snapshot.baseTip(), queries)

/** Returns the commit on the base branch that reverts a commit or its pull request, or null. */
export function revertOf(
  brought: { sha: string; pull: number | null },
  since: string,
  snapshot: Pick<Snapshot, 'baseTip' | 'repo'>,
  queries: Queries,
): Revert | null {
  const tip = snapshot.baseTip()
  const known = queries.reverts(tip, since)
  const here = `${snapshot.repo.owner}/${snapshot.repo.name}`.toLowerCase()
  const isHere = ({ repo }: Revert) => repo === undefined || repo.toLowerCase() === here
  const takes = (one: Revert) =>
    (one.commit !== null && brought.sha.startsWith(one.commit)) ||
    (one.pull !== null && one.pull === brought.pull && isHere(one))
  return known?.findLast(takes) ?? null
}
