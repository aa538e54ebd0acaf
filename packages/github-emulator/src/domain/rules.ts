/** Finds the rules of a branch and the accounts they bind. */
import { roleOf } from './access.ts'
import type { Forge, RepoContext } from './forge.ts'
import type { BypassActor, Protection, Repo, Role, Rule, Ruleset, User } from './model.ts'
import { matchesRef } from './patterns.ts'
import { isFreeOf, protectionOf, rulesOfProtection } from './protection.ts'

/** A rule of a ruleset. */
export interface ActiveRule extends Rule {
  ruleset: Ruleset
}

/** A rule and its source: a ruleset, or classic branch protection. */
export type SourcedRule = ActiveRule | (Rule & { ruleset: null; protection: Protection })

/**
 * Returns every active rule of a branch that a ruleset sets; the branch need not exist yet. Like
 * `GET R/rules/branches/{branch}`, it ignores bypass lists and classic protection.
 */
export function rulesFor(repo: Repo, branch: string): ActiveRule[] {
  const active = (repo.rulesets ?? []).filter((one) => one.enforcement === 'active' && covers(repo, one, branch))
  return active.flatMap((ruleset) => ruleset.rules.map((rule) => ({ ...rule, ruleset })))
}

/** Returns every rule of a branch, with those of its classic protection. */
export function allRulesFor(repo: Repo, branch: string): SourcedRule[] {
  const protection = protectionOf(repo, branch)
  const classic = protection ? rulesOfProtection(protection) : []
  return [
    ...rulesFor(repo, branch),
    ...classic.map((rule) => ({ ...rule, ruleset: null, protection: protection as Protection })),
  ]
}

/** Whether GitHub calls the branch protected: by classic protection, or by any ruleset that covers it. */
export function isProtected(repo: Repo, branch: string): boolean {
  return protectionOf(repo, branch) !== undefined || rulesFor(repo, branch).length > 0
}

/** Returns the branch's rules that bind this account. With `merging`, a bypass for pull requests counts as well. */
export function bindingRules(
  { forge, actor: who, repo }: RepoContext,
  branch: string,
  { merging = false } = {},
): SourcedRule[] {
  const isFree = (rule: SourcedRule) => {
    if (rule.ruleset === null) return isFreeOf(forge, repo, rule.protection, rule, who)
    const bypass = bypassOf(forge, repo, rule.ruleset, who)
    return bypass === 'always' || (merging && bypass === 'pull_request')
  }
  return allRulesFor(repo, branch).filter((rule) => !isFree(rule))
}

/** Whether this account may only bring signed commits into the branch. */
export const needsSignatures = (context: RepoContext, branch: string): boolean =>
  bindingRules(context, branch, { merging: true }).some(({ type }) => type === 'required_signatures')

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
