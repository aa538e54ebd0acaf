/** What git knows of the base branch, asked as it is needed. */

import { containsKey, type Need, type Revert, revertsKey } from '../snapshot/queries.ts'
import type { Facts } from '../snapshot/snapshot.ts'

/** null: it cannot be told. Not known yet counts as that, and is asked first. */
export type Known = boolean | null

export const baseShaOf = (facts: Facts): string =>
  facts.branches.find((branch) => branch.name === facts.repo.defaultBranch)?.sha ?? ''

/** Whether `tip` holds a commit. */
export function isContained(commit: string, tip: string, facts: Facts, needs: Need[]): Known {
  if (tip === '' || commit === '') return null
  if (commit === tip) return true
  const known = facts.lookups.contains?.[containsKey(tip, commit)]
  if (known !== undefined) return known
  const asked = needs.find((need) => need.kind === 'contains' && need.tip === tip)
  if (asked?.kind !== 'contains') needs.push({ kind: 'contains', tip, commits: [commit] })
  else if (!asked.commits.includes(commit)) asked.commits.push(commit)
  return null
}

export const isOnBase = (commit: string, facts: Facts, needs: Need[]): Known =>
  isContained(commit, baseShaOf(facts), facts, needs)

/** The commit on the base branch that takes `commit`, or the pull request that brought it, back; null: none does. */
export function revertOf(
  brought: { sha: string; pull: number | null },
  since: string,
  facts: Facts,
  needs: Need[],
): Revert | null {
  const tip = baseShaOf(facts)
  const known = facts.lookups.reverts?.[revertsKey(tip, since)]
  if (known === undefined) {
    const isAsked = needs.some((need) => need.kind === 'reverts' && need.since === since)
    if (!isAsked) needs.push({ kind: 'reverts', tip, since })
    return null
  }
  const here = `${facts.repo.owner}/${facts.repo.name}`.toLowerCase()
  const isHere = ({ repo }: Revert) => repo === undefined || repo.toLowerCase() === here
  const takes = (one: Revert) =>
    (one.commit !== null && brought.sha.startsWith(one.commit)) ||
    (one.pull !== null && one.pull === brought.pull && isHere(one))
  return known?.findLast(takes) ?? null
}
