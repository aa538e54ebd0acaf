/** What the rules of a branch require of a merge, read from GitHub's API. */

export type MergeMethod = 'merge' | 'squash' | 'rebase'

export const METHODS: readonly MergeMethod[] = ['merge', 'squash', 'rebase']

/** A rule as `GET R/rules/branches/{branch}` lists it. Parameters with an unexpected type are ignored. */
export interface BranchRule {
  type: string
  parameters?: Record<string, unknown> | null | undefined
  /**
   * Whether the rule binds the App. Missing or `yes`: it does. `direct`: only for direct updates, since the App may bypass
   * it with a pull request. `unknown`: GitHub does not say. Rules that the App may always bypass are left out.
   */
  binds?: 'yes' | 'direct' | 'unknown'
}

export interface RulesFact {
  rules: BranchRule[]
  /** What GitHub refused lately: then a rule forbids it, even if none is listed. */
  refused: RefusedWay[]
}

/** A way onto the base branch: set it to the tested commit, merge the pull request by a method, GitHub's queue, or a stack. */
export type Way = 'direct' | MergeMethod | 'queue' | 'stack'

export interface RefusedWay {
  way: Way
  /** The situation in which it was refused (`situationOf`); null: the refusal holds for every packet. */
  situation: string | null
  /** GitHub's words, which are only shown. */
  message: string
}

/** The type that stands for classic protection of which an App is shown a part only. */
export const HIDDEN_RULES = 'hidden_protection'

const isFor = (type: string) => (rule: BranchRule) => rule.type === type

export const hasHiddenRules = (fact: RulesFact | null | undefined): boolean =>
  fact?.rules.some(isFor(HIDDEN_RULES)) === true

/** Whether heads must contain all of the base before GitHub merges them. GitHub then merges exactly what was tested. */
export const requiresUpToDate = (rules: BranchRule[]): boolean =>
  rules.some(
    (rule) => rule.type === 'required_status_checks' && rule.parameters?.strict_required_status_checks_policy === true,
  )

export const requiresQueue = (rules: BranchRule[]): boolean => rules.some(isFor('merge_queue'))

export const requiresSignatures = (rules: BranchRule[]): boolean => rules.some(isFor('required_signatures'))

/** Returns the methods that all rules allow. A linear history excludes merge commits; GitHub cannot sign rebased commits. */
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
  /** Id of the App that must report the check; null: any. */
  app: number | null
}

/** Returns the required checks without duplicates, at most 100. */
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

/** Returns the highest number of approving reviews that a rule requires. */
export const requiredApprovals = (rules: BranchRule[]): number =>
  Math.max(
    0,
    ...rules.filter(isFor('pull_request')).map(({ parameters }) => {
      const count = parameters?.required_approving_review_count
      return typeof count === 'number' ? count : 0
    }),
  )
