/** What every handler gets: the way to GitHub, and the mirror into which the answer goes. */

import type { Action } from '../../../core/actions.ts'
import type { Actor } from '../../../core/facts.ts'
import type { Mirror, Outcome, RawComment, RawIssue, RawPull } from '../../ports.ts'
import type { Context } from '../context.ts'
import type { Octokit } from '../octokit.ts'

export interface Hands {
  context: Context
  octokit: Octokit
  at: Context['at']
  mirror: Mirror
  self: Actor
  now: number
}

export type ActionOf<K extends Action['kind']> = Extract<Action, { kind: K }>
export type Handler<K extends Action['kind']> = (hands: Hands, action: ActionOf<K>) => Promise<Outcome>

export const done: Outcome = { kind: 'done' }

export function issueIn(hands: Hands, number: number): RawIssue | undefined {
  return hands.mirror.issues.find((each) => each.number === number)
}

export function pullIn(hands: Hands, number: number): RawPull | undefined {
  return hands.mirror.pulls.find((each) => each.number === number)
}

/** A comment that stands on an issue or a pull request, as the mirror has it. */
export function commentIn(hands: Hands, number: number, id: number): RawComment | undefined {
  const on = issueIn(hands, number) ?? pullIn(hands, number)
  return on?.comments.find((each) => each.id === id)
}
