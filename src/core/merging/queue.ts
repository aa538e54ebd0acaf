/** GitHub's merge queue of the base branch. */
import { checkRunName, isOwnCheckRun } from '../records/check-run.ts'
import type { Actor } from '../snapshot/snapshot.ts'
import { type BranchRule, requiredChecks } from './rules.ts'

export interface QueueFact {
  /** In queue order. */
  entries: QueueEntryFact[]
  /** Events of the requested pull requests, oldest first. */
  events: QueueEventFact[]
}

export interface QueueEntryFact {
  pull: number
  /** Position in the queue, from 1. */
  place: number
  /** The account that queued it. */
  by: Actor | null
  group: MergeGroup | null
}

/** `head` becomes the base branch's tip if its checks pass. `base` is the current tip or the head of the group before. */
export interface MergeGroup {
  base: string
  head: string
}

export interface QueueEventFact {
  pull: number
  kind: 'added' | 'removed'
  at: number
  by: Actor | null
  /** The reason in GitHub's words; '' when there is none. */
  reason: string
  /** Head of its merge group; null when it was in none. */
  group: string | null
}

/** Prefix of the branches of merge groups. The base branch's name follows. */
export const groupPrefix = 'gh-readonly-queue/'

export type RemovalReason = 'merged' | 'manual' | 'conflict' | 'checks' | 'late' | 'other'

/** Classifies why the queue removed a pull request. GitHub: the timeline says `failed_checks`, webhooks `CI_FAILURE`. */
export function removalReason(reason: string): RemovalReason {
  if (/conflict|tree.invalid|invalid.merge/i.test(reason)) return 'conflict'
  if (/time.?out|timed.out/i.test(reason)) return 'late'
  if (/fail/i.test(reason)) return 'checks'
  if (/^(already.)?merged?$/i.test(reason)) return 'merged'
  return /manual/i.test(reason) ? 'manual' : 'other'
}

/** Whether the packet's own changes caused the removal, so that its agent has to fix them. */
export const isPacketFault = (reason: string): boolean => ['conflict', 'checks'].includes(removalReason(reason))

/** Whether the queue requires a check that tests a merge group. Otherwise it merges untested commits. */
export function queueRunsTests(rules: BranchRule[]): boolean {
  const contexts = requiredChecks(rules).map(({ context }) => context)
  const tests = contexts.some((one) => one === checkRunName('integration') || !isOwnCheckRun(one))
  return tests || rules.some(({ type }) => type === 'workflows')
}
