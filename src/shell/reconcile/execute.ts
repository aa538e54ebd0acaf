/** Executes the actions of one decision in order. Actions that can share a request are sent together. */
import { actionKey, isDeferrable } from '../../core/actions.ts'
import type { CycleTools } from './cycle.ts'
import type { Decision } from './decision.ts'
import type { Outcome } from './github.ts'
import type { Hints } from './hints.ts'
import { mergeHints } from './hints.ts'
import { executeMerge } from './merge.ts'
import type { Mirror } from './mirror.ts'
import {
  applyOutcomes,
  type Done,
  isFull,
  type PendingAction,
  QUARANTINE_MS,
  type Result,
  type Step,
  soFar,
  turnOf,
} from './outcomes.ts'

/** What was executed in this cycle. */
export interface Executed {
  /** How often each action was executed, by its JSON and by its key. */
  times: Map<string, number>
  /** Actions, as JSON, that were based on an outdated snapshot. */
  outdated: Set<string>
  /** Merges, as JSON, for which the pull request was read once more. */
  rereadFor: Set<string>
  /** Keys of actions over budget, and until when they wait, in milliseconds. */
  postponed: Map<string, number>
}

export const nothingExecuted = (): Executed => ({
  times: new Map(),
  outdated: new Set(),
  postponed: new Map(),
  rereadFor: new Set(),
})

/** Identical attempts without effect after which an action is given up. */
const SAME_JSON = 2
/** Attempts with a changing payload after which an action waits. */
const SAME_KEY = 10
const REST_MS = 60_000
/** GitHub may show an old state for some seconds after it was changed. */
const STALE_MS = 15_000

/** Executes the actions of a decision. Stops when an outcome requires another read or another decision. */
export async function executeAll(tools: CycleTools, executed: Executed, decision: Decision): Promise<Step> {
  const turn = turnOf(decision)
  let left = pendingActions(decision).filter(
    ({ action, key }) => action.kind !== 'trial' && !tools.memory.refusals.has(key),
  )
  for (let first = left[0]; first !== undefined; first = left[0]) {
    const wait = turn.full.get(first.action.kind)
    if (wait !== undefined && isDeferrable(first.action)) {
      postpone(tools, executed, first.key, wait)
      left = left.slice(1)
      continue
    }
    const reread = rereadBefore(executed, first)
    if (reread !== null) return { ...soFar(turn), reread: mergeHints(turn.reread, reread) }
    if (!(await tools.mayGoOn())) return { kind: 'interrupted' }
    const results = await executeBatch(tools, executed, first, left.slice(1))
    left = left.slice(results.length)
    const untriedMs = untriedFor(results[0]?.outcome)
    if (untriedMs === null) {
      const end = await applyOutcomes(tools, turn, results)
      if (end !== null) return end
      continue
    }
    postpone(tools, executed, first.key, untriedMs)
    if (isUnderWay(results[0]?.outcome)) continue
    if (isFull(turn, first, untriedMs)) return { ...soFar(turn), full: true }
  }
  return soFar(turn)
}

/**
 * Returns what to read before a merge: a webhook that closed or retargeted the pull request may be lost. The merge is
 * executed only if the next decision contains exactly the same action.
 */
function rereadBefore({ rereadFor }: Executed, { action, json }: PendingAction): Partial<Hints> | null {
  if ((action.kind !== 'merge' && action.kind !== 'enqueue') || rereadFor.has(json)) return null
  rereadFor.add(json)
  return { issues: [action.pull, action.issue], refs: true }
}

const pendingActions = ({ actions }: Decision): PendingAction[] =>
  actions.map((action) => ({ action, key: actionKey(action), json: JSON.stringify(action) }))

/** Returns how long an action that is over budget or under way waits, in milliseconds, or null: it is neither. */
const untriedFor = (outcome: Result | undefined): number | null =>
  outcome?.kind === 'later' && (outcome.untried || outcome.underWay) ? outcome.afterMs : null

/** Returns whether GitHub is still at work on what was asked of it. */
const isUnderWay = (outcome: Result | undefined): boolean => outcome?.kind === 'later' && outcome.underWay === true

/** Defers an action over budget; decisions leave it out until then. */
function postpone({ clock, log }: CycleTools, { postponed }: Executed, key: string, afterMs: number): void {
  log.debug({ action: key, afterMs }, 'Deferred')
  postponed.set(key, clock.now() + afterMs)
}

/** Executes the first action, and as many of the next as can share its request. */
async function executeBatch(
  tools: CycleTools,
  executed: Executed,
  first: PendingAction,
  next: PendingAction[],
): Promise<Done[]> {
  const { mirror } = tools.memory
  if (!mirror) throw new Error('executed before the repository was read')
  const repeated = refuseRepetition(executed, first)
  if (repeated) return [{ ...first, outcome: repeated }]
  const end = next.findIndex((each) => refuseRepetition(executed, each) !== null)
  const batch = [first, ...(end < 0 ? next : next.slice(0, end))]
  const outcomes = await execute(tools, first, batch, mirror)
  const results = outcomes.flatMap((outcome, n) => (batch[n] ? [{ ...batch[n], outcome }] : []))
  for (const { action, key, json, outcome } of results) {
    executed.times.set(json, times(executed, json) + 1)
    executed.times.set(key, times(executed, key) + 1)
    if (outcome.kind === 'outdated') executed.outdated.add(json)
    if (outcome.kind === 'done') tools.memory.own.note(action, mirror, tools.clock.now())
  }
  return results
}

/** An action without effect would be planned again for ever: it is refused here, and so reported to people. */
function refuseRepetition(executed: Executed, { json, key }: PendingAction): Result | null {
  if (times(executed, json) >= SAME_JSON) {
    if (executed.outdated.has(json)) return { kind: 'later', afterMs: STALE_MS, message: 'GitHub shows an old state' }
    return { kind: 'refused', status: 0, message: 'did not take effect', forMs: QUARANTINE_MS }
  }
  if (times(executed, key) < SAME_KEY) return null
  return { kind: 'later', afterMs: REST_MS, message: `done ${SAME_KEY} times in a row` }
}

const times = (executed: Executed, jsonOrKey: string) => executed.times.get(jsonOrKey) ?? 0

async function execute(
  tools: CycleTools,
  { action, key }: PendingAction,
  batch: PendingAction[],
  mirror: Mirror,
): Promise<Outcome[]> {
  const { github, git, jobs, fence } = tools
  try {
    if (action.kind === 'merge' || action.kind === 'update-branch')
      return [await executeMerge({ github, git, fence, dropTrial: (commit) => jobs.drop(commit) }, action, mirror)]
    if (!github.executeTogether) return [await github.execute(action, mirror, fence)]
    return await github.executeTogether(
      batch.map((pending) => pending.action),
      mirror,
      fence,
    )
  } catch (error) {
    tools.log.warn({ action: key, err: error }, 'An action failed')
    tools.meter.error('action')
    return [tools.explain(error)]
  }
}
