/** What a remote's address says: host, owner, name, and sometimes a token. */

export interface Remote {
  /** `https://github.com`, `http://127.0.0.1:3000`. For ssh: https. */
  origin: string
  host: string
  owner: string
  name: string
  /** Password of an http address. */
  token: string | null
}

const scp = /^(?:[\w.-]+@)?([\w.-]+):(?!\/\/)\/?(.+)$/

/** null for a local path and anything else that is no repository on a GitHub. */
export function parseRemote(address: string): Remote | null {
  const text = address.trim()
  if (URL.canParse(text) && /^(https?|ssh|git):/.test(text)) return fromUrl(new URL(text))
  const [, host, path] = scp.exec(text) ?? []
  return host && path && host.length > 1 ? remoteAt(`https://${knownHost(host)}`, path, null) : null
}

function fromUrl(url: URL): Remote | null {
  const isWeb = url.protocol === 'http:' || url.protocol === 'https:'
  const origin = isWeb ? url.origin : `https://${knownHost(url.hostname)}`
  const secret = url.password || (url.username === 'git' || !isWeb ? '' : url.username)
  return remoteAt(origin, url.pathname, isWeb && looksSecret(secret) ? decodeURIComponent(secret) : null)
}

/** A user name alone is no token, unless it has a token's shape. */
const looksSecret = (text: string): boolean => text.length >= 20 || /^(gh[a-z]_|github_pat_)/.test(text)

/** GitHub takes ssh on its https port under another name. */
const knownHost = (host: string): string => (host === 'ssh.github.com' ? 'github.com' : host)

function remoteAt(origin: string, path: string, token: string | null): Remote | null {
  const parts = path.replace(/^\/+|\/+$/g, '').split('/')
  if (parts.length !== 2) return null
  const [owner = '', last = ''] = parts
  const name = last.replace(/\.git$/, '')
  if (!isName(owner) || !isName(name)) return null
  return { origin, host: new URL(origin).hostname, owner, name, token }
}

const isName = (text: string): boolean => /^[\w.-]{1,100}$/.test(text) && text !== '.' && text !== '..'

/** `OWNER/NAME`, or null. */
export function parseRepoName(text: string): { owner: string; name: string } | null {
  const [, owner = '', name = ''] = /^([^/\s]+)\/([^/\s]+)$/.exec(text.trim()) ?? []
  return isName(owner) && isName(name) ? { owner, name } : null
}

/** Where the API of a web address is: GitHub, a GitHub with data residency, or a server of one's own. */
export function apiOf(origin: string): string {
  const { hostname, host } = new URL(origin)
  if (hostname === 'github.com' || hostname === 'www.github.com') return 'https://api.github.com'
  if (hostname.endsWith('.ghe.com')) return `https://api.${host}`
  return `${origin}/api/v3`
}

/** Text of git or of a setting that may hold an address with a password. */
export const withoutCredentials = (text: string): string => text.replace(/(\w:\/\/)[^/\s@]+@/g, '$1')
