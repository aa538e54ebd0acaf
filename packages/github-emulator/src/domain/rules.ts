/** Finds the rules of a branch and the accounts they bind. */
import { roleOf } from './access.ts'
import type { Forge, RepoContext } from './forge.ts'
import type { BypassActor, Repo, Role, Rule, Ruleset, User } from './model.ts'
import { matchesRef } from './patterns.ts'

/** A rule and its source. `ruleset` is null for a protected branch, which has no ruleset. */
export interface ActiveRule extends Rule {
  ruleset: Ruleset | null
}

/** The rules of a protected branch: changes need a pull request; force pushes and deletion are forbidden. */
const PROTECTION: Rule[] = [
  { type: 'deletion' },
  { type: 'non_fast_forward' },
  { type: 'pull_request', parameters: { required_approving_review_count: 0 } },
]

/**
 * Returns every active rule of a branch, which need not exist yet. Like `GET R/rules/branches/{branch}`, it ignores
 * bypass lists.
 */
export function rulesFor(repo: Repo, branch: string): ActiveRule[] {
  const own = repo.protectedBranches.includes(branch) ? PROTECTION.map((rule) => ({ ...rule, ruleset: null })) : []
  const active = (repo.rulesets ?? []).filter((one) => one.enforcement === 'active' && covers(repo, one, branch))
  return [...own, ...active.flatMap((ruleset) => ruleset.rules.map((rule) => ({ ...rule, ruleset })))]
}

/** Returns the branch's rules that bind this account. With `merging`, a bypass for pull requests counts as well. */
export function bindingRules(
  { forge, actor: who, repo }: RepoContext,
  branch: string,
  { merging = false } = {},
): ActiveRule[] {
  const isFree = (ruleset: Ruleset | null) => {
    const bypass = ruleset && bypassOf(forge, repo, ruleset, who)
    return bypass === 'always' || (merging && bypass === 'pull_request')
  }
  return rulesFor(repo, branch).filter(({ ruleset }) => !isFree(ruleset))
}

/** Returns how this account may bypass a ruleset; null: not at all. */
export function bypassOf(forge: Forge, repo: Repo, ruleset: Ruleset, who: User): BypassActor['bypass_mode'] | null {
  const modes = ruleset.bypassActors.filter((one) => isActor(forge, repo, one, who)).map((one) => one.bypass_mode)
  return modes.includes('always') ? 'always' : (modes[0] ?? null)
}

/** GitHub's numbers for the roles that can be on a bypass list. */
const ROLES: Record<number, Role> = { 2: 'maintain', 4: 'write', 5: 'admin' }

function isActor(forge: Forge, repo: Repo, actor: BypassActor, who: User): boolean {
  if (actor.actor_type === 'Integration')
    return forge.world.apps.some((app) => app.id === actor.actor_id && app.botUserId === who.id)
  const role = roleOf(repo, who.id)
  return actor.actor_type === 'RepositoryRole' && role !== null && ROLES[actor.actor_id ?? 0] === role
}

function covers(repo: Repo, { include, exclude }: Ruleset, branch: string): boolean {
  const isOn = (pattern: string) =>
    pattern === '~ALL' ||
    (pattern === '~DEFAULT_BRANCH' && branch === repo.defaultBranch) ||
    matchesRef(pattern, `refs/heads/${branch}`)
  return include.some(isOn) && !exclude.some(isOn)
}
