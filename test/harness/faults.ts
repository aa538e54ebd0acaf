/** What GitHub answers when it does not do as it was told, in its own words. */

const body = (status: number, message: string, more: object = {}) => ({
  message,
  documentation_url: 'https://docs.github.com/rest',
  status: String(status),
  ...more,
})

const refuse = (status: number, message: string, headers: Record<string, string> = {}, more: object = {}) =>
  Response.json(body(status, message, more), { status, headers })

const secondary = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.'

/** Each makes the answer anew. */
export const faults = {
  500: () => refuse(500, 'Server Error'),
  502: () => new Response('<html>502 Bad Gateway</html>', { status: 502, headers: { 'content-type': 'text/html' } }),
  503: () => refuse(503, 'Service Unavailable', { 'retry-after': '5' }),
  timeout: (): Response => {
    throw new DOMException('The operation was aborted due to timeout', 'TimeoutError')
  },
  cut: (): Response => {
    throw new TypeError('fetch failed')
  },
  'secondary-403': () => refuse(403, secondary, { 'retry-after': '30' }),
  'secondary-429': () => refuse(429, secondary, { 'retry-after': '30' }),
  'secondary-bare': () => refuse(403, secondary),
  'bad-credentials': () => refuse(401, 'Bad credentials'),
  'not-found': () => refuse(404, 'Not Found'),
  conflict: () => refuse(409, 'Conflict'),
  invalid: () => refuse(422, 'Validation Failed', {}, { errors: [{ resource: 'Issue', code: 'custom' }] }),
  'no-permission': () =>
    refuse(403, 'Resource not accessible by integration', { 'x-accepted-github-permissions': 'issues=write' }),
} satisfies Record<string, () => Response>

/** The hourly budget is used up; it comes back at `reset` (milliseconds). */
export const primaryLimit = (status: 403 | 429, reset: number) => () =>
  refuse(status, 'API rate limit exceeded for installation ID 1.', {
    'x-ratelimit-limit': '5000',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': String(Math.ceil(reset / 1000)),
  })

/** GraphQL says the same with status 200. */
export const graphqlFault = (type: string, message: string) => () =>
  Response.json({ data: null, errors: [{ type, message }] })
