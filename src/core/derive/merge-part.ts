import type { MergeBlock } from '../merging/block.ts'
import type { ObjectionState } from '../state/obstacles.ts'
import type { PacketMerge } from '../state/packet.ts'
import type { Status } from '../state.ts'
import type { PacketAnalysis } from './analysis.ts'
import { approvalOf, reviewNeeded } from './approval.ts'
import { mergedAsTested } from './change.ts'
import { dismissedApprovals } from './dismissed.ts'
import type { EvaluationContext, Work } from './evaluate.ts'
import { type Routed, routed } from './route.ts'
import { unapprovedTrial } from './trial-approval.ts'
import { testedBefore } from './updated.ts'

export function mergePart(
  analysis: PacketAnalysis,
  status: Status,
  objections: ObjectionState[],
  { head, diff }: Work,
  { snapshot, config, people, queries, stacks }: EvaluationContext,
): Omit<PacketMerge, 'obstacles' | 'trouble'> {
  const reason = reviewNeeded(analysis, diff?.files ?? [], config)
  const asksReview = (reason !== null || config.merge === 'auto') && status === 'done'
  const approval = asksReview ? approvalOf(analysis, head ?? '', snapshot, people, queries) : null
  const needsReview = approval?.approved === false
  const leftOut = needsReview ? approval.leftOut : []
  const stack = (analysis.pull && stacks.get(analysis.pull.number)) ?? null
  const way: Routed = status === 'done' ? routed(analysis, head, snapshot, config, queries, stack) : { block: null }
  const before = status === 'done' && head !== null ? testedBefore(analysis.branch, head, snapshot) : null
  if (before !== null) queries.mergedTree(before.tested.base, before.tested.head, head ?? '')
  const open = status === 'done' ? objections.filter(({ answered }) => !answered) : []
  const review: MergeBlock | null =
    needsReview && reason !== null ? { kind: 'review-required', because: reason, leftOut } : null
  return {
    mergeBlock: open.length > 0 ? objected(open, analysis.pull?.number ?? 0) : (review ?? way.block),
    hint: way.hint ?? null,
    route: way.route ?? null,
    situation: way.situation ?? '',
    dismissed: status === 'done' && head !== null ? dismissedApprovals(analysis, head, snapshot) : null,
    stack,
    needsReview,
    unapproved: unapprovedTrial({ analysis, head, diff }, { snapshot, config, people, queries }),
    objections,
    leftOut,
    mergedTree: treeOf(mergedAsTested(analysis, snapshot, queries)),
  }
}

const objected = (open: ObjectionState[], pull: number): MergeBlock => ({
  kind: 'objected',
  by: [...new Set(open.map(({ by }) => by?.login ?? null))],
  pull,
})

const treeOf = (asTested: boolean | null): PacketMerge['mergedTree'] =>
  asTested === null ? 'unknown' : asTested ? 'tested' : 'other'
