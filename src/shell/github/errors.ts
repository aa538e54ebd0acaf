/** Classifies GitHub's errors by the required reaction. Messages are GitHub's own and contain nothing of the request. */
import { backoff } from '../clock.ts'
import { withoutTokens } from '../log.ts'
import { type Outcome, OutcomeError } from '../reconcile/github.ts'

const minute = 60_000

/** An error, independent of octokit's types. `status` is 0 when GitHub did not answer. */
export interface Failure {
  status: number
  message: string
  /** Codes of a validation error, such as `already_exists`. */
  codes: string[]
  headers: Record<string, string>
  /** The path of the request, without host and query. */
  path: string
}

type Headers = Record<string, string | number | undefined>

/** Octokit's RequestError with an answer. It is recognized by name, because several copies of the class may be installed. */
interface HttpError extends Error {
  status: number
  request: { url: string }
  response: { data: unknown; headers: Headers }
}

/** Octokit's GraphqlResponseError. `data` may have the part that could be read. */
export interface GraphqlError extends Error {
  errors?: { message: string; type?: string; path?: (string | number)[] }[]
  headers: Headers
  data: unknown
}

/** The GraphQL error of one change among several, in the shape of an error of the whole request. */
export class ChangeError extends Error implements GraphqlError {
  readonly errors: NonNullable<GraphqlError['errors']>
  readonly headers: Headers
  readonly data = null

  constructor(errors: NonNullable<GraphqlError['errors']>, headers: Headers) {
    super(errors[0]?.message)
    this.name = 'ChangeError'
    this.errors = errors
    this.headers = headers
  }
}

/** GraphQL does not find the repository: the work on it stops. */
export class RepositoryGone extends Error {
  constructor(owner: string, name: string) {
    super(`${owner}/${name} does not exist, or the App has no access to it`)
    this.name = 'RepositoryGone'
  }
}

export function isGraphqlError(error: unknown): error is GraphqlError {
  return error instanceof ChangeError || (error instanceof Error && error.name === 'GraphqlResponseError')
}

function isHttpError(error: unknown): error is HttpError {
  return error instanceof Error && error.name === 'HttpError' && 'response' in error && error.response !== undefined
}

/** Converts any thrown value to a failure without tokens, keys and request headers. */
export function failureOf(error: unknown): Failure {
  const failure = asFailure(error)
  // A server or proxy may repeat what it was sent, and people read the message in comments.
  return { ...failure, message: withoutTokens(failure.message) }
}

function asFailure(error: unknown): Failure {
  if (isGraphqlError(error)) return graphqlFailure(error)
  if (isHttpError(error)) {
    const { data, headers } = error.response
    return { status: error.status, ...bodyOf(data), headers: plain(headers), path: pathOf(error.request.url) }
  }
  const message = error instanceof Error ? error.message : 'no answer'
  const isGone = error instanceof RepositoryGone
  return { status: isGone ? 404 : 0, message, codes: isGone ? ['gone'] : [], headers: {}, path: '' }
}

/** Returns whether the failure ends the work on this repository, because a retry cannot help. */
function isGone(failure: Failure): boolean {
  if (failure.codes.includes('gone')) return true
  if (/\/access_tokens$|\/app\/installations\/\d+$/.test(failure.path) && failure.status === 404) return true
  return failure.status === 403 && /installation has been suspended/i.test(failure.message)
}

/**
 * Returns the outcome of a failure.
 *
 * @param failures how many requests in a row failed without an answer before this one
 * @param now milliseconds since the epoch
 */
export function outcomeOfFailure(failure: Failure, failures: number, now: number): Outcome {
  const { status, message } = failure
  if (isGone(failure)) return { kind: 'stop', message }
  const wait = rateLimitWait(failure, now)
  if (wait !== null) return { kind: 'later', afterMs: wait, message }
  if (status === 0 || status >= 500) return { kind: 'later', afterMs: backoff(failures), message }
  if (status === 401) return { kind: 'later', afterMs: Math.max(minute, backoff(failures)), message }
  if (status === 403) return { kind: 'refused', status, message: withPermission(failure) }
  return { kind: 'refused', status, message }
}

/** GitHub: wait `retry-after`, else until the reset, else at least a minute. Returns null when it is not a rate limit. */
function rateLimitWait({ status, message, headers }: Failure, now: number): number | null {
  const used = headers['x-ratelimit-remaining'] === '0'
  const secondary = /secondary rate limit|rate limit exceeded|abuse detection/i.test(message)
  // GraphQL's message for too many creations at once.
  if (/was submitted too quickly/i.test(message)) return minute
  const limited = status === 429 || (status === 403 && (used || secondary || headers['retry-after'] !== undefined))
  if (!limited) return null
  const after = Number(headers['retry-after'])
  if (Number.isFinite(after) && after > 0) return after * 1000
  const reset = Number(headers['x-ratelimit-reset']) * 1000
  if (used && Number.isFinite(reset)) return Math.max(1000, reset - now)
  return minute
}

