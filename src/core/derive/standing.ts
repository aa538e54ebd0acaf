/** What a pull request misses by what GitHub says of it, beyond the approvals and checks that the bot counts itself. */
import { INTEGRATION } from '../checks/integration.ts'
import type { MergeBlock, MergeHint } from '../merging/block.ts'
import { type BranchRule, hasHiddenRules, type RulesFact } from '../merging/rules.ts'
import {
  asksLastPush,
  asksMore,
  asksOwners,
  asksThreads,
  type StandingFact,
  waitingRules,
} from '../merging/standing.ts'
import type { Queries } from '../snapshot/ask.ts'
import type { PullFact, Snapshot } from '../snapshot/snapshot.ts'

export interface Standing {
  fact: StandingFact | null
  hint: MergeHint | null
  /** A direct update would leave open conversations behind that a hidden rule may ask for. */
  avoidsDirect: boolean
}

/** Asks GitHub where the rules leave open what is missing. */
export function standingOf(
  pull: PullFact,
  head: string,
  rules: RulesFact | null,
  snapshot: Pick<Snapshot, 'baseBranch' | 'checks'>,
  queries: Queries,
): Standing {
  if (rules === null || !asksMore(rules.rules)) return { fact: null, hint: null, avoidsDirect: false }
  const fact = queries.standing(head, pull.number) ?? null
  const hint = hintOf(fact, pull, head, rules, snapshot)
  return { fact, hint, avoidsDirect: hint !== null && hasHiddenRules(rules) && (fact?.open ?? 0) > 0 }
}

/** Returns the approval by a certain person, or the resolved conversations, that GitHub still misses. */
export function standingShort(
  fact: StandingFact | null,
  pull: PullFact,
  rules: BranchRule[],
  base: string,
): MergeBlock | null {
  const [owner, lastPush] = [asksOwners(rules), asksLastPush(rules)]
  if (fact?.decision === 'REVIEW_REQUIRED' && (owner || lastPush))
    return { kind: 'approver-missing', owner, lastPush, base, pull: pull.number }
  return asksThreads(rules) ? threadsOpen(fact, pull, true, base) : null
}

/** @param isSeen a rule that is shown requires them resolved */
export const threadsOpen = (
  fact: StandingFact | null,
  { number: pull }: PullFact,
  isSeen: boolean,
  base: string,
): MergeBlock | null => (fact?.open ? { kind: 'threads-open', count: fact.open, isSeen, base, pull } : null)

/** GitHub may block a pull request until the bot's own checks have passed: before that it tells nothing. */
function hintOf(
  fact: StandingFact | null,
  pull: PullFact,
  head: string,
  { rules }: RulesFact,
  snapshot: Pick<Snapshot, 'baseBranch' | 'checks'>,
): MergeHint | null {
  const isTested = snapshot.checks.some(
    (run) => run.name === INTEGRATION && run.headSha === head && run.conclusion === 'success',
  )
  if (fact?.state !== 'BLOCKED' || !isTested) return null
  const waiting = waitingRules(rules.filter(({ binds }) => binds !== 'direct'))
  const isHidden = hasHiddenRules({ rules, refused: [] })
  if (waiting.length === 0 && !isHidden) return null
  return { rules: waiting, base: snapshot.baseBranch(), pull: pull.number }
}
