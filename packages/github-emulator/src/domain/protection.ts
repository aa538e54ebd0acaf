/**
 * Classic branch protection, as rules of the same kind as a ruleset's. Its refusals have other words, and it frees other
 * accounts: administrators unless it is enforced for them too, and those on its own lists.
 */
import { roleOf } from './access.ts'
import type { Forge } from './forge.ts'
import type { Actors, Protection, Repo, Rule, User } from './model.ts'
import { matchesRef } from './patterns.ts'

/** Protects a branch as GitHub does when nothing else is chosen: nobody may delete it or force-push to it. */
export function protection(id: number, pattern: string, more: Partial<Protection> = {}): Protection {
  return {
    id,
    pattern,
    checks: null,
    reviews: null,
    restrictions: null,
    enforceAdmins: false,
    linearHistory: false,
    signatures: false,
    conversations: false,
    forcePushes: false,
    deletions: false,
    blockCreations: false,
    lock: false,
    forkSyncing: false,
    ...more,
  }
}

/** Returns the protection of a branch, which need not exist yet: its own, or the oldest whose pattern covers it. */
export function protectionOf(repo: Repo, branch: string): Protection | undefined {
  const all = repo.protections ?? []
  return (
    all.find(({ pattern }) => pattern === branch) ??
    all.find(({ pattern }) => matchesRef(`refs/heads/${pattern}`, `refs/heads/${branch}`))
  )
}

/**
 * Returns the rules that a protection stands for. `lock`, `restrictions` and `required_conversation_resolution` are its
 * own; the others are a ruleset's as well.
 */
export function rulesOfProtection(one: Protection): Rule[] {
  const { reviews, checks } = one
  const rules: (Rule | false | null)[] = [
    one.lock && { type: 'lock' },
    one.restrictions && { type: 'restrictions' },
    one.restrictions && one.blockCreations && { type: 'creation' },
    !one.deletions && { type: 'deletion' },
    !one.forcePushes && { type: 'non_fast_forward' },
    reviews && {
      type: 'pull_request',
      parameters: {
        required_approving_review_count: reviews.count,
        dismiss_stale_reviews_on_push: reviews.dismissStale,
        require_code_owner_review: reviews.codeOwners,
        require_last_push_approval: reviews.lastPush,
      },
    },
    checks && {
      type: 'required_status_checks',
      parameters: {
        strict_required_status_checks_policy: checks.strict,
        required_status_checks: checks.list.map(({ context, appId }) => ({ context, integration_id: appId })),
        do_not_enforce_on_create: true,
      },
    },
    one.linearHistory && { type: 'required_linear_history' },
    one.signatures && { type: 'required_signatures' },
    one.conversations && { type: 'required_conversation_resolution' },
  ]
  return rules.filter((rule) => rule !== false && rule !== null)
}

/** Rules that hold for administrators even where the protection is not enforced for them. */
const FOR_ALL = new Set(['deletion', 'non_fast_forward'])

/** Whether a rule of the protection leaves the account free. */
export function isFreeOf(forge: Forge, repo: Repo, one: Protection, rule: Rule, who: User): boolean {
  if (FOR_ALL.has(rule.type)) return false
  const isAdmin = roleOf(repo, who.id) === 'admin'
  if (rule.type === 'restrictions' || rule.type === 'creation')
    return isAdmin || (one.restrictions !== null && isListed(forge, one.restrictions, who))
  if (isAdmin && !one.enforceAdmins) return true
  return rule.type === 'pull_request' && one.reviews !== null && isListed(forge, one.reviews.bypass, who)
}

export function isListed({ world }: Forge, { users, teams, apps }: Actors, who: User): boolean {
  return (
    users.includes(who.id) ||
    (world.teams ?? []).some(({ id, memberIds }) => teams.includes(id) && memberIds.includes(who.id)) ||
    world.apps.some(({ id, botUserId }) => apps.includes(id) && botUserId === who.id)
  )
}
