/** Why a done packet cannot merge, as data: branch rules, repository settings and reviews. */
import type { Actor } from '../snapshot/snapshot.ts'
import type { ObjectionState } from '../state/obstacles.ts'
import type { PacketMerge, PacketState } from '../state/packet.ts'
import type { BranchRule, MergeMethod, RefusedWay, RequiredCheck } from './rules.ts'

/** `base`: the base branch; `pull`: number of the packet's pull request. */
export type MergeBlock =
  /** These accounts (null: a deleted one) requested changes. */
  | { kind: 'objected'; by: (string | null)[]; pull: number }
  | { kind: 'review-required'; because: ReviewReason; leftOut: IgnoredApproval[] }
  /** These rules do not let the App update the branch. */
  | { kind: 'shut-out'; rules: BranchRule[]; base: string; pull: number }
  /** GitHub refused every way. `rules`: those that may be the reason. */
  | { kind: 'ways-refused'; refused: RefusedWay[]; rules: BranchRule[]; base: string; pull: number }
  /** `left`: methods that the branch's rules allow; `allowed`: those of them that the repository's settings allow too. */
  | { kind: 'method-refused'; wanted: MergeMethod | null; allowed: MergeMethod[]; left: MergeMethod[]; base: string }
  /** `others`: approvals by people without write access, which do not count. */
  | { kind: 'approvals-missing'; wanted: number; there: number; others: number; base: string; pull: number }
  /** There are enough approvals, but GitHub misses one: by a code owner, or by another than the last pusher. */
  | { kind: 'approver-missing'; owner: boolean; lastPush: boolean; base: string; pull: number }
  /** `count`: number of open conversations. `isSeen`: a rule that is shown requires them resolved. */
  | { kind: 'threads-open'; count: number; isSeen: boolean; base: string; pull: number }
  | { kind: 'checks-missing'; missing: RequiredCheck[]; base: string; pull: number }
  /** `count`: number of commits without a verified signature. */
  | { kind: 'commits-unsigned'; count: number; base: string; pull: number }
  /** `isHidden`: the rule against direct updates is not visible to an App; `mayMerge`: a merge commit would be allowed. */
  | {
      kind: 'base-unguarded'
      method: MergeMethod
      isHidden: boolean
      mayMerge: boolean
      isStacked: boolean
      base: string
    }
  /** GitHub lets no App merge a stack here. `message`: its words; `below`: what merges with it. */
  | { kind: 'stack-unauthorized'; message: string; pull: number; below: number[] }
  /** GitHub could not merge the stack, for the reason in `message`. */
  | { kind: 'stack-failed'; message: string; pull: number; stack: number }
  /** GitHub's merge queue is required, and the App cannot read it. */
  | { kind: 'queue-unseen'; base: string; pull: number }
  /** GitHub's merge queue requires no check that runs tests. */
  | { kind: 'queue-untested'; base: string }

/** GitHub shows the pull request as blocked, for a reason that it does not tell. `rules`: those that may be the reason. */
export interface MergeHint {
  rules: BranchRule[]
  base: string
  pull: number
}

/** Why the configuration requires a review. */
export type ReviewReason = { kind: 'high-risk' } | { kind: 'protected'; path: string }

/** An approving review that does not count, with the reason. */
export interface IgnoredApproval {
  by: Actor | null
  why: 'gone' | 'agent' | 'no-access' | 'unknown' | 'assignee' | 'author' | 'pushed' | 'older'
}

/** Returns the requests for changes that still hold up the merge. */
export const openObjections = ({ merge }: { merge: Pick<PacketMerge, 'objections'> }): ObjectionState[] =>
  merge.objections.filter(({ answered }) => !answered)

/** Returns whether a trial of this head is wanted and waits for a writer's approval. */
export function waitsForApproval({ status, merge, work }: Pick<PacketState, 'status' | 'merge' | 'work'>): boolean {
  const check = work.checks.integration
  const isOver = check?.conclusion === 'success' || check?.conclusion === 'failure' || check?.notRun === 'interrupted'
  return status === 'done' && merge.unapproved !== null && !isOver
}
