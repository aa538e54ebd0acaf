/**
 * By which way a tested head gets onto the base branch. Setting the branch to the trial commit is the only one that
 * cannot bring in anything untested, so it is taken wherever it gives what is wanted. GitHub's merge of a pull request
 * makes a commit of its own: its tree is the tested one only while the head holds all of the base.
 */
import type { Config } from '../parse/config/schema.ts'
import type { MergeBlock } from './block.ts'
import {
  type BranchRule,
  METHODS,
  type MergeMethod,
  allowedMethods,
  type RulesFact,
  requiredChecks,
  requiresQueue,
} from './rules.ts'

export type MergeRoute =
  /** The base branch is set to the trial commit. */
  | { way: 'direct' }
  /** GitHub merges the pull request, once its head holds all of the base. */
  | { way: 'pull'; method: MergeMethod }
  /** GitHub's merge queue merges it. */
  | { way: 'queue' }
  | { way: 'none'; block: MergeBlock }

export interface RouteInput {
  /** null: they cannot be told. */
  rules: RulesFact | null
  /** What the repository's settings allow; null: not known. */
  allowed: MergeMethod[] | null
  config: Pick<Config, 'merge-method' | 'runner'>
  baseBranch: string
  pull: number
}

export function mergeRoute(input: RouteInput): MergeRoute {
  const { config, baseBranch, pull } = input
  const rules = input.rules?.rules ?? []
  const merging = rules.filter(({ binds }) => binds !== 'direct')
  if (requiresQueue(merging.filter((rule) => isSure(rule) || input.rules?.refusedDirect))) return { way: 'queue' }
  const shut = merging.filter(isSure).filter(({ type }) => type === 'update')
  if (shut.length > 0) return { way: 'none', block: { kind: 'shut-out', rules: shut, base: baseBranch, pull } }
  const left = allowedMethods(merging.filter(isSure))
  const allowed = METHODS.filter((method) => left.includes(method) && (input.allowed?.includes(method) ?? true))
  const method = config['merge-method'] ?? allowed[0]
  if (method === undefined || !allowed.includes(method))
    return { way: 'none', block: { kind: 'method-refused', wanted: method ?? null, allowed, left, base: baseBranch } }
  if (method !== 'merge' || input.rules?.refusedDirect) return { way: 'pull', method }
  return rules.filter(isSure).some((rule) => keepsOut(rule, config)) ? { way: 'pull', method } : { way: 'direct' }
}

/** A rule of which nobody says whether it binds the App is tried out. */
const isSure = ({ binds }: BranchRule): boolean => binds !== 'unknown'

/** Whether the trial commit cannot become the branch's tip by an update of the branch. */
function keepsOut(rule: BranchRule, { runner }: Pick<Config, 'runner'>): boolean {
  switch (rule.type) {
    case 'pull_request':
    case 'required_linear_history':
    case 'required_signatures':
    case 'merge_queue':
    case 'update':
      return true
    // Of the checks, only what the repository's workflows report stands on the trial commit; the bot's own stand on the head.
    case 'required_status_checks':
      return runner !== 'actions' || requiredChecks([rule]).some(({ context }) => context.startsWith('switchyard/'))
    default:
      return false
  }
}
