/** Which actions go out in one request. */
import type { Action } from '../../../core/actions.ts'
import { addCosts, type Cost, FREE } from '../budget/cost.ts'
import { comment, editComment, react, unreact } from './comments.ts'
import type { ActionContext, ActionOf, Planner } from './context.ts'
import { costOfAction } from './cost.ts'
import { pin, unpin } from './issues.ts'
import { setLabels } from './labels.ts'
import { readyPull } from './pulls.ts'

type Planners = { [K in Action['kind']]?: Planner<K> }

/** What GraphQL does. All else goes through REST. */
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

/** GitHub ends a request after ten seconds, and has ended long ones with a part of them done. */
const MOST_CHANGES = 10
const LONGEST = 100_000

/**
 * How many of the first of these actions one request can carry; at least one. What is tried even though the one before
 * it failed must not hang on that: labels do not, nor do comments that are found again by their markers. A verdict does
 * hang on the comment before it, which says why.
 *
 * @param fits whether the budget has ample room for this
 */
export function batchSize(actions: readonly Action[], fits: (cost: Cost) => boolean): number {
  let cost = FREE
  let length = 0
  let isSaid = false
  for (const [n, action] of actions.entries()) {
    cost = addCosts(cost, costOfAction(action))
    const says = action.kind === 'comment' || action.kind === 'edit-comment'
    length += says ? action.body.length : 0
    const isFull = cost.mutations > MOST_CHANGES || length > LONGEST || !fits(cost)
    if (!isPlanned(action) || isFull || (action.kind === 'react' && isSaid)) return Math.max(1, n)
    isSaid ||= says
  }
  return Math.max(1, actions.length)
}
