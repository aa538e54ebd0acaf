/** What the outcomes of one request mean for the turn: whether it goes on, and what is to be read again. */
import { type Action, isDeferrable } from '../../core/actions.ts'
import { aboutAction } from '../../core/render/about.ts'
import type { CycleEnd, CycleTools } from './cycle.ts'
import type { Decision } from './decision.ts'
import type { Outcome } from './github.ts'
import type { Hints } from './hints.ts'
import { mergeHints, NOTHING } from './hints.ts'
import { HOUR } from './memory.ts'

export interface ExecuteTools {
  kind: 'performed'
  count: number
  reread: Hints
  /** GitHub's limits leave no room for the next action, nor for what follows from it. */
  full?: true
}

export type Step = ExecuteTools | Exclude<CycleEnd, { kind: 'settled' }>

/** One decision being performed. */
export interface Turn {
  decision: Decision
  count: number
  reread: Hints
  /** Kinds for which GitHub's limits leave no room, and for how long. */
  full: Map<Action['kind'], number>
}

export const turnOf = (decision: Decision): Turn => ({ decision, count: 0, reread: NOTHING, full: new Map() })

export interface PendingAction {
  action: Action
  key: string
  /** Its identity with every word of it. */
  words: string
}

export type Result = Outcome | { kind: 'refused'; status: number; message: string; forMs: number }
export type Done = PendingAction & { outcome: Result }

export const QUARANTINE_MS = 10 * 60_000

/** How the turn ends, if it does: by the strongest of the outcomes. */
export async function takeIn(tools: CycleTools, turn: Turn, results: readonly Done[]): Promise<Step | null> {
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

/** The limits leave no room for this one: what nobody waits for comes later, all else ends the turn. */
export function isFull(turn: Turn, { action }: PendingAction, afterMs: number): boolean {
  if (!isDeferrable(action)) return true
  turn.full.set(action.kind, afterMs)
  turn.count++
  return false
}

function note({ log, meter }: CycleTools, { action, key, outcome }: Done, { state }: Decision): void {
  const said = 'message' in outcome ? { message: outcome.message } : {}
  const fields = { action: key, outcome: outcome.kind, ...said, ...aboutAction(action, state) }
  if (outcome.kind === 'done') log.info(fields, 'Performed')
  else log.warn(fields, 'Not performed')
  meter.action(action.kind, outcome.kind)
}

/** null: nothing hinders the next action. */
async function endBy(tools: CycleTools, turn: Turn, done: Done): Promise<Step | null> {
  const { refusals } = tools.memory
  const { key, outcome } = done
  switch (outcome.kind) {
    case 'done':
      tools.laters.done(key)
      turn.reread = mergeHints(turn.reread, outcome.reread ?? {})
      return null
    case 'refused':
      await refusals.add(done, outcome.status, outcome.message, 'forMs' in outcome ? outcome.forMs : HOUR)
      return soFar(turn)
    case 'outdated':
      turn.reread = mergeHints(turn.reread, outcome.reread)
      return soFar(turn)
    case 'later':
      if (tools.laters.putOff(key, outcome.afterMs)) await refusals.add(done, 0, outcome.message, QUARANTINE_MS)
      return outcome
    case 'lost':
      return { kind: 'interrupted' }
    case 'stop':
      return outcome
  }
}
