/** Checks changes of branches against their rules. Messages are GitHub's. */

import type { RefChange } from './commits.ts'
import { ForgeError } from './errors.ts'
import type { Forge, RepoContext } from './forge.ts'
import { git } from './git.ts'
import type { MergeMethod, Pull, Repo, Rule, User } from './model.ts'
import { isAncestor, lines, ZERO } from './objects.ts'
import { bindingRules, type SourcedRule } from './rules.ts'

/** A rule that was broken, in GitHub's words. */
export interface Violation {
  words: string
  /** Whether it is classic protection's, whose refusals have no heading. */
  isClassic: boolean
}

const PROTECTION_DOCS = 'https://docs.github.com/articles/about-protected-branches'

/** The refusal of a request. Where a ruleset is broken as well, its heading stands over all. */
export function brokenRules(status: number, violations: Violation[]): ForgeError {
  const words = violations.map((one) => one.words)
  if (violations.some(({ isClassic }) => !isClassic))
    return new ForgeError(status, `Repository rule violations found\n\n${words.join('\n\n')}\n\n`)
  const refusal = new ForgeError(status, words.join(' '))
  refusal.docs = PROTECTION_DOCS
  return refusal
}

/** Pairs the words of broken rules with their source. The same words are said once. */
async function violationsOf(
  rules: SourcedRule[],
  wordsOf: (rule: SourcedRule) => string | null | Promise<string | null>,
): Promise<Violation[]> {
  const all = await Promise.all(
    rules.map(async (rule) => ({ words: await wordsOf(rule), isClassic: rule.ruleset === null })),
  )
  const found = all.flatMap(({ words, isClassic }) => (words === null ? [] : [{ words, isClassic }]))
  return found.filter(({ words }, index) => found.findIndex((one) => one.words === words) === index)
}

const PREFIX = 'refs/heads/'

/**
 * Returns GitHub's messages for rules that forbid a push or an API call to create, update or delete a ref; empty when
 * it is allowed. The repository must have the commits already.
 */
export async function refViolations(forge: Forge, repo: Repo, change: RefChange, who: User): Promise<Violation[]> {
  if (!change.ref.startsWith(PREFIX)) return []
  const rules = bindingRules({ forge, actor: who, repo }, change.ref.slice(PREFIX.length))
  return violationsOf(rules, (rule) => updateViolation(forge, repo, change, rule))
}

const LOCKED = 'Cannot change this locked branch'
const UNAUTHORIZED = `You're not authorized to push to this branch. Visit ${PROTECTION_DOCS}/ for more information.`

async function updateViolation(forge: Forge, repo: Repo, change: RefChange, rule: SourcedRule): Promise<string | null> {
  const { before, after } = change
  const isClassic = rule.ruleset === null
  if (after === ZERO) {
    if (rule.type === 'deletion') return isClassic ? 'Cannot delete this protected branch' : 'Cannot delete this branch'
    return rule.type === 'lock' ? LOCKED : null
  }
  if (before === ZERO) {
    if (rule.type !== 'creation') return null
    return isClassic ? UNAUTHORIZED : 'Cannot create ref due to creations being restricted.'
  }
  switch (rule.type) {
    case 'lock':
      return LOCKED
    case 'restrictions':
      return UNAUTHORIZED
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

/** Returns GitHub's messages for rules that forbid this account to merge the pull request with this method. */
export async function mergeViolations(context: RepoContext, pull: Pull, method: MergeMethod): Promise<Violation[]> {
  const rules = bindingRules(context, pull.baseRef, { merging: true })
  return violationsOf(rules, (rule) => mergeViolation(context, pull, method, rule))
}

async function mergeViolation(
  { forge, repo }: RepoContext,
  pull: Pull,
  method: MergeMethod,
  rule: SourcedRule,
): Promise<string | null> {
  switch (rule.type) {
    case 'lock':
      return LOCKED
    case 'restrictions':
      return UNAUTHORIZED
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

/** Counts the people with write access whose last review approves. */
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

/** Returns GitHub's message about required checks that did not pass on a commit; null when all passed. */
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
  // A status has no App, so it only counts when the rule names none.
  const status = repo.statuses.findLast((one) => one.sha === sha && one.context === context)
  return app === null && status?.state === 'success'
}
