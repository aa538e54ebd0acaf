/** By which way a packet that is done gets onto the base branch, and what the branch's rules still want of it. */
import type { Config } from '../config/schema.ts'
import type { Facts, PullFact } from '../facts.ts'
import type { Need } from '../lookups.ts'
import { isTestedThere } from '../merging/queue.ts'
import { type MergeRoute, mergeRoute } from '../merging/route.ts'
import { approvalsWanted, type BranchRule, requiredChecks } from '../merging/rules.ts'
import { approvalsMissing, checksMissing, queueUntested, queueWanted } from '../say/rules.ts'

export interface Routed {
  route?: MergeRoute
  /** Finishes "it cannot merge: …"; null: nothing that is known stands in the way. */
  block: string | null
}

const UNKNOWN: Routed = { block: null }

/** Asks for the rules while a merge is near: nothing is read of them otherwise. */
export function routed(
  pull: PullFact | null,
  head: string | null,
  facts: Facts,
  config: Config,
  needs: Need[],
): Routed {
  if (pull?.state !== 'open' || head === null) return UNKNOWN
  const baseBranch = facts.repo.defaultBranch
  const { rules } = facts.lookups
  if (rules === undefined) {
    needs.push({ kind: 'rules', branch: baseBranch })
    return UNKNOWN
  }
  const allowed = facts.repo.mergeMethods ?? null
  const route = mergeRoute({ rules, allowed, config, baseBranch, pull: pull.number })
  if (route.way === 'none') return { route, block: route.why }
  if (route.way === 'direct') return { route, block: null }
  const shut = route.way === 'queue' ? queueShut(rules?.rules ?? [], baseBranch, pull, facts) : null
  if (shut !== null) return { route, block: shut }
  const binding = (rules?.rules ?? []).filter(({ binds }) => binds === undefined || binds === 'yes')
  return { route, block: reviewsShort(pull, binding, baseBranch) ?? checksShort(pull, head, binding, facts, needs) }
}

/** Why GitHub's merge queue is not for the bot to use. */
function queueShut(rules: BranchRule[], baseBranch: string, pull: PullFact, facts: Facts): string | null {
  if (facts.lookups.queue === null) return queueWanted(baseBranch, pull.number)
  return isTestedThere(rules) ? null : queueUntested(baseBranch)
}

/** Everybody's approvals are counted, so that GitHub, which counts those of writers, may still want more. */
function reviewsShort(pull: PullFact, rules: BranchRule[], baseBranch: string): string | null {
  const wanted = approvalsWanted(rules)
  const last = new Map<number, string>()
  for (const { author, state } of pull.reviews)
    if (author && ['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED'].includes(state)) last.set(author.id, state)
  const there = [...last.values()].filter((state) => state === 'APPROVED').length
  return there >= wanted ? null : approvalsMissing(baseBranch, pull.number, wanted, there)
}

/** The bot's own checks it knows itself; only others are asked for. */
function checksShort(pull: PullFact, head: string, rules: BranchRule[], facts: Facts, needs: Need[]): string | null {
  const checks = requiredChecks(rules).filter(({ context }) => !context.startsWith('switchyard/'))
  if (checks.length === 0) return null
  const missing = facts.lookups.required?.[head]
  if (missing === undefined) needs.push({ kind: 'required', head, checks })
  return missing?.length ? checksMissing(facts.repo.defaultBranch, pull.number, missing) : null
}
