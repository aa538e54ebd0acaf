/** Sends every request of an installation through its budget, and corrects the budget by every answer. */
import type { Limits } from './budget/budget.ts'
import { costOf, isGraphql, isOfApp, type Sent } from './budget/cost.ts'
import { failureOf, outcomeOfFailure } from './errors.ts'

interface Answer {
  headers: Record<string, string | number | undefined>
}

/** Returns a hook for octokit's requests. Requests of the App itself (tokens) have other limits and are not counted. */
export function budgeted(budget: Limits, now: () => number = Date.now) {
  const correctAfter = (error: unknown, request: Sent) => {
    const failure = failureOf(error)
    const outcome = outcomeOfFailure(failure, 0, now())
    budget.correct(failure.headers)
    if (outcome.kind !== 'later' || (failure.status !== 403 && failure.status !== 429)) return
    const isPrimary = failure.headers['x-ratelimit-remaining'] === '0'
    budget.close(isPrimary ? (isGraphql(request) ? 'graphql' : 'core') : 'all', outcome.afterMs)
  }
  return async <S extends Sent, R extends Answer>(send: (request: S) => R | Promise<R>, request: S): Promise<R> => {
    if (isOfApp(request)) return send(request)
    return budget.run(costOf(request), async () => {
      try {
        const answer = await send(request)
        budget.correct(answer.headers)
        return answer
      } catch (error) {
        correctAfter(error, request)
        throw error
      }
    })
  }
}
