/** What every handler gets: the way to GitHub, and the mirror into which the answer goes. */

import type { Action } from '../../../core/actions.ts'
import type { Actor } from '../../../core/snapshot/snapshot.ts'
import type { Outcome } from '../../reconcile/github.ts'
import type { Mirror, RawComment, RawIssue, RawPull } from '../../reconcile/mirror.ts'
import { rawCommentsOn } from '../../reconcile/mirror.ts'
import type { Context } from '../context.ts'
import type { Octokit } from '../octokit.ts'
import type { MutationName } from '../read/documents.ts'

export interface ActionContext {
  context: Context
  octokit: Octokit
  at: Context['at']
  mirror: Mirror
  self: Actor
  now: number
}

export type ActionOf<K extends Action['kind']> = Extract<Action, { kind: K }>
export type Handler<K extends Action['kind']> = (actionContext: ActionContext, action: ActionOf<K>) => Promise<Outcome>

/** One change in GraphQL. */
export interface Change {
  name: MutationName
  input: Record<string, unknown>
}

/** What came of one change: its payload, or what hindered it. Both are null for one that was not asked for. */
export interface Changed {
  payload: unknown
  failure: Error | null
}

/** What an action changes in GraphQL, so that it can share a request with others. */
export interface Plan {
  changes: Change[]
  /** Puts what came of them into the mirror. Throws the failure that decides. */
  settle(changed: (name: MutationName) => Changed): Outcome
}

/**
 * A plan of one change.
 *
 * @param settle puts its payload into the mirror
 * @param hindered what a failure comes to; without it the failure decides
 */
export function oneChange(
  name: MutationName,
  input: Change['input'],
  settle: (payload: unknown) => Outcome,
  hindered: (failure: Error) => Outcome = raise,
): Plan {
  return {
    changes: [{ name, input }],
    settle(changed) {
      const { payload, failure } = changed(name)
      return failure === null ? settle(payload) : hindered(failure)
    },
  }
}

function raise(failure: Error): never {
  throw failure
}

/** An outcome where nothing has to be asked of GitHub. */
export type Planner<K extends Action['kind']> = (actionContext: ActionContext, action: ActionOf<K>) => Plan | Outcome

export const done: Outcome = { kind: 'done' }

export function issueIn(actionContext: ActionContext, number: number): RawIssue | undefined {
  return actionContext.mirror.issues.find((each) => each.number === number)
}

export function pullIn(actionContext: ActionContext, number: number): RawPull | undefined {
  return actionContext.mirror.pulls.find((each) => each.number === number)
}

/** A comment that stands on an issue or a pull request, or in a review of it, as the mirror has it. */
export function commentIn(actionContext: ActionContext, number: number, id: number): RawComment | undefined {
  const pull = pullIn(actionContext, number)
  const on = issueIn(actionContext, number)?.comments ?? (pull && rawCommentsOn(pull))
  return on?.find((each) => each.id === id)
}
