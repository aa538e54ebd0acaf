/**
 * The addresses of a GitHub, for the bot and the command line: its API and its web pages, which git uses too.
 *
 * | GitHub | Web and git | REST | GraphQL (derived by octokit) |
 * |---|---|---|---|
 * | github.com | github.com | api.github.com | api.github.com/graphql |
 * | data residency | SUB.ghe.com | api.SUB.ghe.com | api.SUB.ghe.com/graphql |
 * | Enterprise Server | HOST | HOST/api/v3 | HOST/api/graphql |
 * | anything else | `GHE_HOST`, or that of the API | as set | the same, with /graphql |
 */

export interface AddressSettings {
  GHE_HOST?: string | undefined
  GHE_PROTOCOL?: string | undefined
  GITHUB_API_URL?: string | undefined
}

const ENTERPRISE = /\/api\/v3$/
const SUBDOMAIN = /^[a-z\d-]+\.ghe\.com$/i

/** Returns the address of the REST API. @param origin of the web pages, such as `https://github.com` */
export function apiOfWeb(origin: string): string {
  const { hostname, host } = new URL(origin)
  if (hostname === 'github.com' || hostname === 'www.github.com') return 'https://api.github.com'
  if (hostname.endsWith('.ghe.com')) return `https://api.${host}`
  return `${origin}/api/v3`
}

/** Returns the origin of the web pages, which is also git's. @param apiUrl address of the REST API */
export function webOfApi(apiUrl: string): string {
  const url = new URL(apiUrl)
  const isOnOwnHost = url.hostname === 'api.github.com' || /^api\.[a-z\d-]+\.ghe\.com$/i.test(url.hostname)
  return isOnOwnHost ? `${url.protocol}//${url.host.slice('api.'.length)}` : url.origin
}

/** Returns the address of the REST API, without a slash at its end. Expects settings without problems. */
export const apiUrlOf = (env: AddressSettings): string =>
  apiSetting(env)?.replace(/\/+$/, '') ?? apiOfWeb(webSetting(env) ?? 'https://github.com')

/** Returns the origin of the web pages and of git. Expects settings without problems. */
export const webUrlOf = (env: AddressSettings): string => webSetting(env) ?? webOfApi(apiUrlOf(env))

/** Returns a line for each address that cannot be right, for the person who set it. */
export function addressProblems(env: AddressSettings): string[] {
  const host = env.GHE_HOST?.trim() ?? ''
  const api = apiSetting(env)
  return [
    /^api\./i.test(host) && hostProblem(host),
    api !== undefined && (apiProblem(api) ?? conflict(env, api)),
  ].filter((line) => typeof line === 'string')
}

const apiSetting = ({ GITHUB_API_URL }: AddressSettings): string | undefined => GITHUB_API_URL?.trim() || undefined

function webSetting({ GHE_HOST, GHE_PROTOCOL }: AddressSettings): string | undefined {
  const host = GHE_HOST?.trim()
  if (!host) return undefined
  return host.toLowerCase() === 'github.com' ? 'https://github.com' : `${GHE_PROTOCOL || 'https'}://${host}`
}

const hostProblem = (host: string) =>
  `GHE_HOST must be the name of the web pages, such as ${host.replace(/^api\./i, '')}, not that of the API. It is "${host}".`

/** Returns what is wrong with GITHUB_API_URL by itself; null when nothing is. Its user and password are not repeated. */
export function apiProblem(text: string): string | null {
  if (!URL.canParse(text) || !/^https?:/i.test(text))
    return `GITHUB_API_URL must be an address such as https://api.github.com, not "${text}".`
  const url = new URL(text)
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    return 'GITHUB_API_URL must be an address alone, without a name, a password, "?" or "#" in it.'
  const path = url.pathname.replace(/\/+$/, '')
  const right = rightAddress(url, path)
  return right === null ? null : `GITHUB_API_URL must be ${right}, the address of the REST API. It is "${text}".`
}

/** Known mistakes: the address of the web pages, and that of GraphQL. */
function rightAddress(url: URL, path: string): string | null {
  const { hostname, origin } = url
  if (['github.com', 'www.github.com'].includes(hostname) || SUBDOMAIN.test(hostname)) return apiOfWeb(origin)
  const isOnOwnHost = webOfApi(origin) !== origin
  if (isOnOwnHost && (path !== '' || url.protocol === 'http:')) return `https://${url.host}`
  if (/\/api\/graphql$/.test(path)) return `${origin}${path.replace(/graphql$/, 'v3')}`
  if (/\/graphql$/.test(path)) return `${origin}${path.replace(/\/graphql$/, '')}`
  return null
}

/** Both may be set where nothing tells one from the other, as with a proxy in front of the API. */
function conflict(env: AddressSettings, api: string): string | null {
  const web = webSetting(env)
  const named = webOfApi(api)
  const isKnown = named !== new URL(api).origin || ENTERPRISE.test(api.replace(/\/+$/, ''))
  if (web === undefined || !isKnown || new URL(named).host === new URL(web).host) return null
  return `GHE_HOST (${web}) and GITHUB_API_URL (${api}) name two different servers. Leave out GHE_HOST, or set GITHUB_API_URL to ${apiOfWeb(web)}.`
}
