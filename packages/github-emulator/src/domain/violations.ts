/** What rules have against a change of a branch, in GitHub's words. */

import type { RefChange } from './commits.ts'
import { ForgeError } from './errors.ts'
import type { Forge } from './forge.ts'
import { git } from './git.ts'
import type { MergeMethod, Pull, Repo, Rule, User } from './model.ts'
import { isAncestor, lines, ZERO } from './objects.ts'
import { bindingRules } from './rules.ts'

export const brokenRules = (status: number, violations: string[]): ForgeError =>
  new ForgeError(status, `Repository rule violations found\n\n${violations.join('\n\n')}\n\n`)

const PREFIX = 'refs/heads/'

/** Against an update, a creation or a deletion of a ref by a push or the API; empty where nothing is. The commits are there already. */
export async function refViolations(forge: Forge, repo: Repo, change: RefChange, who: User): Promise<string[]> {
  if (!change.ref.startsWith(PREFIX)) return []
  const rules = bindingRules(forge, repo, change.ref.slice(PREFIX.length), who)
  const found = rules.map((rule) => updateViolation(forge, repo, change, rule))
  return [...new Set((await Promise.all(found)).filter((words) => words !== null))]
}

async function updateViolation(forge: Forge, repo: Repo, change: RefChange, rule: Rule): Promise<string | null> {
  const { before, after } = change
  if (after === ZERO) return rule.type === 'deletion' ? 'Cannot delete this branch' : null
  if (before === ZERO) return rule.type === 'creation' ? 'Cannot create ref due to creations being restricted.' : null
  switch (rule.type) {
    case 'update':
      return 'Cannot update this protected ref.'
    case 'non_fast_forward':
      return (await isAncestor(forge, repo, before, after)) ? null : 'Cannot force-push to this branch'
    case 'pull_request':
      return 'Changes must be made through a pull request.'
    case 'merge_queue':
      return 'Changes must be made through the merge queue'
    case 'required_linear_history':
      return (await hasMerges(forge, repo, before, after)) ? 'This branch must not contain merge commits.' : null
    // The emulator signs nothing.
    case 'required_signatures':
      return 'Commits must have verified signatures.'
    case 'required_status_checks':
      return missingChecks(repo, after, rule)
    default:
      return null
  }
}

async function hasMerges(forge: Forge, repo: Repo, before: string, after: string): Promise<boolean> {
  const range = ['--merges', '--max-count=1', after, `^${before}`]
  return lines(await git(forge.bareDir(repo), ['rev-list', ...range])).length > 0
}

/** Against merging a pull request in this way; the queue's own merge asks for none of it. */
export async function mergeViolations(
  forge: Forge,
  repo: Repo,
  pull: Pull,
  method: MergeMethod,
  who: User,
): Promise<string[]> {
  const rules = bindingRules(forge, repo, pull.baseRef, who, true)
  const found = rules.map((rule) => mergeViolation(forge, repo, pull, method, rule))
  return [...new Set((await Promise.all(found)).filter((words) => words !== null))]
}

async function mergeViolation(
  forge: Forge,
  repo: Repo,
  pull: Pull,
  method: MergeMethod,
  rule: Rule,
): Promise<string | null> {
  switch (rule.type) {
    case 'update':
      return 'Cannot update this protected ref.'
    case 'merge_queue':
      return 'Changes must be made through the merge queue'
    case 'required_signatures':
      return 'Commits must have verified signatures.'
    case 'required_linear_history':
      return method === 'merge' ? 'This branch must not contain merge commits.' : null
    case 'pull_request':
      return pullViolation(repo, pull, method, rule)
    case 'required_status_checks':
      return missingChecks(repo, pull.headSha, rule) ?? (await behind(forge, repo, pull, rule))
    default:
      return null
  }
}

export const METHOD_NAMES: Record<MergeMethod, string> = {
  merge: 'Merge commits',
  squash: 'Squash merges',
  rebase: 'Rebase merges',
}

function pullViolation(repo: Repo, pull: Pull, method: MergeMethod, { parameters }: Rule): string | null {
  const allowed = parameters?.allowed_merge_methods
  if (Array.isArray(allowed) && !allowed.includes(method))
    return `${METHOD_NAMES[method]} are not allowed on this branch.`
  const wanted = Number(parameters?.required_approving_review_count ?? 0)
  if (approvals(repo, pull) >= wanted) return null
  const reviews = wanted === 1 ? '1 approving review is' : `${wanted} approving reviews are`
  return `At least ${reviews} required by reviewers with write access.`
}

/** How many people with write access approve, by the last word of each. */
function approvals(repo: Repo, pull: Pull): number {
  const last = new Map<number, string>()
  for (const { pull: number, userId, state } of repo.reviews)
    if (number === pull.number && ['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED'].includes(state))
      last.set(userId, state)
  const mayWrite = (id: number) => ['write', 'maintain', 'admin'].includes(repo.collaborators[String(id)] ?? '')
  return [...last].filter(([id, state]) => state === 'APPROVED' && mayWrite(id)).length
}

async function behind(forge: Forge, repo: Repo, pull: Pull, { parameters }: Rule): Promise<string | null> {
  const list = parameters?.required_status_checks
  const isStrict = parameters?.strict_required_status_checks_policy === true && Array.isArray(list) && list.length > 0
  const base = repo.refs[`${PREFIX}${pull.baseRef}`] ?? ''
  if (!isStrict || (await isAncestor(forge, repo, base, pull.headSha))) return null
  return 'The head branch is not up to date with the base branch.'
}

/** Required checks that did not pass on a commit, as GitHub counts them; null where all did. */
export function missingChecks(repo: Repo, sha: string, { parameters }: Rule): string | null {
  const list = parameters?.required_status_checks
  const required = (Array.isArray(list) ? list : []) as { context: string; integration_id?: number | null }[]
  const missing = required.filter(({ context, integration_id: app }) => !hasPassed(repo, sha, context, app ?? null))
  const [first] = missing
  if (first === undefined) return null
  if (missing.length === 1) return `Required status check "${first.context}" is expected.`
  return `${missing.length} of ${required.length} required status checks are expected.`
}

function hasPassed(repo: Repo, sha: string, context: string, app: number | null): boolean {
  const run = repo.checkRuns.findLast(
    (one) => one.headSha === sha && one.name === context && (app === null || one.appId === app),
  )
  if (run) return ['success', 'neutral', 'skipped'].includes(run.conclusion ?? '')
  // A status has no App; it counts where none is asked for.
  const status = repo.statuses.findLast((one) => one.sha === sha && one.context === context)
  return app === null && status?.state === 'success'
}
