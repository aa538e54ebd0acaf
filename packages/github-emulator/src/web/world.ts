/** Look-ups in the world for the views. */
import type { Comment, Issue, Label, Pull, Repo, User, World } from '../domain/model.ts'
import type { CheckRun } from '../domain/model-checks.ts'

export function findRepo(world: World, owner: string, name: string): Repo | undefined {
  const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()
  return world.repos.find((repo) => same(repo.name, name) && same(ownerOf(world, repo), owner))
}

export const ownerOf = (world: World, repo: Repo): string => loginOf(world, repo.ownerId)

export const userOf = (world: World, id: number | null): User | undefined =>
  id === null ? undefined : world.users.find((user) => user.id === id)

/** A deleted account is shown as "ghost", as on GitHub. */
export const loginOf = (world: World, id: number | null): string => userOf(world, id)?.login ?? 'ghost'

export const labelsOf = (repo: Repo, issue: Issue): Label[] =>
  issue.labelIds.flatMap((id) => repo.labels.filter((label) => label.id === id))

export const hasLabel = (repo: Repo, issue: Issue, name: string): boolean =>
  labelsOf(repo, issue).some((label) => label.name === name)

export const issueOf = (repo: Repo, number: number): Issue | undefined =>
  repo.issues.find((issue) => issue.number === number)

export const pullOf = (repo: Repo, number: number): Pull | undefined =>
  repo.pulls.find((pull) => pull.number === number)

export const commentsOf = (repo: Repo, number: number): Comment[] =>
  repo.comments.filter((comment) => comment.issue === number)

/** Issues that are no pull requests, newest first. */
export function plainIssues(repo: Repo): Issue[] {
  const pulls = new Set(repo.pulls.map((pull) => pull.number))
  return repo.issues.filter((issue) => !pulls.has(issue.number)).sort((a, b) => b.number - a.number)
}

/** The open issue that was pinned last. */
export function pinnedIssue(repo: Repo): Issue | undefined {
  const pinned = plainIssues(repo).filter((issue) => issue.state === 'open' && issue.pinnedAt !== null)
  return pinned.toSorted((a, b) => (b.pinnedAt ?? 0) - (a.pinnedAt ?? 0))[0]
}

export type PullState = 'draft' | 'open' | 'merged' | 'closed'

export function pullState(issue: Issue, pull: Pull): PullState {
  if (pull.merged) return 'merged'
  if (issue.state === 'closed') return 'closed'
  return pull.draft ? 'draft' : 'open'
}

/** The newest check run of each name on a commit, by name. */
export function checksOf(repo: Repo, sha: string): CheckRun[] {
  const newest = new Map<string, CheckRun>()
  for (const run of repo.checkRuns) {
    const other = newest.get(run.name)
    if (run.headSha === sha && (!other || other.id < run.id)) newest.set(run.name, run)
  }
  return [...newest.values()].sort((a, b) => a.name.localeCompare(b.name))
}

export type Verdict = 'success' | 'failure' | 'pending' | 'neutral'

export function verdictOf(run: Pick<CheckRun, 'status' | 'conclusion'>): Verdict {
  if (run.status !== 'completed') return 'pending'
  if (run.conclusion === 'success') return 'success'
  return run.conclusion === 'neutral' || run.conclusion === 'skipped' ? 'neutral' : 'failure'
}

/** One mark for many checks: the worst; null when there is none. */
export function worst(verdicts: Verdict[]): Verdict | null {
  const order: Verdict[] = ['failure', 'pending', 'success', 'neutral']
  return order.find((verdict) => verdicts.includes(verdict)) ?? null
}
