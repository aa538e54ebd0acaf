/** What an invariant looks at: one thing the bot did, or a moment at which it rests. */
import type { Action } from '../../../src/core/actions.ts'
import type { decide } from '../../../src/core/decide.ts'
import type { Actor } from '../../../src/core/facts.ts'
import type { State } from '../../../src/core/state.ts'
import type { RawComment } from '../../../src/shell/ports.ts'
import type { Truth } from '../world/truth.ts'

export interface Step {
  truth: Truth
  /** What the bot has just done; null: it rests. */
  action: Action | null
  /** As the bot last decided on it. */
  state: State
  /** Decided on everything read anew; only where the bot rests and has been told or has looked. */
  fresh: ReturnType<typeof decide> | null
  rights: Rights
}

/** Ids of people who ever had what it takes. What was allowed then stands. */
export interface Rights {
  writers: Set<number>
  agents: Set<number>
}

export const commentsIn = (truth: Truth): RawComment[] =>
  [...truth.issues, ...truth.pulls].flatMap((one) => one.comments)

export const isBy = (actor: Actor | null, ids: Set<number>): boolean => actor !== null && ids.has(actor.id)
