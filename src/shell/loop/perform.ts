/** Performs the actions of one decision in their order, one at a time. */
import { type Action, actionKey } from '../../core/actions.ts'
import type { Hints, Mirror, Outcome } from '../ports.ts'
import type { CycleEnd, CycleTools } from './cycle.ts'
import { mergeHints, NOTHING } from './hints.ts'
import { performMerge } from './merge.ts'

export type Step = { kind: 'performed'; count: number; reread: Hints } | Exclude<CycleEnd, { kind: 'settled' }>

/** How often each wish was performed in this cycle: word for word, and by its key. */
export type Performed = Map<string, number>

/** The same wish performed this often without effect is given up; the same key with other words, this often. */
const SAME_WORDS = 2
const SAME_KEY = 10
const ASIDE_MS = 10 * 60_000

/** Stops at the first action whose outcome calls for another look or another decision. */
export async function performAll(tools: CycleTools, performed: Performed, actions: Action[]): Promise<Step> {
  const { memory, log } = tools
  let reread = NOTHING
  let count = 0
  for (const action of actions) {
    const key = actionKey(action)
    if (action.kind === 'trial' || memory.refusals.has(key)) continue
    if (!(await tools.mayGoOn())) return { kind: 'interrupted' }
    const outcome = await performOnce(tools, performed, action, key)
    log.info({ action: key, outcome: outcome.kind, ...said(outcome) }, 'Performed')
    count++
    switch (outcome.kind) {
      case 'done':
        tools.laters.done(key)
        reread = mergeHints(reread, outcome.reread ?? {})
        break
      case 'refused':
        await memory.refusals.add(key, outcome.status, outcome.message)
        return { kind: 'performed', count, reread }
      case 'outdated':
        return { kind: 'performed', count, reread: mergeHints(reread, outcome.reread) }
      case 'later':
        if (tools.laters.putOff(key, outcome.afterMs)) await memory.refusals.add(key, 0, outcome.message, ASIDE_MS)
        return outcome
      case 'stop':
        return outcome
    }
  }
  return { kind: 'performed', count, reread }
}

/** An action that changes nothing would be wished for again for ever: it is refused here, and so told to people. */
async function performOnce(tools: CycleTools, performed: Performed, action: Action, key: string): Promise<Outcome> {
  if (!tools.memory.mirror) throw new Error('performed before the first look')
  const words = JSON.stringify(action)
  if (times(performed, words) >= SAME_WORDS || times(performed, key) >= SAME_KEY) {
    tools.log.warn({ action: key }, 'An action did not take effect')
    return { kind: 'refused', status: 0, message: 'did not take effect' }
  }
  performed.set(words, times(performed, words) + 1)
  performed.set(key, times(performed, key) + 1)
  try {
    return await perform(tools, action, tools.memory.mirror)
  } catch (error) {
    tools.log.warn({ action: key, err: error }, 'An action failed')
    return tools.explain(error)
  }
}

const times = (performed: Performed, key: string) => performed.get(key) ?? 0

function perform(tools: CycleTools, action: Action, mirror: Mirror): Promise<Outcome> {
  if (action.kind !== 'merge') return tools.github.perform(action, mirror)
  const { github, git, jobs } = tools
  return performMerge({ github, git, messageOf: jobs.messageOf, dropTrial: jobs.drop }, action, mirror)
}

const said = (outcome: Outcome) => ('message' in outcome ? { message: outcome.message } : {})
