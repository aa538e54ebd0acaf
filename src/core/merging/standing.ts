/** What GitHub says of a pull request that rules about more than approvals and checks hold up. */
import { type BranchRule, hasHiddenRules } from './rules.ts'

/** Read with GraphQL while a merge is near, where `asksMore`. */
export interface StandingFact {
  /** GitHub's `reviewDecision`; null: no review is required. */
  decision: 'APPROVED' | 'CHANGES_REQUESTED' | 'REVIEW_REQUIRED' | null
  /** GitHub's `mergeStateStatus`, for whoever may pass no rule. */
  state: string
  /** Number of conversations that nobody resolved. */
  open: number
}

const is = (rule: BranchRule, name: string): boolean => rule.type === 'pull_request' && rule.parameters?.[name] === true

export const asksOwners = (rules: BranchRule[]): boolean => rules.some((one) => is(one, 'require_code_owner_review'))
export const asksLastPush = (rules: BranchRule[]): boolean => rules.some((one) => is(one, 'require_last_push_approval'))
export const asksThreads = (rules: BranchRule[]): boolean =>
  rules.some((one) => is(one, 'required_review_thread_resolution'))

const WAITING = ['required_deployments', 'workflows', 'code_scanning']

/** Returns the rules that wait for something which the App is not shown. */
export const waitingRules = (rules: BranchRule[]): BranchRule[] => rules.filter(({ type }) => WAITING.includes(type))

/** Whether the rules leave open what a pull request misses, so that GitHub has to be asked. */
export function asksMore(rules: BranchRule[]): boolean {
  const asks = asksOwners(rules) || asksLastPush(rules) || asksThreads(rules) || waitingRules(rules).length > 0
  return asks || hasHiddenRules({ rules, refused: [] })
}
