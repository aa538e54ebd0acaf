/** Executes actions that share a request. Each is planned, and its errors are classified, by itself. */
import type { Action } from '../../../core/actions.ts'
import type { Outcome } from '../../reconcile/github.ts'
import { failureOf, isUntried, outcomeOfFailure } from '../errors.ts'
import { isPlanned, planOf } from './batch.ts'
import { change, settled } from './change.ts'
import type { ActionContext, Changed, Plan } from './context.ts'

/** Returns the outcome of an action for an error. */
type ErrorClassifier = (action: Action, error: unknown) => Promise<Outcome>

/**
 * Executes the actions in one request, up to the first that needs none. If GitHub refuses the request as a whole, the first
 * action is retried alone. Throws when the result of every action is unknown.
 */
export async function executePlanned(
  actionContext: ActionContext,
  actions: readonly Action[],
  classify: ErrorClassifier,
): Promise<Outcome[]> {
  const planned: { action: Action; plan: Plan }[] = []
  for (const action of actions.filter(isPlanned)) {
    const plan = planOf(actionContext, action)
    if ('changes' in plan) planned.push({ action, plan })
    else if (planned.length === 0) return [plan]
    else break
  }
  try {
    const changes = planned.flatMap(({ plan }) => plan.changes)
    const changed = await change(actionContext.context, changes, planned.length === 1)
    return await settle(planned, changed, classify)
  } catch (error) {
    if (planned.length === 1 || !isRefusal(error, actionContext.now)) throw error
    return executePlanned(actionContext, actions.slice(0, 1), classify)
  }
}

const isRefusal = (error: unknown, now: number): boolean =>
  !isUntried(error) && outcomeOfFailure(failureOf(error), 0, now).kind === 'refused'

async function settle(
  planned: readonly { action: Action; plan: Plan }[],
  changed: readonly Changed[],
  classify: ErrorClassifier,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  let next = 0
  for (const { action, plan } of planned) {
    const own = changed.slice(next, next + plan.changes.length)
    next += plan.changes.length
    try {
      outcomes.push(settled(plan, own))
    } catch (error) {
      outcomes.push(await classify(action, error))
    }
  }
  return outcomes
}
