/** Checks changes of branches against their rules. Messages are GitHub's. */

import { commitViolation, METADATA_RULES, nameViolation, unsignedIn } from './commit-rules.ts'
import type { RefChange } from './commits.ts'
import { ForgeError } from './errors.ts'
import type { Forge, RepoContext } from './forge.ts'
import type { MergeMethod, Pull, Repo, Rule, User } from './model.ts'
import { isAncestor, ZERO } from './objects.ts'
import { missingChecks, missingDeployments, missingScans } from './required-checks.ts'
import { reviewViolation, unresolvedViolation } from './review-rules.ts'
import { allRulesFor, bindingRules, type SourcedRule } from './rules.ts'

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
const NO_MERGES = 'This branch must not contain merge commits.'
const THROUGH_QUEUE = 'Changes must be made through the merge queue'

function updateViolation(
  forge: Forge,
  repo: Repo,
  change: RefChange,
  rule: SourcedRule,
): string | null | Promise<string | null> {
  if (change.after === ZERO) return deletionViolation(rule)
  return change.before === ZERO
    ? creationViolation(forge, repo, change, rule)
    : moveViolation(forge, repo, change, rule)
}

function deletionViolation({ type, ruleset }: SourcedRule): string | null {
  if (type === 'lock') return LOCKED
  if (type !== 'deletion') return null
  return ruleset === null ? 'Cannot delete this protected branch' : 'Cannot delete this branch'
}

function creationViolation(forge: Forge, repo: Repo, change: RefChange, rule: SourcedRule) {
  switch (rule.type) {
    case 'creation':
      return rule.ruleset === null ? UNAUTHORIZED : 'Cannot create ref due to creations being restricted.'
    case 'branch_name_pattern':
      return nameViolation(change.ref.slice(PREFIX.length), rule)
    case 'required_status_checks':
      return rule.parameters?.do_not_enforce_on_create === true ? null : missingChecks(repo, change.after, rule)
    default:
      return commitViolation(forge, repo, change, rule)
  }
}

async function moveViolation(forge: Forge, repo: Repo, change: RefChange, rule: SourcedRule): Promise<string | null> {
  const { before, after } = change
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
      return THROUGH_QUEUE
    case 'required_status_checks':
      return missingChecks(repo, after, rule)
    case 'required_deployments':
      return missingDeployments(repo, after, rule)
    case 'workflows':
    case 'code_scanning':
      return missingScans(repo, after, rule)
    default:
      return commitViolation(forge, repo, change, rule)
  }
}

/** Returns GitHub's messages for rules that forbid this account to merge the pull request with this method. */
export async function mergeViolations(context: RepoContext, pull: Pull, method: MergeMethod): Promise<Violation[]> {
  const rules = bindingRules(context, pull.baseRef, { merging: true })
  return violationsOf(rules, (rule) => mergeViolation({ ...context, pull, method }, rule))
}

/** Returns GitHub's messages for rules about commits that the commits of a merge break. */
export async function metadataViolations(context: RepoContext, pull: Pull, merge: RefChange): Promise<Violation[]> {
  const rules = bindingRules(context, pull.baseRef, { merging: true }).filter(({ type }) => METADATA_RULES.has(type))
  return violationsOf(rules, (rule) => commitViolation(context.forge, context.repo, merge, rule))
}

interface Merging {
  forge: Forge
  repo: Repo
  pull: Pull
  /** Null: any. */
  method: MergeMethod | null
}

/** Rules about who may move the branch and by which door, which say nothing of the pull request itself. */
const DOORS = new Set(['restrictions', 'merge_queue'])

/**
 * Returns GitHub's messages for what the pull request itself misses, whoever merges it. Without a method: of its reviews
 * alone.
 */
export async function unmetFor(forge: Forge, repo: Repo, pull: Pull, method: MergeMethod | null): Promise<string[]> {
  const rules = allRulesFor(forge, repo, pull.baseRef).filter(({ type }) =>
    method === null ? type === 'pull_request' : !DOORS.has(type),
  )
  const found = await violationsOf(rules, (rule) => mergeViolation({ forge, repo, pull, method }, rule))
  return found.map(({ words }) => words)
}

async function mergeViolation(merging: Merging, rule: SourcedRule): Promise<string | null> {
  const { forge, repo, pull, method } = merging
  switch (rule.type) {
    case 'lock':
      return LOCKED
    case 'restrictions':
      return UNAUTHORIZED
    case 'update':
      return 'Cannot update this protected ref.'
    case 'merge_queue':
      return THROUGH_QUEUE
    case 'required_signatures':
      return method === 'merge' ? unsignedIn(forge, repo, [pull.headSha, `^${baseOf(repo, pull)}`]) : null
    case 'required_linear_history':
      return method === 'merge' ? NO_MERGES : null
    case 'pull_request':
      return pullViolation(merging, rule)
    case 'required_conversation_resolution':
      return unresolvedViolation(repo, pull)
    case 'required_status_checks':
      return missingChecks(repo, pull.headSha, rule) ?? (await behind(forge, repo, pull, rule))
    case 'required_deployments':
      return missingDeployments(repo, pull.headSha, rule)
    case 'workflows':
    case 'code_scanning':
      return missingScans(repo, pull.headSha, rule)
    default:
      return null
  }
}

const baseOf = (repo: Repo, pull: Pull): string => repo.refs[`${PREFIX}${pull.baseRef}`] ?? pull.baseSha

export const METHOD_NAMES: Record<MergeMethod, string> = {
  merge: 'Merge commits',
  squash: 'Squash merges',
  rebase: 'Rebase merges',
}

function pullViolation({ forge, repo, pull, method }: Merging, rule: Rule): string | null | Promise<string | null> {
  const allowed = rule.parameters?.allowed_merge_methods
  if (method !== null && Array.isArray(allowed) && !allowed.includes(method))
    return `${METHOD_NAMES[method]} are not allowed on this branch.`
  return reviewViolation(forge, repo, pull, rule)
}

const BEHIND = 'The head branch is not up to date with the base branch.'

/** Whether all that is missing is the newest base. */
export const isBehind = (words: string): boolean => words === BEHIND

async function behind(forge: Forge, repo: Repo, pull: Pull, { parameters }: Rule): Promise<string | null> {
  const list = parameters?.required_status_checks
  const isStrict = parameters?.strict_required_status_checks_policy === true && Array.isArray(list) && list.length > 0
  if (!isStrict || (await isAncestor(forge, repo, baseOf(repo, pull), pull.headSha))) return null
  return BEHIND
}
