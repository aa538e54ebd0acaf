/** What a branch's `merge_queue` rule says. */
import type { MergeMethod, Repo } from '../model.ts'
import { ownRulesFor } from '../rules.ts'

export interface QueueSettings {
  method: MergeMethod
  /** How many entries have a commit made and checked at once. */
  mostBuilt: number
  /** For the required checks, from when they were asked for. */
  timeoutMs: number
}

/** Null where the branch takes changes without a queue. */
export function queueSettings(repo: Repo, branch: string): QueueSettings | null {
  const rule = ownRulesFor(repo, branch).find(({ type }) => type === 'merge_queue')
  if (rule === undefined) return null
  const { merge_method, max_entries_to_build, check_response_timeout_minutes } = rule.parameters ?? {}
  return {
    method: merge_method === 'SQUASH' ? 'squash' : merge_method === 'REBASE' ? 'rebase' : 'merge',
    mostBuilt: Number(max_entries_to_build) || 5,
    timeoutMs: (Number(check_response_timeout_minutes) || 60) * 60_000,
  }
}
