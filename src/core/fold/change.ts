/** What a packet changes: its diff while it lives, the figures in its last comment afterwards. */
import type { Facts } from '../facts.ts'
import type { DiffFact, Need } from '../lookups.ts'
import { recordIn } from '../say/markers.ts'
import { bodyOf } from '../told.ts'
import { checksOf } from './checks.ts'
import type { Draft } from './draft.ts'

/** Marker of the App's comment that says a packet is merged; its record keeps the figures the report needs. */
export const MERGED = 'merged'
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
  const tested = checksOf(draft.pull?.headSha ?? null, facts).integration?.tested
  if (!tested || draft.told.has(MERGED)) return null
  const known = facts.lookups.diffs[diffKey(tested.base, tested.head)]
  if (known === undefined) needs.push({ kind: 'diff', base: tested.base, head: tested.head })
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
