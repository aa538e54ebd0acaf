/** What a packet changes: its diff while it is live, the figures in its merged comment afterwards. */

import { INTEGRATION } from '../checks/integration.ts'
import { bodyOf } from '../records/bot-comments.ts'
import { readExternalId } from '../records/check-run.ts'
import { mergedRecord } from '../records/kinds.ts'
import { MARKER } from '../records/names.ts'
import type { Queries } from '../snapshot/ask.ts'
import { type DiffFact, diffKey } from '../snapshot/queries.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { PacketAnalysis } from './analysis.ts'
import { checksOf } from './checks.ts'

/** Returns the diff of the packet's head, or null; queries it when it is unknown. */
export function diffOf(
  analysis: PacketAnalysis,
  branchSha: string | null,
  snapshot: Pick<Snapshot, 'checkRun'>,
  baseSha: string,
  queries: Queries,
): DiffFact | null {
  if (analysis.merged) return diffAsMerged(analysis, snapshot, queries)
  if (!branchSha || analysis.abandoned || baseSha === '') return null
  return queries.diff(baseSha, branchSha) ?? null
}

/** The diff against the base it was tested on, needed until the merged comment is written. */
function diffAsMerged(
  analysis: PacketAnalysis,
  snapshot: Pick<Snapshot, 'checkRun'>,
  queries: Queries,
): DiffFact | null {
  const tested = checksOf(analysis.pull?.headSha ?? null, analysis.issue.number, snapshot).integration?.tested
  if (!tested || analysis.botComments.has(MARKER.merged)) return null
  return queries.diff(tested.base, tested.head) ?? null
}

/** Returns whether a head is known to contain the whole base. */
export const holdsBase = (head: string, base: string, snapshot: Pick<Snapshot, 'results'>): boolean =>
  snapshot.results.diffs[diffKey(base, head)]?.mergeBase === base

/** Returns the tested commits when the App merged through GitHub, which created its own merge commit. */
function mergedByPull(
  { merged, pull, issue }: PacketAnalysis,
  snapshot: Pick<Snapshot, 'activityOn' | 'app' | 'checkRun'>,
): { base: string; head: string; merge: string } | null {
  const tested = checksOf(pull?.headSha ?? null, issue.number, snapshot).integration?.tested
  if (!merged || !tested || !pull || pull.mergedBy?.id !== snapshot.app.id) return null
  const known = [tested.trial, pull.headSha].includes(merged.sha)
  // A merge queue tests what it merges, and also contains commits of other packets.
  const wasSet = snapshot
    .activityOn(pull.baseRef)
    .some(({ after, type }) => after === tested.trial || (after === merged.sha && type === 'merge_queue_merge'))
  return known || wasSet ? null : { base: tested.base, head: tested.head, merge: merged.sha }
}

/** What was tested of other pull requests that came in by the same commit, as those of a stack do. */
function mergedTogether(
  { pull }: PacketAnalysis,
  merge: string,
  { checks, pulls }: Pick<Snapshot, 'checks' | 'pulls'>,
): { base: string; head: string; merge: string }[] {
  const heads = pulls.flatMap((one) => (one.mergeSha === merge && one.number !== pull?.number ? one.headSha : []))
  return checks.flatMap(({ name, headSha, conclusion, externalId }) => {
    const tested = name === INTEGRATION && conclusion === 'success' ? readExternalId(externalId) : null
    return tested && heads.includes(headSha) ? [{ base: tested.base, head: headSha, merge }] : []
  })
}

/**
 * Whether the base branch got just what was tested; null: it cannot be told. Asked until the packet's last comment is
 * written, which says so where it did not.
 */
export function mergedAsTested(
  analysis: PacketAnalysis,
  snapshot: Pick<Snapshot, 'activityOn' | 'app' | 'checkRun' | 'checks' | 'pulls'>,
  queries: Queries,
): boolean | null {
  const made = analysis.botComments.has(MARKER.merged) ? null : mergedByPull(analysis, snapshot)
  if (made === null) return true
  const trees = [made, ...mergedTogether(analysis, made.merge, snapshot)].map(
    ({ base, head, merge }) => queries.mergedTree(base, head, merge) ?? null,
  )
  return trees.includes(true) ? true : trees.includes(null) ? null : false
}

export const figuresOf = (analysis: PacketAnalysis, diff: DiffFact | null) => {
  const botComment = analysis.botComments.find(MARKER.merged)
  const record = botComment?.trusted ? mergedRecord.read(bodyOf(botComment.comment)) : null
  if (analysis.merged && record) return { files: record.files, lines: record.lines }
  if (diff === null) return { files: null, lines: null }
  return { files: diff.files.length, lines: diff.files.reduce((sum, file) => sum + file.additions + file.deletions, 0) }
}
