import { branchSha, issueOf } from './find.ts'
import type { RepoContext } from './forge.ts'
import type { MergeMethod, Pull, Repo } from './model.ts'
import { rulesFor } from './rules.ts'
import { mergeableOf } from './verbs/merge.ts'
import { mergeViolations, type Violation } from './violations.ts'

export type MergeState = 'BEHIND' | 'BLOCKED' | 'CLEAN' | 'DIRTY' | 'DRAFT' | 'UNKNOWN' | 'UNSTABLE'

/** Whether the account may merge the pull request now, in one word, as GraphQL's `mergeStateStatus`. */
export async function mergeStateOf(context: RepoContext, pull: Pull): Promise<MergeState> {
  const { forge, repo } = context
  if (issueOf(repo, pull.number).state === 'closed') return 'UNKNOWN'
  const isMergeable = await mergeableOf(forge, repo, pull)
  if (isMergeable === null) return 'UNKNOWN'
  if (!isMergeable) return 'DIRTY'
  if (pull.draft) return 'DRAFT'
  const forbidden = await leastViolations(context, pull)
  if (forbidden.length > 0)
    return forbidden.every(({ words }) => words.includes('not up to date')) ? 'BEHIND' : 'BLOCKED'
  return rollupState(repo, pull.headSha) === 'SUCCESS' ? 'CLEAN' : 'UNSTABLE'
}

/** Those of the way to merge that breaks fewest rules. */
async function leastViolations(context: RepoContext, pull: Pull): Promise<Violation[]> {
  const methods: readonly MergeMethod[] = context.repo.mergeMethods ?? ['merge', 'squash', 'rebase']
  const each = await Promise.all(methods.map((method) => mergeViolations(context, pull, method)))
  return each.toSorted((a, b) => a.length - b.length)[0] ?? []
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

/** What the reviews come to, where the base branch asks for any; null where it does not. */
export function reviewDecisionOf(repo: Repo, pull: Pull): string | null {
  const rules = rulesFor(repo, pull.baseRef).filter(({ type }) => type === 'pull_request')
  const wanted = Math.max(0, ...rules.map(({ parameters }) => Number(parameters?.required_approving_review_count ?? 0)))
  if (wanted === 0 || branchSha(repo, pull.baseRef) === undefined) return null
  const last = latestReviews(repo, pull).filter(({ userId }) => mayWrite(repo, userId))
  if (last.some(({ state }) => state === 'CHANGES_REQUESTED')) return 'CHANGES_REQUESTED'
  return last.filter(({ state }) => state === 'APPROVED').length >= wanted ? 'APPROVED' : 'REVIEW_REQUIRED'
}

/** The latest review of each account that says yes or no, or was dismissed. */
export function latestReviews(repo: Repo, pull: Pull) {
  const words = ['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED']
  const own = repo.reviews.filter((one) => one.pull === pull.number && words.includes(one.state))
  return [...new Map(own.map((one) => [one.userId, one])).values()]
}

const mayWrite = (repo: Repo, id: number) =>
  ['write', 'maintain', 'admin'].includes(repo.collaborators[String(id)] ?? '')
