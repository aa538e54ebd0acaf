/** What a branch's rules ask for where they keep the tested commit out, and what to do about each. Plain text. */

/** One rule as `GET R/rules/branches/{branch}` lists it; what is not as expected is as if it were not there. */
export interface BranchRule {
  type: string
  parameters?: Record<string, unknown> | null | undefined
}

export type MergeMethod = 'merge' | 'squash' | 'rebase'

const METHODS: readonly MergeMethod[] = ['merge', 'squash', 'rebase']

/** The first that the rules leave; null when they leave none. A linear history has no merge commits. */
export function mergeMethod(rules: BranchRule[]): MergeMethod | null {
  const lists = rules.flatMap(({ type, parameters }) => {
    const allowed = parameters?.allowed_merge_methods
    return type === 'pull_request' && Array.isArray(allowed) && allowed.length > 0 ? [allowed as unknown[]] : []
  })
  const isLinear = rules.some(({ type }) => type === 'required_linear_history')
  const left = METHODS.filter((method) => !(isLinear && method === 'merge'))
  return left.find((method) => lists.every((allowed) => allowed.includes(method))) ?? null
}

/** GitHub then merges nothing whose head lacks some of the base, so that what it merges is what was tested. */
export const wantsUpToDate = (rules: BranchRule[]): boolean =>
  rules.some(
    ({ type, parameters }) =>
      type === 'required_status_checks' && parameters?.strict_required_status_checks_policy === true,
  )

export const wantsQueue = (rules: BranchRule[]): boolean => rules.some(({ type }) => type === 'merge_queue')

/** A sentence for each rule that can keep a direct update out; '' when none of them can. */
export function rulesWords(rules: BranchRule[], pull: number): string {
  return [...new Set(rules.map((rule) => wordsOf(rule, pull)).filter((words) => words !== ''))].join(' ')
}

const BYPASS = 'or put Switchyard on the bypass list of that ruleset'

function wordsOf({ type, parameters }: BranchRule, pull: number): string {
  switch (type) {
    case 'pull_request':
      return `It takes changes through pull requests alone${approvals(parameters)}: require branches to be up to date as well, so that Switchyard merges #${pull} as it was tested, ${BYPASS}.`
    case 'required_status_checks':
      return `It requires the checks ${contexts(parameters)}: see that they pass on #${pull}.`
    case 'merge_queue':
      return `It merges through GitHub's merge queue: press "Merge when ready" on #${pull}, ${BYPASS}.`
    case 'required_linear_history':
      return `It takes no merge commits, which a trial merge is: require pull requests and up-to-date branches, so that #${pull} is squashed or rebased, ${BYPASS}.`
    case 'required_signatures':
      return `It requires signed commits, and a trial merge is not signed: merge #${pull} by hand, ${BYPASS}.`
    case 'update':
      return `It lets nobody update it: merge #${pull} by hand, ${BYPASS}.`
    case 'required_deployments':
    case 'workflows':
    case 'code_scanning':
      return `It waits for ${type.replaceAll('_', ' ')}: see that they pass on #${pull}, ${BYPASS}.`
    default:
      return ''
  }
}

function approvals(parameters: BranchRule['parameters']): string {
  const count = parameters?.required_approving_review_count
  return typeof count === 'number' && count > 0 ? ` with ${count} approving review${count === 1 ? '' : 's'}` : ''
}

function contexts(parameters: BranchRule['parameters']): string {
  const list = parameters?.required_status_checks
  const names = (Array.isArray(list) ? list : []).flatMap((one: unknown) =>
    typeof one === 'object' && one !== null && 'context' in one ? [String(one.context).slice(0, 60)] : [],
  )
  return names.slice(0, 5).join(', ') || 'it names'
}
