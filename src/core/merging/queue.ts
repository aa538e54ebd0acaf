/** GitHub's own merge queue of the base branch, as GitHub tells of it. */
import { checkRunName, isOwnCheckRun } from '../checks/names.ts'
import type { Actor } from '../snapshot/snapshot.ts'
import { type BranchRule, requiredChecks } from './rules.ts'

export interface QueueFact {
  /** In order of their places. */
  entries: QueueEntryFact[]
  /** What happened with the pull requests that were asked for, oldest first. */
  events: QueueEventFact[]
}

export interface QueueEntryFact {
  pull: number
  /** From 1. */
  place: number
  /** Who queued it. */
  by: Actor | null
  group: MergeGroup | null
}

/** The commit that becomes the base branch's tip if its checks pass, and what it was made on: the tip, or the group before it. */
export interface MergeGroup {
  base: string
  head: string
}

export interface QueueEventFact {
  pull: number
  kind: 'added' | 'removed'
  at: number
  by: Actor | null
  /** In GitHub's words; '' where it gives none. */
  reason: string
  /** Head of the group that it was in; null: of none. */
  group: string | null
}

/** Branches of groups are below this, the base branch's name first. */
export const groupPrefix = 'gh-readonly-queue/'

export type RemovalReason = 'merged' | 'manual' | 'conflict' | 'checks' | 'late' | 'other'

/** GitHub words one thing in several ways: `failed_checks` in the timeline, `CI_FAILURE` in webhooks. */
export function removalReason(reason: string): RemovalReason {
  if (/conflict|tree.invalid|invalid.merge/i.test(reason)) return 'conflict'
  if (/time.?out|timed.out/i.test(reason)) return 'late'
  if (/fail/i.test(reason)) return 'checks'
  if (/^(already.)?merged?$/i.test(reason)) return 'merged'
  return /manual/i.test(reason) ? 'manual' : 'other'
}

/** Its work does not go with what is merged before it: its agent has to mend something. */
export const isPacketFault = (reason: string): boolean => ['conflict', 'checks'].includes(removalReason(reason))

/** Whether the queue waits for anything that tests a group; without, it merges what nobody has tested. */
export function queueRunsTests(rules: BranchRule[]): boolean {
  const contexts = requiredChecks(rules).map(({ context }) => context)
  const tests = contexts.some((one) => one === checkRunName('integration') || !isOwnCheckRun(one))
  return tests || rules.some(({ type }) => type === 'workflows')
}
