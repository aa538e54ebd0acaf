/** Turns failed requests into errors that say how to fix them. */
import { failureOf } from '../../shell/github/errors.ts'
import { CliError } from '../errors.ts'

interface Where {
  owner: string
  name: string
  apiUrl: string
}

/** Converts any thrown value. A CliError is returned unchanged. */
export function cliErrorOf(error: unknown, where: Where): CliError {
  if (error instanceof CliError) return error
  const { status, message, headers } = failureOf(error)
  const host = new URL(where.apiUrl).host
  const repo = `${where.owner}/${where.name}`
  if (status === 0)
    return new CliError(
      'no-network',
      `${host} does not answer (${reason(error, message)}). Check the network and the address.`,
    )
  if (status === 401)
    return new CliError(
      'bad-token',
      `${host} does not accept the token: ${message}. Set GITHUB_TOKEN to a token that is still valid, or sign in with: gh auth login.`,
    )
  if (isLimit(status, message, headers)) return limited(host, headers)
  if (status >= 500)
    return new CliError('github-down', `${host} has an internal problem (${status}: ${message}). Try again later.`)
  if (status === 403)
    return new CliError('not-allowed', `${host} does not allow this on ${repo} with this token: ${message}.`)
  if (status === 404)
    return new CliError('no-such-repository', `${repo} does not exist, or this token has no access to it.`, { status })
  return new CliError('github-refused', `${host} refused: ${message}.`, { status })
}

function isLimit(status: number, message: string, headers: Record<string, string>): boolean {
  if (status === 429) return true
  return (
    status === 403 &&
    (headers['x-ratelimit-remaining'] === '0' || headers['retry-after'] !== undefined || /rate limit/i.test(message))
  )
}

/** `details.afterMs`: milliseconds to wait. */
function limited(host: string, headers: Record<string, string>): CliError {
  const seconds = Number(headers['retry-after']) || 60
  return new CliError('rate-limited', `${host} has reached its rate limit. Try again in ${seconds} seconds or later.`, {
    afterMs: seconds * 1000,
  })
}

/** Node's message is only "fetch failed"; the cause has the reason. */
function reason(error: unknown, message: string): string {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code
    if (at.name === 'TimeoutError') return 'no answer in time'
  }
  return message
}
