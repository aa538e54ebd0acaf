/** Performs the actions of one decision in their order, one at a time. */
import { type Action, actionKey, isPatient } from '../../core/actions.ts'
import { aboutAction } from '../../core/explain/about.ts'
import type { Hints, Mirror, Outcome } from '../ports.ts'
import type { CycleEnd, CycleTools } from './cycle.ts'
import type { Decision } from './decision.ts'
import { mergeHints, NOTHING } from './hints.ts'
import { HOUR } from './memory.ts'
import { performMerge } from './merge.ts'

export type Step =
  /** `full`: GitHub's limits leave no room for the next action, nor for what follows from it. */
  { kind: 'performed'; count: number; reread: Hints; full?: true } | Exclude<CycleEnd, { kind: 'settled' }>

/** What was performed in this cycle. */
export interface Performed {
  /** How often, word for word and by key. */
  times: Map<string, number>
  /** Wishes, word for word, for which the world was not as the decision saw it. */
  outdated: Set<string>
  /** Keys of what waits for room in GitHub's limits, and until when. */
  postponed: Map<string, number>
}

export const nothingPerformed = (): Performed => ({ times: new Map(), outdated: new Set(), postponed: new Map() })

/** The same wish performed this often without effect is given up; one with changing words this often waits. */
const SAME_WORDS = 2
const SAME_KEY = 10
const REST_MS = 60_000
/** GitHub may show an old state for some seconds after it was changed. */
const STALE_MS = 15_000
const ASIDE_MS = 10 * 60_000

/** Stops at the first action whose outcome calls for another look or another decision. */
export async function performAll(tools: CycleTools, performed: Performed, decision: Decision): Promise<Step> {
  const { memory, log } = tools
  let reread = NOTHING
  let count = 0
  const full = new Map<Action['kind'], number>()
  for (const action of decision.actions) {
    const key = actionKey(action)
    if (action.kind === 'trial' || memory.refusals.has(key)) continue
    const wait = full.get(action.kind)
    if (wait !== undefined && isPatient(action)) {
      postpone(tools, performed, key, wait)
      continue
    }
    if (!(await tools.mayGoOn())) return { kind: 'interrupted' }
    const outcome = await performOnce(tools, performed, action, key)
    if (outcome.kind === 'later' && outcome.untried) {
      postpone(tools, performed, key, outcome.afterMs)
      if (!isPatient(action)) return { kind: 'performed', count, reread, full: true }
      full.set(action.kind, outcome.afterMs)
      count++
      continue
    }
    const level = outcome.kind === 'done' ? 'info' : 'warn'
    log[level](
      { action: key, outcome: outcome.kind, ...said(outcome), ...aboutAction(action, decision.state) },
      outcome.kind === 'done' ? 'Performed' : 'Not performed',
    )
    tools.meter.action(action.kind, outcome.kind)
    count++
    switch (outcome.kind) {
      case 'done':
        tools.laters.done(key)
        reread = mergeHints(reread, outcome.reread ?? {})
        break
      case 'refused':
        await memory.refusals.add(key, outcome.status, outcome.message, 'forMs' in outcome ? outcome.forMs : HOUR)
        return { kind: 'performed', count, reread }
      case 'outdated':
        return { kind: 'performed', count, reread: mergeHints(reread, outcome.reread) }
      case 'later':
        if (tools.laters.putOff(key, outcome.afterMs)) await memory.refusals.add(key, 0, outcome.message, ASIDE_MS)
        return outcome
      case 'lost':
        return { kind: 'interrupted' }
      case 'stop':
        return outcome
    }
  }
  return { kind: 'performed', count, reread }
}

/** Tried again when there is room; a decision passes over it until then. */
function postpone({ clock, log }: CycleTools, { postponed }: Performed, key: string, afterMs: number): void {
  log.debug({ action: key, afterMs }, 'Waits for room in GitHub’s limits')
  postponed.set(key, clock.now() + afterMs)
}

type Result = Outcome | { kind: 'refused'; status: number; message: string; forMs: number }

async function performOnce(tools: CycleTools, performed: Performed, action: Action, key: string): Promise<Result> {
  if (!tools.memory.mirror) throw new Error('performed before the first look')
  const words = JSON.stringify(action)
  const spinning = whySpinning(performed, words, key)
  if (spinning) return spinning
  performed.times.set(words, times(performed, words) + 1)
  performed.times.set(key, times(performed, key) + 1)
  try {
    const outcome = await perform(tools, action, tools.memory.mirror)
    if (outcome.kind === 'outdated') performed.outdated.add(words)
    return outcome
  } catch (error) {
    tools.log.warn({ action: key, err: error }, 'An action failed')
    tools.meter.error('action')
    return tools.explain(error)
  }
}

/** An action that changes nothing would be wished for again for ever: it is refused here, and so told to people. */
function whySpinning(performed: Performed, words: string, key: string): Result | null {
  if (times(performed, words) >= SAME_WORDS) {
    if (performed.outdated.has(words)) return { kind: 'later', afterMs: STALE_MS, message: 'GitHub shows an old state' }
    return { kind: 'refused', status: 0, message: 'did not take effect', forMs: ASIDE_MS }
  }
  if (times(performed, key) < SAME_KEY) return null
  return { kind: 'later', afterMs: REST_MS, message: `done ${SAME_KEY} times in a row` }
}

const times = (performed: Performed, words: string) => performed.times.get(words) ?? 0

function perform(tools: CycleTools, action: Action, mirror: Mirror): Promise<Outcome> {
  const { github, git, jobs, fence } = tools
  if (action.kind !== 'merge' && action.kind !== 'update-branch') return github.perform(action, mirror, fence)
  return performMerge({ github, git, fence, dropTrial: jobs.drop }, action, mirror)
}

const said = (outcome: Result) => ('message' in outcome ? { message: outcome.message } : {})
