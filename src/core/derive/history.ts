/** What git knows of the base branch, asked as it is needed. */

import { containsKey, type Query, type Revert, revertsKey } from '../snapshot/queries.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'

/** null: it cannot be told. Not known yet counts as that, and is asked first. */
export type Known = boolean | null

/** Whether `tip` holds a commit. */
export function isContained(commit: string, tip: string, snapshot: Snapshot, queries: Query[]): Known {
  if (tip === '' || commit === '') return null
  if (commit === tip) return true
  const known = snapshot.results.contains?.[containsKey(tip, commit)]
  if (known !== undefined) return known
  const asked = queries.find((query) => query.kind === 'contains' && query.tip === tip)
  if (asked?.kind !== 'contains') queries.push({ kind: 'contains', tip, commits: [commit] })
  else if (!asked.commits.includes(commit)) asked.commits.push(commit)
  return null
}

export const isOnBase = (commit: string, snapshot: Snapshot, queries: Query[]): Known =>
  isContained(commit, snapshot.baseTip(), snapshot, queries)

/** The commit on the base branch that takes `commit`, or the pull request that brought it, back; null: none does. */
export function revertOf(
  brought: { sha: string; pull: number | null },
  since: string,
  snapshot: Snapshot,
  queries: Query[],
): Revert | null {
  const tip = snapshot.baseTip()
  const known = snapshot.results.reverts?.[revertsKey(tip, since)]
  if (known === undefined) {
    const isAsked = queries.some((query) => query.kind === 'reverts' && query.since === since)
    if (!isAsked) queries.push({ kind: 'reverts', tip, since })
    return null
  }
  const here = `${snapshot.repo.owner}/${snapshot.repo.name}`.toLowerCase()
  const isHere = ({ repo }: Revert) => repo === undefined || repo.toLowerCase() === here
  const takes = (one: Revert) =>
    (one.commit !== null && brought.sha.startsWith(one.commit)) ||
    (one.pull !== null && one.pull === brought.pull && isHere(one))
  return known?.findLast(takes) ?? null
}
