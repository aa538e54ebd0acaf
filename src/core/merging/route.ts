/**
 * Chooses how a tested head is merged into the base branch. Only a direct update of the branch to the trial commit
 * excludes untested changes, so it is used wherever the rules and the merge method allow it. When GitHub merges a pull
 * request it creates its own commit, whose tree is the tested one only if the head contains all of the base.
 */
import type { Config } from '../parse/config/schema.ts'
import type { MergeBlock } from './block.ts'
import {
  allowedMethods,
  type BranchRule,
  METHODS,
  type MergeMethod,
  type RefusedWay,
  type RulesFact,
  requiredChecks,
  requiresQueue,
} from './rules.ts'
import { isRefused, refusedFor } from './ways.ts'

export type MergeRoute =
  /** The App sets the base branch to the trial commit. */
  | { way: 'direct' }
  /** GitHub merges the pull request, once its head contains all of the base. */
  | { way: 'pull'; method: MergeMethod }
  /** GitHub's merge queue merges it. `isGuess`: no rule asks for it, but the branch has a queue and nothing else works. */
  | { way: 'queue'; isGuess?: true }
  | { way: 'none'; block: MergeBlock }

export interface RouteInput {
  /** null: the rules are unknown. */
  rules: RulesFact | null
  /** Methods that the repository's settings allow; null: unknown. */
  allowed: MergeMethod[] | null
  config: Pick<Config, 'merge-method' | 'runner'>
  baseBranch: string
  pull: number
  /** See `situationOf`. */
  situation: string
  /** It merges with what is below it in its stack, which GitHub does alone. */
  isStacked?: boolean
  /** A direct update may pass by what GitHub holds the pull request up for. */
  avoidsDirect?: boolean
}

/** Returns the route for a packet's merge, or what blocks it. */
export function mergeRoute(input: RouteInput): MergeRoute {
  const { config, baseBranch, pull, isStacked = false, avoidsDirect = false } = input
  const rules = input.rules?.rules ?? []
  const refused = refusedFor(input.rules, input.situation)
  const wasRefused = isRefused('direct', refused)
  const merging = rules.filter(({ binds }) => binds !== 'direct')
  const sure = merging.filter(isSure)
  if (requiresQueue(sure)) return { way: 'queue' }
  if (wasRefused && requiresQueue(merging) && !isRefused('queue', refused)) return { way: 'queue', isGuess: true }
  const blocking = sure.filter(({ type }) => SHUT.includes(type))
  if (blocking.length > 0) return { way: 'none', block: { kind: 'shut-out', rules: blocking, base: baseBranch, pull } }
  const left = allowedMethods(sure)
  const allowed = METHODS.filter((method) => left.includes(method) && (input.allowed?.includes(method) ?? true))
  const wanted = config['merge-method'] ?? allowed[0]
  if (wanted === undefined || !allowed.includes(wanted))
    return { way: 'none', block: { kind: 'method-refused', wanted: wanted ?? null, allowed, left, base: baseBranch } }
  if (
    wanted === 'merge' &&
    !wasRefused &&
    !isStacked &&
    !avoidsDirect &&
    !rules.filter(isSure).some((rule) => forbidsDirectUpdate(rule, config))
  )
    return { way: 'direct' }
  const method = methodLeft(config['merge-method'] ? [wanted] : allowed, merging, refused)
  if (method !== undefined) return { way: 'pull', method }
  return { way: 'none', block: { kind: 'ways-refused', refused, rules: merging, base: baseBranch, pull } }
}

/** Returns the first method that GitHub did not refuse: first those that the rules allow which may not bind the App. */
function methodLeft(allowed: MergeMethod[], rules: BranchRule[], refused: RefusedWay[]): MergeMethod | undefined {
  const likely = allowedMethods(rules)
  const order = [...allowed.filter((one) => likely.includes(one)), ...allowed]
  return order.find((one) => !isRefused(one, refused))
}

/** Rules that let nobody, or only others, update the branch in any way. */
const SHUT = ['update', 'restricted_pushers', 'lock_branch']

/** A rule that may not bind the App is ignored until GitHub refuses an update. */
const isSure = ({ binds }: BranchRule): boolean => binds !== 'unknown'

/** Whether the rule forbids a direct update of the branch to the trial commit. */
function forbidsDirectUpdate(rule: BranchRule, { runner }: Pick<Config, 'runner'>): boolean {
  switch (rule.type) {
    case 'pull_request':
    case 'required_linear_history':
    case 'required_signatures':
    case 'merge_queue':
    case 'update':
      return true
    // The trial commit only has the checks of the repository's workflows. The App's own checks are on the head.
    case 'required_status_checks':
      return runner !== 'actions' || requiredChecks([rule]).some(({ context }) => context.startsWith('switchyard/'))
    default:
      return false
  }
}

/** Prefix of the App's scratch branches, which carry trial commits to GitHub. */
export const scratchPrefix = 'switchyard/trial/'

/** Prefix of the scratch branches of `switchyard doctor`; its own time in milliseconds follows. No packet's has a dot. */
export const doctorPrefix = `${scratchPrefix}doctor.`

/** Returns the scratch branch of a packet. Its name may contain what git forbids in a ref (`a..b`, `a.lock`, a final dot). */
export function scratchBranch(packet: string): string {
  return scratchPrefix + packet.replace(/[^\w-]+/g, '-')
}

/** Returns the scratch branch of one trial commit, for when the packet's cannot be moved. */
export const ownScratchBranch = (packet: string, trial: string): string =>
  `${scratchBranch(packet)}-${trial.slice(0, 7)}`
