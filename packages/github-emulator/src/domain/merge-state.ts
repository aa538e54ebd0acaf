/** Whether a pull request could be merged by somebody without any bypass, as both APIs show it. */
import { issueOf } from './find.ts'
import type { Forge } from './forge.ts'
import type { MergeMethod, Pull, Repo } from './model.ts'
import { verdicts } from './review-rules.ts'
import { allRulesFor } from './rules.ts'
import { mergeableOf } from './verbs/merge.ts'
import { isBehind, unmetFor } from './violations.ts'

export type MergeState = 'BEHIND' | 'BLOCKED' | 'CLEAN' | 'DIRTY' | 'DRAFT' | 'UNKNOWN' | 'UNSTABLE'

/** In one word, as GraphQL's `mergeStateStatus`. */
export async function mergeStateOf(forge: Forge, repo: Repo, pull: Pull): Promise<MergeState> {
  if (issueOf(repo, pull.number).state === 'closed') return 'UNKNOWN'
  const isMergeable = await mergeableOf(forge, repo, pull)
  if (isMergeable === null) return 'UNKNOWN'
  if (!isMergeable) return 'DIRTY'
  if (pull.draft) return 'DRAFT'
  const unmet = await leastUnmet(forge, repo, pull)
  if (unmet.length > 0) return unmet.every(isBehind) ? 'BEHIND' : 'BLOCKED'
  return rollupState(repo, pull.headSha) === 'SUCCESS' ? 'CLEAN' : 'UNSTABLE'
}

/** What is missing in the way to merge that misses least. */
async function leastUnmet(forge: Forge, repo: Repo, pull: Pull): Promise<string[]> {
  const methods: readonly MergeMethod[] = repo.mergeMethods ?? ['merge', 'squash', 'rebase']
  const all = await Promise.all(methods.map((method) => unmetFor(forge, repo, pull, method)))
  return all.toSorted((a, b) => a.length - b.length)[0] ?? []
}

/** One word for all check runs and statuses of a commit; of runs with the same name the latest counts. */
export function rollupState(repo: Repo, sha: string): 'FAILURE' | 'ERROR' | 'PENDING' | 'SUCCESS' {
  const runs = repo.checkRuns.filter((run) => run.headSha === sha)
  const states = [
    ...runs.map((run) => runState(run.status, run.conclusion)),
    ...latestStatuses(repo, sha).map((status) => status.state.toUpperCase()),
  ]
  return (['FAILURE', 'ERROR', 'PENDING'] as const).find((word) => states.includes(word)) ?? 'SUCCESS'
}

export function latestStatuses(repo: Repo, sha: string) {
  return [...new Map(repo.statuses.filter((one) => one.sha === sha).map((one) => [one.context, one])).values()]
}

function runState(status: string, conclusion: string | null): string {
  if (status !== 'completed') return 'PENDING'
  return ['success', 'neutral', 'skipped'].includes(conclusion ?? '') ? 'SUCCESS' : 'FAILURE'
}

export type ReviewDecision = 'APPROVED' | 'CHANGES_REQUESTED' | 'REVIEW_REQUIRED'

/** What the reviews come to, where the base branch asks for any; null where it does not. */
export async function reviewDecisionOf(forge: Forge, repo: Repo, pull: Pull): Promise<ReviewDecision | null> {
  const isAsked = allRulesFor(forge, repo, pull.baseRef).some(
    ({ type, parameters }) =>
      type === 'pull_request' &&
      (Number(parameters?.required_approving_review_count ?? 0) > 0 || parameters?.require_code_owner_review === true),
  )
  if (!isAsked) return null
  if (verdicts(repo, pull).some(({ state }) => state === 'CHANGES_REQUESTED')) return 'CHANGES_REQUESTED'
  return (await unmetFor(forge, repo, pull, null)).length > 0 ? 'REVIEW_REQUIRED' : 'APPROVED'
}
