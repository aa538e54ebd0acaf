/** Whether a pull request could be merged by somebody without any bypass, as GitHub shows it. */
import { issueOf } from './find.ts'
import type { Forge } from './forge.ts'
import type { MergeMethod, Pull, Repo } from './model.ts'
import { verdicts } from './review-rules.ts'
import { allRulesFor } from './rules.ts'
import { isBehind, unmetFor } from './violations.ts'

export type MergeState = 'behind' | 'blocked' | 'clean' | 'dirty' | 'draft' | 'unknown' | 'unstable'

/** @param mergeable whether it merges into its base as that is now; null: not known */
export async function mergeStateOf(
  forge: Forge,
  repo: Repo,
  pull: Pull,
  mergeable: boolean | null,
): Promise<MergeState> {
  if (mergeable === null || issueOf(repo, pull.number).state === 'closed') return 'unknown'
  if (pull.draft) return 'draft'
  if (!mergeable) return 'dirty'
  const unmet = await leastUnmet(forge, repo, pull)
  if (unmet.some((words) => !isBehind(words))) return 'blocked'
  if (unmet.length > 0) return 'behind'
  return hasOpenChecks(repo, pull.headSha) ? 'unstable' : 'clean'
}

/** What is missing in the way that misses least. */
async function leastUnmet(forge: Forge, repo: Repo, pull: Pull): Promise<string[]> {
  const methods: MergeMethod[] = repo.mergeMethods ?? ['merge', 'squash', 'rebase']
  const all = await Promise.all(methods.map((method) => unmetFor(forge, repo, pull, method)))
  return all.toSorted((a, b) => a.length - b.length)[0] ?? []
}

function hasOpenChecks(repo: Repo, sha: string): boolean {
  const last = <T>(items: T[], keyOf: (item: T) => string) => [
    ...new Map(items.map((one) => [keyOf(one), one])).values(),
  ]
  const runs = last(
    repo.checkRuns.filter((run) => run.headSha === sha),
    ({ appId, name }) => `${appId}:${name}`,
  )
  const statuses = last(
    repo.statuses.filter((status) => status.sha === sha),
    ({ context }) => context,
  )
  return (
    runs.some(({ conclusion }) => !['success', 'neutral', 'skipped'].includes(conclusion ?? '')) ||
    statuses.some(({ state }) => state !== 'success')
  )
}

export type ReviewDecision = 'APPROVED' | 'CHANGES_REQUESTED' | 'REVIEW_REQUIRED'

/** What the reviews come to; null where none is required and none was given. */
export async function reviewDecisionOf(forge: Forge, repo: Repo, pull: Pull): Promise<ReviewDecision | null> {
  const given = verdicts(repo, pull)
  if (given.some(({ state }) => state === 'CHANGES_REQUESTED')) return 'CHANGES_REQUESTED'
  const unmet = await unmetFor(forge, repo, pull, null)
  if (unmet.length > 0) return 'REVIEW_REQUIRED'
  const isRequired = allRulesFor(forge, repo, pull.baseRef).some(
    ({ type, parameters }) => type === 'pull_request' && Number(parameters?.required_approving_review_count ?? 0) > 0,
  )
  return isRequired || given.length > 0 ? 'APPROVED' : null
}
