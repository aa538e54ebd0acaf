/** Why a packet that is done cannot merge, as data: rules of the branch, settings of the repository, and reviews. */
import type { Actor } from '../snapshot/snapshot.ts'
import type { BranchRule, MergeMethod, RequiredCheck } from './rules.ts'

/** `base`: the base branch; `pull`: number of the packet's pull request. */
export type MergeBlock =
  /** These accounts (null: a deleted one) requested changes. */
  | { kind: 'objected'; by: (string | null)[]; pull: number }
  | { kind: 'review-required'; because: ReviewReason; leftOut: IgnoredApproval[] }
  /** Nobody gets past these rules. */
  | { kind: 'shut-out'; rules: BranchRule[]; base: string; pull: number }
  /** `left`: what the branch's rules leave; `allowed`: what the repository's settings leave of that. */
  | { kind: 'method-refused'; wanted: MergeMethod | null; allowed: MergeMethod[]; left: MergeMethod[]; base: string }
  /** `others`: approvals of people who may not write here. */
  | { kind: 'approvals-missing'; wanted: number; there: number; others: number; base: string; pull: number }
  | { kind: 'checks-missing'; missing: RequiredCheck[]; base: string; pull: number }
  /** So many of its commits have no verified signature. */
  | { kind: 'commits-unsigned'; count: number; base: string; pull: number }
  /** The base branch has to be brought in by a signed commit, which the App cannot make. */
  | { kind: 'base-unsigned'; base: string; pull: number }
  /**
   * `isHidden`: what keeps the branch from being set is not shown to an App; `mayMerge`: a merge commit would do.
   */
  | { kind: 'base-unguarded'; method: MergeMethod; isHidden: boolean; mayMerge: boolean; base: string }
  /** GitHub's merge queue is demanded, and the App cannot see it. */
  | { kind: 'queue-unseen'; base: string; pull: number }
  /** GitHub's merge queue waits for no check that tests anything. */
  | { kind: 'queue-untested'; base: string }

/** Why the configuration asks for a review. */
export type ReviewReason = { kind: 'high-risk' } | { kind: 'protected'; path: string }

/** An approving review that does not count, and why. */
export interface IgnoredApproval {
  by: Actor | null
  why: 'gone' | 'agent' | 'no-access' | 'unknown' | 'assignee' | 'author' | 'pushed' | 'older'
}
