/** The input of an invariant: one action of the bot, or a moment when the bot is idle. */

import type { Comment } from '@switchyard/github-emulator'
import type { Action } from '../../../src/core/actions.ts'
import type { decide } from '../../../src/core/decide.ts'
import type { State } from '../../../src/core/state.ts'
import type { Truth } from '../world/truth.ts'

export interface Step {
  truth: Truth
  /** The last action of the bot; null when the bot is idle. */
  action: Action | null
  /** The state of the bot's last decision. */
  state: State
  /** The decision after a full read; only when the bot is idle and was notified or has polled. */
  fresh: ReturnType<typeof decide> | null
  /** Everybody who ever had permission. */
  rights: Rights
  /** Who had permission when a comment got this text. A command counts by its author's role at that time. */
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
