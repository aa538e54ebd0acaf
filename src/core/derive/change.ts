/** What a packet changes: its diff while it lives, the figures in its last comment afterwards. */

import { bodyOf } from '../records/bot-comments.ts'
import { recordIn } from '../records/markers.ts'
import { type DiffFact, mergedKey, type Need } from '../snapshot/queries.ts'
import type { Facts } from '../snapshot/snapshot.ts'
import type { Draft } from './analysis.ts'
import { checksOf } from './checks.ts'
import { MERGED } from './merged.ts'

export const diffKey = (base: string, head: string): string => `${base}...${head}`

/** What its head changed; asks for it when it is not known. */
export function diffOf(
  draft: Draft,
  branchSha: string | null,
  facts: Facts,
  baseSha: string,
  needs: Need[],
): DiffFact | null {
  if (draft.merged) return diffAsMerged(draft, facts, needs)
  if (!branchSha || draft.abandoned || baseSha === '') return null
  const known = facts.lookups.diffs[diffKey(baseSha, branchSha)]
  if (known === undefined) needs.push({ kind: 'diff', base: baseSha, head: branchSha })
  return known ?? null
}

/** What it changed against the main it was tested on, for as long as its last comment is not written. */
function diffAsMerged(draft: Draft, facts: Facts, needs: Need[]): DiffFact | null {
  const tested = checksOf(draft.pull?.headSha ?? null, draft.issue.number, facts).integration?.tested
  if (!tested || draft.told.has(MERGED)) return null
  const known = facts.lookups.diffs[diffKey(tested.base, tested.head)]
  if (known === undefined) needs.push({ kind: 'diff', base: tested.base, head: tested.head })
  return known ?? null
}

/** Whether a head holds all of the base, as far as that was looked at. */
export const holdsBase = (head: string, base: string, facts: Facts): boolean =>
  facts.lookups.diffs[diffKey(base, head)]?.mergeBase === base

/** Marked merged by the App's doing, and not by setting the base branch: GitHub made a commit of its own. */
function mergedByPull(
  { merged, pull, issue }: Draft,
  facts: Facts,
): { base: string; head: string; merge: string } | null {
  const tested = checksOf(pull?.headSha ?? null, issue.number, facts).integration?.tested
  if (!merged || !tested || !pull || pull.mergedBy?.id !== facts.app.id) return null
  const known = [tested.trial, pull.headSha].includes(merged.sha)
  // A merge queue tests what it merges, and holds others' commits as well.
  const wasSet = facts.activity.some(
    ({ branch, after, type }) =>
      branch === pull.baseRef && (after === tested.trial || (after === merged.sha && type === 'merge_queue_merge')),
  )
  return known || wasSet ? null : { base: tested.base, head: tested.head, merge: merged.sha }
}

/**
 * Whether the base branch got just what was tested; null: it cannot be told. Asked until the packet's last comment is
 * written, which says so where it did not.
 */
export function mergedAsTested(draft: Draft, facts: Facts, needs: Need[]): boolean | null {
  const made = draft.told.has(MERGED) ? null : mergedByPull(draft, facts)
  if (made === null) return true
  const known = facts.lookups.mergedTrees?.[mergedKey(made.base, made.head, made.merge)]
  if (known === undefined) needs.push({ kind: 'merged-tree', ...made })
  return known ?? null
}

export const figuresOf = (draft: Draft, diff: DiffFact | null) => {
  const told = draft.told.find(MERGED)
  const record = told?.trusted ? recordIn(bodyOf(told.comment)) : null
  if (draft.merged && record) return { files: numberOr(record.files), lines: numberOr(record.lines) }
  if (diff === null) return { files: null, lines: null }
  return { files: diff.files.length, lines: diff.files.reduce((sum, file) => sum + file.additions + file.deletions, 0) }
}

const numberOr = (value: unknown): number | null => (typeof value === 'number' ? value : null)
