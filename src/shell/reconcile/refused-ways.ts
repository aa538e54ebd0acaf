/** Remembers which ways onto the base branch GitHub refused. After a restart they are found out again. */
import type { Action } from '../../core/actions.ts'
import type { RefusedWay, Way } from '../../core/merging/rules.ts'
import { isUnauthorized } from '../../core/merging/stack.ts'
import { HOUR, type Memory } from './memory.ts'

/** No webhook tells that a protection has changed, so each way is tried again after this time. */
const KEPT_MS = HOUR
const MOST = 200

export interface RefusedNow extends RefusedWay {
  /** The base branch. */
  branch: string
  /** In milliseconds. */
  at: number
}

/** Notes that GitHub refused this merge. It replaces an older refusal of the same. */
export function noteRefusedWay(memory: Pick<Memory, 'refusedWays'>, action: Action, message: string, at: number): void {
  const way = wayOf(action)
  if (way === null) return
  // What GitHub lets no App do it refuses for every packet.
  const isForAll = way === 'direct' || isUnauthorized(message)
  const situation = !isForAll && 'situation' in action ? (action.situation ?? null) : null
  const branch = 'baseBranch' in action ? action.baseBranch : ''
  const others = memory.refusedWays.filter(
    (one) => one.branch !== branch || one.way !== way || one.situation !== situation,
  )
  memory.refusedWays = [...others, { branch, way, situation, message, at }].slice(-MOST)
}

function wayOf(action: Action): Way | null {
  if ('stacked' in action && action.stacked) return 'stack'
  if (action.kind === 'enqueue') return 'queue'
  return action.kind === 'merge' ? (action.method ?? 'direct') : null
}

/** Returns the refusals on a base branch that still count. */
export const refusedWays = (
  { refusedWays: all }: Pick<Memory, 'refusedWays'>,
  branch: string,
  now: number,
): RefusedWay[] =>
  all
    .filter((one) => one.branch === branch && now < one.at + KEPT_MS)
    .map(({ way, situation, message }) => ({ way, situation, message }))

/** Returns when the next refusal ends, in milliseconds; null: there is none. */
export function refusedWaysEndAt({ refusedWays: all }: Pick<Memory, 'refusedWays'>, now: number): number | null {
  const ends = all.map(({ at }) => at + KEPT_MS).filter((at) => at > now)
  return ends.length === 0 ? null : Math.min(...ends)
}
