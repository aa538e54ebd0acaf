/** Decides which actions are sent in one request. */
import type { Action } from '../../../core/actions.ts'
import { addCosts, type Cost, FREE } from '../budget/cost.ts'
import { comment, editComment, react, unreact } from './comments.ts'
import type { ActionContext, ActionOf, Planner } from './context.ts'
import { costOfAction } from './cost.ts'
import { pin, unpin } from './issues.ts'
import { setLabels } from './labels.ts'
import { readyPull } from './pulls.ts'

type Planners = { [K in Action['kind']]?: Planner<K> }

/** The actions that use GraphQL. All others use REST. */
const planners = {
  'set-labels': setLabels,
  comment,
  'edit-comment': editComment,
  react,
  unreact,
  'ready-pull': readyPull,
  pin,
  unpin,
} satisfies Planners

export type Planned = ActionOf<keyof typeof planners>

export const isPlanned = (action: Action): action is Planned => Object.hasOwn(planners, action.kind)

export function planOf(actionContext: ActionContext, action: Planned): ReturnType<Planner<Planned['kind']>> {
  const planner = planners[action.kind] as Planner<Planned['kind']>
  return planner(actionContext, action)
}

/** GitHub: ends a request after ten seconds, and a long one may be executed in part only. */
const MOST_CHANGES = 10
const LONGEST = 100_000

/**
 * Returns how many of the first actions fit into one request; at least one. Each is tried even if an earlier one fails, so
 * none may depend on another. Labels and comments do not. A verdict depends on the comment before it, which explains it.
 *
 * @param fits whether the budget allows this cost with the reserve left
 */
export function batchSize(actions: readonly Action[], fits: (cost: Cost) => boolean): number {
  let cost = FREE
  let length = 0
  let hasComment = false
  for (const [n, action] of actions.entries()) {
    cost = addCosts(cost, costOfAction(action))
    const isComment = action.kind === 'comment' || action.kind === 'edit-comment'
    length += isComment ? action.body.length : 0
    const isFull = cost.mutations > MOST_CHANGES || length > LONGEST || !fits(cost)
    if (!isPlanned(action) || isFull || (action.kind === 'react' && hasComment)) return Math.max(1, n)
    hasComment ||= isComment
  }
  return Math.max(1, actions.length)
}