/** Adds the permissions that GitHub names in a header, such as `issues=write; pull_requests=write`. */
function withPermission({ message, headers }: Failure): string {
  const needed = headers['x-accepted-github-permissions']
  if (needed === undefined || !/not accessible by integration/i.test(message)) return message
  return `${message}: the App needs the permission ${needed}`
}

function graphqlFailure(error: GraphqlError): Failure {
  const [first] = error.errors ?? []
  const message = (error.errors ?? []).map((each) => each.message).join('; ')
  const headers = plain(error.headers)
  const status = graphqlStatus(String(first?.type ?? ''), message)
  if (first?.type === 'RATE_LIMITED') headers['x-ratelimit-remaining'] ??= '0'
  return { status, message, codes: [], headers, path: '/graphql' }
}

/** GitHub: GraphQL answers 200 with typed errors. An error without a type is a timeout or an internal error of GitHub. */
function graphqlStatus(type: string, message: string): number {
  if (type === 'RATE_LIMITED' || /rate limit/i.test(message)) return 429
  if (type === 'NOT_FOUND') return 404
  if (type === 'FORBIDDEN' || type === 'INSUFFICIENT_SCOPES' || /not accessible by integration/i.test(message))
    return 403
  if (type === '' && /something went wrong|timed? ?out|timeout/i.test(message)) return 502
  return 422
}

const TOO_HEAVY = new Set(['RESOURCE_LIMITS_EXCEEDED', 'MAX_NODE_LIMIT_EXCEEDED', 'TIMEOUT'])

/** The message of GraphQL when a query ran into GitHub's limit of 10 seconds, or into an internal error of it. */
const TIMED_OUT =
  /something went wrong while executing your query|timed? ?out|timeout|couldn't respond to your request in time/i

/**
 * Returns whether GitHub refused a GraphQL query for what it costs: by the number of nodes, by what it takes to execute, or
 * by its time (GitHub ends a query after 10 seconds, with 502, 504 or an error without a type).
 */
export function isTooHeavy(error: unknown): boolean {
  if (isGraphqlError(error))
    return (error.errors ?? []).some(
      ({ type, message }) => TOO_HEAVY.has(String(type)) || (!type && TIMED_OUT.test(message)),
    )
  return isHttpError(error) && (error.status === 502 || error.status === 504)
}

/** Returns whether GitHub said so itself: an outage looks like a timeout. */
export const isSurelyTooHeavy = (error: unknown): boolean =>
  isGraphqlError(error) && (error.errors ?? []).some(({ type }) => TOO_HEAVY.has(String(type)))

function bodyOf(data: unknown): Pick<Failure, 'message' | 'codes'> {
  if (typeof data !== 'object' || data === null) return { message: 'GitHub gave no reason', codes: [] }
  const { message, errors } = data as { message?: unknown; errors?: unknown }
  const list = Array.isArray(errors) ? errors : []
  const details = list.map(detailOf).filter((each) => each !== '')
  const text = [typeof message === 'string' ? message : 'GitHub gave no reason', ...details].join(': ')
  return { message: text, codes: list.map(codeOf).filter((each) => each !== '') }
}

function detailOf(error: unknown): string {
  if (typeof error === 'string') return error
  if (typeof error !== 'object' || error === null) return ''
  const { message, field, code } = error as Record<string, unknown>
  if (typeof message === 'string') return message
  return [field, code].filter((each) => typeof each === 'string').join(' ')
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return ''
  const { code } = error as { code?: unknown }
  return typeof code === 'string' ? code : ''
}

function plain(headers: Headers | undefined): Record<string, string> {
  const entries = Object.entries(headers ?? {}).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), String(value)]))
}

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : ''
}

export function isHttpErrorStatus(error: unknown, status: number): boolean {
  return isHttpError(error) && error.status === status
}

/** Returns null when GitHub refuses (not found, or no permission). Rate limits and outages are thrown. */
export async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked
  } catch (error) {
    const { kind } = outcomeOfFailure(failureOf(error), 0, 0)
    if (kind === 'refused') return null
    throw error
  }
}

/** Counts the requests that failed in a row without an answer; the wait grows with them. */
export interface FailureCount {
  count: number
}

/** Counts an unanswered request and returns the outcome of the failure. */
export function countFailure(failure: Failure, failures: FailureCount, now: number): Outcome {
  const unanswered = failure.status === 0 || failure.status >= 500 || failure.status === 401
  const outcome = outcomeOfFailure(failure, failures.count, now)
  failures.count = unanswered ? failures.count + 1 : 0
  return outcome
}

/** Returns whether the request was not sent. */
export function isUntried(error: unknown): boolean {
  return error instanceof OutcomeError && error.outcome.kind === 'later' && error.outcome.untried === true
}

/** Returns the outcome of an error that this folder throws; any other error is retried soon. */
export function explain(error: unknown): Outcome {
  if (error instanceof OutcomeError) return error.outcome
  return { kind: 'later', afterMs: backoff(0), message: failureOf(error).message }
}
