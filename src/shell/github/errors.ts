/** GitHub's errors, typed by what happens next. Messages are GitHub's own words; nothing of the request goes into them. */
import { backoff } from '../clock.ts'
import { withoutTokens } from '../log.ts'
import { type Outcome, OutcomeError } from '../reconcile/github.ts'

const minute = 60_000

/** What went wrong, free of octokit's shapes. `status` is 0 when GitHub did not answer. */
export interface Failure {
  status: number
  message: string
  /** Codes of a validation error, such as `already_exists`. */
  codes: string[]
  headers: Record<string, string>
  /** The path that was asked for, without host and query. */
  path: string
}

type Headers = Record<string, string | number | undefined>

/** octokit's RequestError with an answer, known by its name: several copies of the class may be installed. */
interface HttpError extends Error {
  status: number
  request: { url: string }
  response: { data: unknown; headers: Headers }
}

/** octokit's GraphqlResponseError; `data` may hold the part that could be read. */
export interface GraphqlError extends Error {
  errors?: { message: string; type?: string; path?: (string | number)[] }[]
  headers: Headers
  data: unknown
}

/** What GraphQL said of one change among several, in the shape of the whole request's error. */
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

/** GraphQL says that the repository is not there: the work on it stops. */
export class RepositoryGone extends Error {
  constructor(owner: string, name: string) {
    super(`${owner}/${name} is not there, or not for this App`)
    this.name = 'RepositoryGone'
  }
}

export function isGraphqlError(error: unknown): error is GraphqlError {
  return error instanceof ChangeError || (error instanceof Error && error.name === 'GraphqlResponseError')
}

function isHttpError(error: unknown): error is HttpError {
  return error instanceof Error && error.name === 'HttpError' && 'response' in error && error.response !== undefined
}

/** Reads any thrown value. Takes care that no token, key or request header is carried along. */
export function failureOf(error: unknown): Failure {
  const failure = asFailure(error)
  // Words of a server or of a proxy before it, which may repeat what it was sent; people read them in comments.
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

/** A failure that retrying does not mend and that ends the work on this repository. */
function isGone(failure: Failure): boolean {
  if (failure.codes.includes('gone')) return true
  if (/\/access_tokens$|\/app\/installations\/\d+$/.test(failure.path) && failure.status === 404) return true
  return failure.status === 403 && /installation has been suspended/i.test(failure.message)
}

/** @param failures how many requests in a row failed without an answer, this one not counted; @param now ms */
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

/** GitHub: wait `retry-after`, else until the reset, else at least a minute. Null when it is no limit. */
function rateLimitWait({ status, message, headers }: Failure, now: number): number | null {
  const used = headers['x-ratelimit-remaining'] === '0'
  const secondary = /secondary rate limit|rate limit exceeded|abuse detection/i.test(message)
  // GraphQL's words for too many creations at once.
  if (/was submitted too quickly/i.test(message)) return minute
  const limited = status === 429 || (status === 403 && (used || secondary || headers['retry-after'] !== undefined))
  if (!limited) return null
  const after = Number(headers['retry-after'])
  if (Number.isFinite(after) && after > 0) return after * 1000
  const reset = Number(headers['x-ratelimit-reset']) * 1000
  if (used && Number.isFinite(reset)) return Math.max(1000, reset - now)
  return minute
}

/** GitHub names the permissions that would have allowed it, such as `issues=write; pull_requests=write`. */
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

/** GraphQL answers 200 with typed errors; without a type it is a time-out or a fault on GitHub's side. */
function graphqlStatus(type: string, message: string): number {
  if (type === 'RATE_LIMITED' || /rate limit/i.test(message)) return 429
  if (type === 'NOT_FOUND') return 404
  if (type === 'FORBIDDEN' || type === 'INSUFFICIENT_SCOPES' || /not accessible by integration/i.test(message))
    return 403
  if (type === '' && /something went wrong|timed? ?out|timeout/i.test(message)) return 502
  return 422
}

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

/** What GitHub does not have here, or does not show to the App, is not known; a rate limit is no such answer. */
export async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked
  } catch (error) {
    const { kind } = outcomeOfFailure(failureOf(error), 0, 0)
    if (kind === 'refused') return null
    throw error
  }
}

/** Requests that failed in a row without an answer; the wait grows with them. */
export interface FailureCount {
  count: number
}

/** Counts an unanswered request and says what follows from the failure. */
export function countFailure(failure: Failure, failures: FailureCount, now: number): Outcome {
  const unanswered = failure.status === 0 || failure.status >= 500 || failure.status === 401
  const outcome = outcomeOfFailure(failure, failures.count, now)
  failures.count = unanswered ? failures.count + 1 : 0
  return outcome
}

/** Whether GitHub was not even asked. */
export function isUntried(error: unknown): boolean {
  return error instanceof OutcomeError && error.outcome.kind === 'later' && error.outcome.untried === true
}

/** Does the work; an error it throws becomes an `OutcomeError` that holds nothing of the request. */
export async function withOutcome<T>(work: () => Promise<T>, failures: FailureCount, now: () => number): Promise<T> {
  try {
    const answer = await work()
    failures.count = 0
    return answer
  } catch (error) {
    if (isUntried(error)) throw error
    const failure = failureOf(error)
    throw new OutcomeError(failure.message, countFailure(failure, failures, now()))
  }
}

/** What an error thrown by this room asks of the caller; for any other error: try again soon. */
export function explain(error: unknown): Outcome {
  if (error instanceof OutcomeError) return error.outcome
  return { kind: 'later', afterMs: backoff(0), message: failureOf(error).message }
}
