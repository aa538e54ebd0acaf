/** Says for the operator what was asked of GitHub when an error came back. Contains no values of the request. */
import { withoutTokens } from '../log.ts'
import { routeOf } from '../metrics/fetch.ts'
import { OutcomeError } from '../reconcile/github.ts'
import { countFailure, type FailureCount, failureOf, isGraphqlError, isUntried } from './errors.ts'

/**
 * Returns what was asked and what was missing, for the log:
 * `Not Found (GET /repos/{owner}/{repo}/activity answered 404; request 4F00:1A2B)`.
 */
export function describeError(error: unknown): string {
  const { message, status, headers } = failureOf(error)
  const needed = headers['x-accepted-github-permissions']
  const id = headers['x-github-request-id']
  const about = [
    `${askedOf(error)} ${status === 0 ? 'got no answer' : `answered ${statusOf(error, status)}`}`,
    needed && [401, 403, 404].includes(status) && `accepted permissions: ${needed}`,
    ...pathsOf(error),
    id && `request ${id}`,
  ].filter((part) => part)
  return askedOf(error) === '' ? message : withoutTokens(`${message} (${about.join('; ')})`)
}

function askedOf(error: unknown): string {
  if (isGraphqlError(error)) return 'GraphQL'
  if (!(error instanceof Error) || !('request' in error)) return ''
  const { method, url } = (error.request ?? {}) as { method?: unknown; url?: unknown }
  return typeof url === 'string' && URL.canParse(url) ? routeOf(String(method ?? 'GET'), url) : ''
}

/** GraphQL: errors come with the status 200 and a type of their own. */
function statusOf(error: unknown, status: number): string {
  const type = isGraphqlError(error) ? error.errors?.[0]?.type : undefined
  return isGraphqlError(error) ? (type ?? 'an error') : String(status)
}

/** Where in the query each error lies: `at repository.issue.subIssues`. */
function pathsOf(error: unknown): string[] {
  const paths = isGraphqlError(error) ? (error.errors ?? []).map(({ path = [] }) => path.join('.')) : []
  const known = [...new Set(paths.filter((path) => path !== ''))].slice(0, 3)
  return known.length === 0 ? [] : [`at ${known.join(', ')}`]
}

/** Runs `work`. An error becomes an `OutcomeError` whose message says what was asked, without values. */
export async function withOutcome<T>(work: () => Promise<T>, failures: FailureCount, now: () => number): Promise<T> {
  try {
    const answer = await work()
    failures.count = 0
    return answer
  } catch (error) {
    if (isUntried(error)) throw error
    const failure = failureOf(error)
    throw new OutcomeError(describeError(error), countFailure(failure, failures, now()))
  }
}
