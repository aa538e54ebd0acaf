/** Actions that share a request: each is planned, and judged, by itself. */
import type { Action } from '../../../core/actions.ts'
import type { Outcome } from '../../ports.ts'
import { failureOf, isUntried, outcomeOfFailure } from '../errors.ts'
import { isPlanned, planOf } from './batch.ts'
import { change, settled } from './change.ts'
import type { Changed, Hands, Plan } from './context.ts'

/** What a failure means for an action. */
type Judge = (action: Action, error: unknown) => Promise<Outcome>

/**
 * Does them in one request, up to the first for which nothing has to be asked. Throws where nothing is known of any of
 * them; what GitHub refuses as a whole is tried again with the first alone.
 */
export async function performPlanned(hands: Hands, actions: readonly Action[], judge: Judge): Promise<Outcome[]> {
  const planned: { action: Action; plan: Plan }[] = []
  for (const action of actions.filter(isPlanned)) {
    const plan = planOf(hands, action)
    if ('changes' in plan) planned.push({ action, plan })
    else if (planned.length === 0) return [plan]
    else break
  }
  try {
    const changes = planned.flatMap(({ plan }) => plan.changes)
    const changed = await change(hands.context, changes, planned.length === 1)
    return await settle(planned, changed, judge)
  } catch (error) {
    if (planned.length === 1 || !isRefusal(error, hands.now)) throw error
    return performPlanned(hands, actions.slice(0, 1), judge)
  }
}

const isRefusal = (error: unknown, now: number): boolean =>
  !isUntried(error) && outcomeOfFailure(failureOf(error), 0, now).kind === 'refused'

async function settle(
  planned: readonly { action: Action; plan: Plan }[],
  changed: readonly Changed[],
  judge: Judge,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  let next = 0
  for (const { action, plan } of planned) {
    const own = changed.slice(next, next + plan.changes.length)
    next += plan.changes.length
    try {
      outcomes.push(settled(plan, own))
    } catch (error) {
      outcomes.push(await judge(action, error))
    }
  }
  return outcomes
}
