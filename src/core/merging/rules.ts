/** What the rules of a branch ask of a merge, read from GitHub's own description of them. */

export type MergeMethod = 'merge' | 'squash' | 'rebase'

export const METHODS: readonly MergeMethod[] = ['merge', 'squash', 'rebase']

/** One rule as `GET R/rules/branches/{branch}` lists it; what is not as expected is as if it were not there. */
export interface BranchRule {
  type: string
  parameters?: Record<string, unknown> | null | undefined
  /**
   * Whether it binds the App: missing or `yes`, or `direct` where the App may pass it by with a pull request alone, or
   * `unknown` where GitHub does not say. Rules that the App may always pass by are left out.
   */
  binds?: 'yes' | 'direct' | 'unknown'
}

export interface RulesFact {
  rules: BranchRule[]
  /** GitHub has refused to set the branch directly: there is a rule, whether it is listed or not. */
  refusedDirect: boolean
}

const isFor = (type: string) => (rule: BranchRule) => rule.type === type

/** GitHub then merges nothing whose head lacks some of the base, so that what it merges is what was tested. */
export const requiresUpToDate = (rules: BranchRule[]): boolean =>
  rules.some(
    (rule) => rule.type === 'required_status_checks' && rule.parameters?.strict_required_status_checks_policy === true,
  )

export const requiresQueue = (rules: BranchRule[]): boolean => rules.some(isFor('merge_queue'))

export const requiresSignatures = (rules: BranchRule[]): boolean => rules.some(isFor('required_signatures'))

/** Methods that all of the rules leave. A linear history has no merge commits; what GitHub rebases it cannot sign. */
export function allowedMethods(rules: BranchRule[]): MergeMethod[] {
  const lists = rules.flatMap(({ type, parameters }) => {
    const allowed = parameters?.allowed_merge_methods
    return type === 'pull_request' && Array.isArray(allowed) && allowed.length > 0 ? [allowed as unknown[]] : []
  })
  const out: MergeMethod[] = [
    ...(rules.some(isFor('required_linear_history')) ? (['merge'] as const) : []),
    ...(requiresSignatures(rules) ? (['rebase'] as const) : []),
  ]
  return METHODS.filter((method) => !out.includes(method) && lists.every((allowed) => allowed.includes(method)))
}

export interface RequiredCheck {
  context: string
  /** Id of the App that has to report it; null: any. */
  app: number | null
}

/** Each once, at most 100. */
export function requiredChecks(rules: BranchRule[]): RequiredCheck[] {
  const found = rules.filter(isFor('required_status_checks')).flatMap(({ parameters }) => {
    const list = parameters?.required_status_checks
    return (Array.isArray(list) ? list : []).flatMap(requiredCheck)
  })
  return [...new Map(found.map((one) => [`${one.context} ${one.app}`, one])).values()].slice(0, 100)
}

function requiredCheck(one: unknown): RequiredCheck[] {
  if (typeof one !== 'object' || one === null || !('context' in one) || typeof one.context !== 'string') return []
  const app = 'integration_id' in one && typeof one.integration_id === 'number' ? one.integration_id : null
  return [{ context: one.context, app }]
}

/** The most approving reviews that one of the rules asks for. */
export const requiredApprovals = (rules: BranchRule[]): number =>
  Math.max(
    0,
    ...rules.filter(isFor('pull_request')).map(({ parameters }) => {
      const count = parameters?.required_approving_review_count
      return typeof count === 'number' ? count : 0
    }),
  )
