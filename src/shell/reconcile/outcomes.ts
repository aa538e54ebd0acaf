/** Applies the outcomes of one request to the turn: whether it continues, and what has to be read again. */

import { type Action, isDeferrable } from '../../core/actions.ts'
import { NO_WORKFLOWS } from '../../core/authorize/app-permissions.ts'
import { aboutAction } from '../../core/render/about.ts'
import type { CycleEnd, CycleTools } from './cycle.ts'
import type { Decision } from './decision.ts'
import type { Outcome } from './github.ts'
import type { Hints } from './hints.ts'
import { mergeHints, NOTHING } from './hints.ts'
import { HOUR } from './memory.ts'
import { noteRefusedWay } from './refused-ways.ts'

export interface ExecuteTools {
  kind: 'performed'
  count: number
  reread: Hints
  /** The next action is over budget, and what follows depends on it. */
  full?: true
}

export type Step = ExecuteTools | Exclude<CycleEnd, { kind: 'settled' }>

/** The execution of one decision. */
export interface Turn {
  decision: Decision
  count: number
  reread: Hints
  /** Kinds of actions that are over budget, and for how many milliseconds. */
  full: Map<Action['kind'], number>
}

export const turnOf = (decision: Decision): Turn => ({ decision, count: 0, reread: NOTHING, full: new Map() })

export interface PendingAction {
  action: Action
  key: string
  /** The action as JSON: identical attempts are counted by it. */
  json: string
}

export type Result = Outcome | { kind: 'refused'; status: number; message: string; forMs: number }
export type Done = PendingAction & { outcome: Result }

/**
 * Without the permission, only an owner or a push changes the answer, and both end the refusal. A token from before the
 * owner's answer lacks it for up to an hour more.
 */
function timeOf(message: string, { rights }: Pick<CycleTools, 'rights'>): number {
  const lacks = NO_WORKFLOWS.test(message) && rights()?.held.workflows !== 'write'
  return lacks ? 30 * 24 * HOUR : HOUR
}

export const QUARANTINE_MS = 10 * 60_000

/** Notes each outcome. Returns how the turn ends, by the strongest of them, or null: it continues. */
export async function applyOutcomes(tools: CycleTools, turn: Turn, results: readonly Done[]): Promise<Step | null> {
  const ends: Step[] = []
  for (const result of results) {
    note(tools, result, turn.decision)
    turn.count++
    const end = await endBy(tools, turn, result)
    if (end !== null) ends.push(end)
  }
  const end = ends.sort((a, b) => strength(b) - strength(a))[0] ?? null
  return end?.kind === 'performed' ? soFar(turn) : end
}

export const soFar = ({ count, reread }: Turn): ExecuteTools => ({ kind: 'performed', count, reread })

const ORDER: readonly Step['kind'][] = ['performed', 'later', 'interrupted', 'stop']
const strength = ({ kind }: Step) => ORDER.indexOf(kind)

/** Notes that an action is over budget. Returns whether that ends the turn: a deferrable action does not. */
export function isFull(turn: Turn, { action }: PendingAction, afterMs: number): boolean {
  if (!isDeferrable(action)) return true
  turn.full.set(action.kind, afterMs)
  turn.count++
  return false
}

function note({ log, meter }: CycleTools, { action, key, outcome }: Done, { state }: Decision): void {
  const message = 'message' in outcome ? { message: outcome.message } : {}
  const fields = { action: key, outcome: outcome.kind, ...message, ...aboutAction(action, state) }
  if (outcome.kind === 'done') log.info(fields, 'Action executed')
  else log.warn(fields, 'Action not executed')
  meter.action(action.kind, outcome.kind)
}

/** Returns how this outcome ends the turn; null: the next action may follow. */
async function endBy(tools: CycleTools, turn: Turn, done: Done): Promise<Step | null> {
  const { refusals } = tools.memory
  const { key, outcome } = done
  switch (outcome.kind) {
    case 'done':
      tools.laters.done(key)
      turn.reread = mergeHints(turn.reread, outcome.reread ?? {})
      return null
    case 'refused':
      await refusals.add(
        done,
        outcome.status,
        outcome.message,
        'forMs' in outcome ? outcome.forMs : timeOf(outcome.message, tools),
      )
      return soFar(turn)
    case 'not-this-way':
      noteRefusedWay(tools.memory, done.action, outcome.message, tools.clock.now())
      turn.reread = mergeHints(turn.reread, outcome.reread)
      return soFar(turn)
    case 'outdated':
      turn.reread = mergeHints(turn.reread, outcome.reread)
      return soFar(turn)
    case 'later':
      if (tools.laters.defer(key, outcome.afterMs)) await refusals.add(done, 0, outcome.message, QUARANTINE_MS)
      return outcome
    case 'lost':
      return { kind: 'interrupted' }
    case 'stop':
      return outcome
  }
}
