/** What an invariant looks at: one thing the bot did, or a moment at which it rests. */

import type { Comment } from '@switchyard/github-emulator'
import type { Action } from '../../../src/core/actions.ts'
import type { decide } from '../../../src/core/decide.ts'
import type { State } from '../../../src/core/state.ts'
import type { Truth } from '../world/truth.ts'

export interface Step {
  truth: Truth
  /** What the bot has just done; null: it rests. */
  action: Action | null
  /** As the bot last decided on it. */
  state: State
  /** Decided on everything read anew; only where the bot rests and has been told or has looked. */
  fresh: ReturnType<typeof decide> | null
  /** Who ever had what it takes. */
  rights: Rights
  /** Who had it when a comment got this text: what was said counts by what its author was then. */
  rightsAt(comment: number, revision: number): Rights
}

/** Ids of people. */
export interface Rights {
  writers: Set<number>
  agents: Set<number>
}

export const commentAt = ({ repo }: Truth, id: number): Comment | undefined =>
  repo.comments.find((one) => one.id === id)

export const isBy = (user: number | null, ids: Set<number>): boolean => user !== null && ids.has(user)
