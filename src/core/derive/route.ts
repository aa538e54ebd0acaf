/** By which way a packet that is done gets onto the base branch, and what the branch's rules still want of it. */
import type { MergeBlock, MergeHint } from '../merging/block.ts'
import { queueRunsTests } from '../merging/queue.ts'
import { type MergeRoute, mergeRoute } from '../merging/route.ts'
import {
  type BranchRule,
  hasHiddenRules,
  METHODS,
  type RulesFact,
  requiredApprovals,
  requiredChecks,
  requiresSignatures,
  requiresUpToDate,
} from '../merging/rules.ts'
import { isUnauthorized, type StackPlace } from '../merging/stack.ts'
import { isRefused, refusedFor, situationOf } from '../merging/ways.ts'
import type { Config } from '../parse/config/schema.ts'
import type { Queries } from '../snapshot/ask.ts'
import type { PullFact, ReviewFact, Snapshot } from '../snapshot/snapshot.ts'
import type { PacketAnalysis } from './analysis.ts'
import { standingOf, standingShort, threadsOpen } from './standing.ts'

export interface Routed {
  route?: MergeRoute
  /** See `situationOf`. */
  situation?: string
  /** null: nothing that is known stands in the way. */
  block: MergeBlock | null
  hint?: MergeHint | null
}

const UNKNOWN: Routed = { block: null }

/** Asks for the rules while a merge is near: nothing is read of them otherwise. */
export function routed(
  { pull, events }: Pick<PacketAnalysis, 'pull' | 'events'>,
  head: string | null,
  snapshot: Pick<Snapshot, 'baseBranch' | 'checks' | 'repo' | 'results'>,
  config: Config,
  queries: Queries,
  stack: StackPlace | null,
): Routed {
  if (pull?.state !== 'open' || head === null) return UNKNOWN
  const baseBranch = snapshot.baseBranch()
  const rules = queries.rules(baseBranch)
  if (rules === undefined) return UNKNOWN
  const allowed = snapshot.repo.mergeMethods ?? null
  const situation = situationOf(pull, events.merge?.comment ?? null)
  const isStacked = stack !== null
  const { fact, hint, avoidsDirect } = standingOf(pull, head, rules, snapshot, queries)
  const at = { baseBranch, pull: pull.number, situation }
  const route = mergeRoute({ rules, allowed, config, ...at, isStacked, avoidsDirect })
  if (route.way === 'none') return { route, situation, block: route.block }
  if (route.way === 'direct') return { route, situation, block: null, hint }
  const failed = stack && stackRefused(pull, stack, rules, situation)
  if (failed) return { route, situation, block: failed }
  const shut = route.way === 'queue' ? queueShut(rules?.rules ?? [], baseBranch, pull, snapshot) : null
  if (shut !== null) return { route, situation, block: shut }
  const binding = (rules?.rules ?? []).filter(({ binds }) => binds === undefined || binds === 'yes')
  const unsigned =
    route.way === 'pull' && route.method === 'merge' ? signaturesShort(pull, head, binding, snapshot, queries) : null
  const block =
    unsigned ??
    reviewsShort(pull, binding, baseBranch) ??
    standingShort(fact, pull, binding, baseBranch) ??
    checksShort(pull, head, binding, snapshot, queries) ??
    unguarded(route, binding, snapshot, config, isStacked)
  const isGuess = avoidsDirect && block?.kind === 'base-unguarded'
  return { route, situation, block: isGuess ? threadsOpen(fact, pull, false, baseBranch) : block, hint }
}

/** What GitHub answered the last time the stack was to merge, while that still counts. */
function stackRefused(
  { number: pull }: PullFact,
  { number, below }: StackPlace,
  rules: RulesFact | null,
  situation: string,
): MergeBlock | null {
  const refused = refusedFor(rules, situation).find(({ way }) => way === 'stack')
  if (refused === undefined) return null
  const { message } = refused
  if (isUnauthorized(message))
    return { kind: 'stack-unauthorized', message, pull, below: below.map((one) => one.number) }
  return { kind: 'stack-failed', message, pull, stack: number }
}

/**
 * GitHub's merge of a pull request guards the head alone. Only where rules ask for "up to date" does it look at the base
 * as well: elsewhere what somebody pushes in the moment between the bot's look and the merge would come in untested.
 */
function unguarded(
  route: MergeRoute,
  rules: BranchRule[],
  snapshot: Pick<Snapshot, 'baseBranch' | 'repo' | 'results'>,
  config: Config,
  isStacked: boolean,
): MergeBlock | null {
  if (route.way !== 'pull' || requiresUpToDate(rules) || config['merge-unguarded']) return null
  const { mergeMethods = METHODS } = snapshot.repo
  const isForced = rules.length > 0 || isRefused('direct', snapshot.results.rules?.refused ?? [])
  return {
    kind: 'base-unguarded',
    method: route.method,
    isHidden: isForced && (rules.length === 0 || hasHiddenRules(snapshot.results.rules)),
    mayMerge: !isForced && mergeMethods.includes('merge'),
    isStacked,
    base: snapshot.baseBranch(),
  }
}

/** A merge brings in every commit of the branch as it is. GitHub signs what it merges and squashes itself. */
function signaturesShort(
  pull: PullFact,
  head: string,
  rules: BranchRule[],
  snapshot: Pick<Snapshot, 'baseBranch'>,
  queries: Queries,
): MergeBlock | null {
  if (!requiresSignatures(rules)) return null
  const count = queries.unsigned(head, pull.number)
  return count ? { kind: 'commits-unsigned', count, base: snapshot.baseBranch(), pull: pull.number } : null
}

/** Why GitHub's merge queue is not for the bot to use. */
function queueShut(
  rules: BranchRule[],
  baseBranch: string,
  pull: PullFact,
  snapshot: Pick<Snapshot, 'results'>,
): MergeBlock | null {
  if (snapshot.results.queue === null) return { kind: 'queue-unseen', base: baseBranch, pull: pull.number }
  return queueRunsTests(rules) ? null : { kind: 'queue-untested', base: baseBranch }
}

/** GitHub counts the last word of each who may write here. */
function reviewsShort(pull: PullFact, rules: BranchRule[], baseBranch: string): MergeBlock | null {
  const wanted = requiredApprovals(rules)
  const last = new Map<number, ReviewFact>()
  for (const review of pull.reviews)
    if (review.author && ['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED'].includes(review.state))
      last.set(review.author.id, review)
  const approving = [...last.values()].filter(({ state }) => state === 'APPROVED')
  const there = approving.filter(({ canPush }) => canPush !== false).length
  const others = approving.length - there
  if (there >= wanted) return null
  return { kind: 'approvals-missing', wanted, there, others, base: baseBranch, pull: pull.number }
}

/** The bot's own checks it knows itself; only others are asked for. */
function checksShort(
  pull: PullFact,
  head: string,
  rules: BranchRule[],
  snapshot: Pick<Snapshot, 'baseBranch'>,
  queries: Queries,
): MergeBlock | null {
  const checks = requiredChecks(rules).filter(({ context }) => !context.startsWith('switchyard/'))
  if (checks.length === 0) return null
  const missing = queries.required(head, checks)
  if (!missing?.length) return null
  return { kind: 'checks-missing', missing, base: snapshot.baseBranch(), pull: pull.number }
}
