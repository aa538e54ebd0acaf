/** Every request of an installation goes through its budget, and every answer corrects it. */
import type { Limits } from './budget/budget.ts'
import { type Asked, costOf, isGraphql, isOfApp } from './budget/cost.ts'
import { failureOf, outcomeOfFailure } from './errors.ts'

interface Answer {
  headers: Record<string, string | number | undefined>
}

/** For octokit's hook around requests. The App's own requests (tokens) have limits of their own. */
export function budgeted(budget: Limits, now: () => number = Date.now) {
  const told = (error: unknown, asked: Asked) => {
    const failure = failureOf(error)
    const outcome = outcomeOfFailure(failure, 0, now())
    budget.correct(failure.headers)
    if (outcome.kind !== 'later' || (failure.status !== 403 && failure.status !== 429)) return
    const isPrimary = failure.headers['x-ratelimit-remaining'] === '0'
    budget.close(isPrimary ? (isGraphql(asked) ? 'graphql' : 'core') : 'all', outcome.afterMs)
  }
  return async <A extends Asked, R extends Answer>(request: (asked: A) => R | Promise<R>, asked: A): Promise<R> => {
    if (isOfApp(asked)) return request(asked)
    return budget.run(costOf(asked), async () => {
      try {
        const answer = await request(asked)
        budget.correct(answer.headers)
        return answer
      } catch (error) {
        told(error, asked)
        throw error
      }
    })
  }
}
