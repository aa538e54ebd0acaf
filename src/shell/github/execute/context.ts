/** Types of the handlers of actions: their context, and plans of GraphQL changes. */

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

/** One mutation in GraphQL. */
export interface Change {
  name: MutationName
  input: Record<string, unknown>
}

/** The result of one change: its payload or its failure. Both are null for a change that was not requested. */
export interface Changed {
  payload: unknown
  failure: Error | null
}

/** The GraphQL changes of an action, which can share a request with those of others. */
export interface Plan {
  changes: Change[]
  /** Writes the results to the mirror and returns the outcome. Throws the failure that decides it. */
  settle(changed: (name: MutationName) => Changed): Outcome
}

/**
 * Returns a plan of one change.
 *
 * @param settle writes its payload to the mirror
 * @param onFailure returns the outcome of a failure; by default the failure is thrown
 */
export function oneChange(
  name: MutationName,
  input: Change['input'],
  settle: (payload: unknown) => Outcome,
  onFailure: (failure: Error) => Outcome = raise,
): Plan {
  return {
    changes: [{ name, input }],
    settle(changed) {
      const { payload, failure } = changed(name)
      return failure === null ? settle(payload) : onFailure(failure)
    },
  }
}

function raise(failure: Error): never {
  throw failure
}

/** Plans an action. Returns an outcome when no request is necessary. */
export type Planner<K extends Action['kind']> = (actionContext: ActionContext, action: ActionOf<K>) => Plan | Outcome

export const done: Outcome = { kind: 'done' }

export function issueIn(actionContext: ActionContext, number: number): RawIssue | undefined {
  return actionContext.mirror.issues.find((each) => each.number === number)
}

export function pullIn(actionContext: ActionContext, number: number): RawPull | undefined {
  return actionContext.mirror.pulls.find((each) => each.number === number)
}

/** Returns the mirror's comment on an issue or a pull request, or in a review of it. */
export function commentIn(actionContext: ActionContext, number: number, id: number): RawComment | undefined {
  const pull = pullIn(actionContext, number)
  const on = issueIn(actionContext, number)?.comments ?? (pull && rawCommentsOn(pull))
  return on?.find((each) => each.id === id)
}
