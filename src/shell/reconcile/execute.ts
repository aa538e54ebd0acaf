/** Performs the actions of one decision in their order; those that can share a request go together. */
import { actionKey, isDeferrable } from '../../core/actions.ts'
import type { CycleTools } from './cycle.ts'
import type { Decision } from './decision.ts'
import type { Outcome } from './github.ts'
import type { Hints } from './hints.ts'
import { mergeHints } from './hints.ts'
import { executeMerge } from './merge.ts'
import type { Mirror } from './mirror.ts'
import {
  type Done,
  isFull,
  type PendingAction,
  QUARANTINE_MS,
  type Result,
  type Step,
  soFar,
  takeIn,
  turnOf,
} from './outcomes.ts'

/** What was performed in this cycle. */
export interface Executed {
  /** How often, word for word and by key. */
  times: Map<string, number>
  /** Wishes, word for word, for which the world was not as the decision saw it. */
  outdated: Set<string>
  /** Merges, word for word, that were decided on what stood there a moment ago. */
  lookedAgain: Set<string>
  /** Keys of what waits for room in GitHub's limits, and until when. */
  postponed: Map<string, number>
}

export const nothingExecuted = (): Executed => ({
  times: new Map(),
  outdated: new Set(),
  postponed: new Map(),
  lookedAgain: new Set(),
})

/** The same wish performed this often without effect is given up; one with changing words this often waits. */
const SAME_WORDS = 2
const SAME_KEY = 10
const REST_MS = 60_000
/** GitHub may show an old state for some seconds after it was changed. */
const STALE_MS = 15_000

/** Stops where an outcome calls for another look or another decision. */
export async function executeAll(tools: CycleTools, performed: Executed, decision: Decision): Promise<Step> {
  const turn = turnOf(decision)
  let left = wishesOf(decision).filter(({ action, key }) => action.kind !== 'trial' && !tools.memory.refusals.has(key))
  for (let request = left[0]; request !== undefined; request = left[0]) {
    const wait = turn.full.get(request.action.kind)
    if (wait !== undefined && isDeferrable(request.action)) {
      postpone(tools, performed, request.key, wait)
      left = left.slice(1)
      continue
    }
    const again = lookFirst(performed, request)
    if (again !== null) return { ...soFar(turn), reread: mergeHints(turn.reread, again) }
    if (!(await tools.mayGoOn())) return { kind: 'interrupted' }
    const results = await performSome(tools, performed, request, left.slice(1))
    left = left.slice(results.length)
    const untried = untriedFor(results[0]?.outcome)
    if (untried === null) {
      const end = await takeIn(tools, turn, results)
      if (end !== null) return end
      continue
    }
    postpone(tools, performed, request.key, untried)
    if (isFull(turn, request, untried)) return { ...soFar(turn), full: true }
  }
  return soFar(turn)
}

/**
 * A webhook may be lost: who closed the pull request, pointed it elsewhere or objected a minute ago is heard before
 * anything moves. It is read once more, and performed only if the next decision still wants just the same.
 */
function lookFirst({ lookedAgain }: Executed, { action, words }: PendingAction): Partial<Hints> | null {
  if ((action.kind !== 'merge' && action.kind !== 'enqueue') || lookedAgain.has(words)) return null
  lookedAgain.add(words)
  return { issues: [action.pull, action.issue], refs: true }
}

const wishesOf = ({ actions }: Decision): PendingAction[] =>
  actions.map((action) => ({ action, key: actionKey(action), words: JSON.stringify(action) }))

/** How long GitHub's limits leave no room, if that is what came of it. */
const untriedFor = (outcome: Result | undefined): number | null =>
  outcome?.kind === 'later' && outcome.untried ? outcome.afterMs : null

/** Tried again when there is room; a decision passes over it until then. */
function postpone({ clock, log }: CycleTools, { postponed }: Executed, key: string, afterMs: number): void {
  log.debug({ action: key, afterMs }, 'Waits for room in GitHub’s limits')
  postponed.set(key, clock.now() + afterMs)
}

/** This wish, and as many of the next as can go out with it. */
async function performSome(
  tools: CycleTools,
  performed: Executed,
  request: PendingAction,
  next: PendingAction[],
): Promise<Done[]> {
  const { mirror } = tools.memory
  if (!mirror) throw new Error('performed before the first look')
  const spinning = whySpinning(performed, request)
  if (spinning) return [{ ...request, outcome: spinning }]
  const end = next.findIndex((each) => whySpinning(performed, each) !== null)
  const run = [request, ...(end < 0 ? next : next.slice(0, end))]
  const outcomes = await perform(tools, request, run, mirror)
  const results = outcomes.flatMap((outcome, n) => (run[n] ? [{ ...run[n], outcome }] : []))
  for (const { key, words, outcome } of results) {
    performed.times.set(words, times(performed, words) + 1)
    performed.times.set(key, times(performed, key) + 1)
    if (outcome.kind === 'outdated') performed.outdated.add(words)
  }
  return results
}

/** An action that changes nothing would be wished for again for ever: it is refused here, and so told to people. */
function whySpinning(performed: Executed, { words, key }: PendingAction): Result | null {
  if (times(performed, words) >= SAME_WORDS) {
    if (performed.outdated.has(words)) return { kind: 'later', afterMs: STALE_MS, message: 'GitHub shows an old state' }
    return { kind: 'refused', status: 0, message: 'did not take effect', forMs: QUARANTINE_MS }
  }
  if (times(performed, key) < SAME_KEY) return null
  return { kind: 'later', afterMs: REST_MS, message: `done ${SAME_KEY} times in a row` }
}

const times = (performed: Executed, words: string) => performed.times.get(words) ?? 0

async function perform(
  tools: CycleTools,
  { action, key }: PendingAction,
  run: PendingAction[],
  mirror: Mirror,
): Promise<Outcome[]> {
  const { github, git, jobs, fence } = tools
  try {
    if (action.kind === 'merge' || action.kind === 'update-branch')
      return [await executeMerge({ github, git, fence, dropTrial: (commit) => jobs.drop(commit) }, action, mirror)]
    if (!github.performTogether) return [await github.execute(action, mirror, fence)]
    const actions = run.map((request) => request.action)
    return await github.performTogether(actions, mirror, fence)
  } catch (error) {
    tools.log.warn({ action: key, err: error }, 'An action failed')
    tools.meter.error('action')
    return [tools.explain(error)]
  }
}
