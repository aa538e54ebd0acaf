/** Finds the rules of a branch and the accounts they bind. */
import { roleOf } from './access.ts'
import type { Forge, RepoContext } from './forge.ts'
import type { BypassActor, OrgRuleset, Protection, Pull, Repo, Role, Rule, Ruleset, User } from './model.ts'
import { matchesRef } from './patterns.ts'
import { isFreeOf, isListed, protectionOf, rulesOfProtection } from './protection.ts'

/** A rule of a ruleset. */
export interface ActiveRule extends Rule {
  ruleset: Ruleset
}

/** A rule and its source: a ruleset, or classic branch protection. */
export type SourcedRule = ActiveRule | (Rule & { ruleset: null; protection: Protection })

/** Returns the rulesets of a repository and of its organization, whatever they cover. */
export function rulesetsOf(forge: Forge, repo: Repo): Ruleset[] {
  const ofOwner = (forge.world.rulesets ?? []).filter((one) => one.ownerId === repo.ownerId && isFor(one, repo))
  return [...(repo.rulesets ?? []), ...ofOwner]
}

function isFor({ repositories: { include, exclude }, repositoryIds }: OrgRuleset, repo: Repo): boolean {
  if (repositoryIds) return repositoryIds.includes(repo.id)
  const isOn = (pattern: string) => pattern === '~ALL' || matchesRef(pattern, repo.name)
  return include.some(isOn) && !exclude.some(isOn)
}

/**
 * Returns every active rule of a branch that a ruleset sets; the branch need not exist yet. Like
 * `GET R/rules/branches/{branch}`, it ignores bypass lists and classic protection.
 */
export const rulesFor = (forge: Forge, repo: Repo, branch: string): ActiveRule[] =>
  rulesIn(repo, rulesetsOf(forge, repo), branch)

/** As `rulesFor`, without those of the organization, which cannot have a merge queue. */
export const ownRulesFor = (repo: Repo, branch: string): ActiveRule[] => rulesIn(repo, repo.rulesets ?? [], branch)

function rulesIn(repo: Repo, rulesets: Ruleset[], branch: string): ActiveRule[] {
  const active = rulesets.filter((one) => one.enforcement === 'active' && covers(repo, one, branch))
  return active.flatMap((ruleset) => ruleset.rules.map((rule) => ({ ...rule, ruleset })))
}

/** Returns every rule of a branch, with those of its classic protection. */
export function allRulesFor(forge: Forge, repo: Repo, branch: string): SourcedRule[] {
  const protection = protectionOf(repo, branch)
  if (protection === undefined) return rulesFor(forge, repo, branch)
  const classic = rulesOfProtection(protection).map((rule) => ({ ...rule, ruleset: null, protection }))
  return [...rulesFor(forge, repo, branch), ...classic]
}

/** Whether GitHub calls the branch protected: by classic protection, or by any ruleset that covers it. */
export function isProtected(forge: Forge, repo: Repo, branch: string): boolean {
  return protectionOf(repo, branch) !== undefined || rulesFor(forge, repo, branch).length > 0
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
    return bypass !== null && (merging || bypass !== 'pull_request')
  }
  return allRulesFor(forge, repo, branch).filter((rule) => !isFree(rule))
}

/** Whether this account may dismiss reviews: some protections name those who may. */
export function mayDismiss({ forge, actor: who, repo }: RepoContext, pull: Pull): boolean {
  const allowed = protectionOf(repo, pull.baseRef)?.reviews?.dismissers ?? null
  return allowed === null || roleOf(repo, who.id) === 'admin' || isListed(forge, allowed, who)
}

/** Whether this account may only bring signed commits into the branch. */
export const needsSignatures = (context: RepoContext, branch: string): boolean =>
  bindingRules(context, branch, { merging: true }).some(({ type }) => type === 'required_signatures')

/** Returns how this account may bypass a ruleset, in the freest way that it is listed for; null: not at all. */
export function bypassOf(forge: Forge, repo: Repo, ruleset: Ruleset, who: User): BypassActor['bypass_mode'] | null {
  const modes = ruleset.bypassActors.filter((one) => isActor(forge, repo, one, who)).map((one) => one.bypass_mode)
  return (['exempt', 'always', 'pull_request'] as const).find((mode) => modes.includes(mode)) ?? null
}

/** GitHub's numbers for the roles that can be on a bypass list. */
const ROLES: Record<number, Role> = { 2: 'maintain', 4: 'write', 5: 'admin' }

/** Deploy keys and enterprises are on no account here, so that they free nobody. */
function isActor(forge: Forge, repo: Repo, { actor_id: id, actor_type: type }: BypassActor, who: User): boolean {
  const { apps, teams = [] } = forge.world
  if (type === 'Integration') return apps.some((app) => app.id === id && app.botUserId === who.id)
  if (type === 'Team') return teams.some((team) => team.id === id && team.memberIds.includes(who.id))
  if (type === 'User') return who.id === id
  if (type === 'OrganizationAdmin') return isOrgOwner(forge, repo.ownerId, who.id)
  const role = roleOf(repo, who.id)
  return type === 'RepositoryRole' && role !== null && ROLES[id ?? 0] === role
}

/** Organizations have no members of their own here: an owner is who is an administrator of all their repositories. */
export function isOrgOwner({ world }: Forge, ownerId: number, userId: number): boolean {
  const repos = world.repos.filter((repo) => repo.ownerId === ownerId)
  return repos.length > 0 && repos.every((repo) => roleOf(repo, userId) === 'admin')
}

function covers(repo: Repo, { include, exclude, target }: Ruleset, branch: string): boolean {
  if (target === 'push') return true
  const isOn = (pattern: string) =>
    pattern === '~ALL' ||
    (pattern === '~DEFAULT_BRANCH' && branch === repo.defaultBranch) ||
    matchesRef(pattern, `refs/heads/${branch}`)
  return include.some(isOn) && !exclude.some(isOn)
}
