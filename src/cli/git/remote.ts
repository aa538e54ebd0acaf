/** Parses the address of a remote: host, owner, name, and a token if it has one. */

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

/** @returns null for a local path and for any other address that is not a repository on a GitHub server */
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

/** A user name counts as a token only when it has the form of one. */
const looksSecret = (text: string): boolean => text.length >= 20 || /^(gh[a-z]_|github_pat_)/.test(text)

/** GitHub: ssh.github.com accepts SSH on port 443. */
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

/** Parses `OWNER/NAME`. @returns null for any other text */
export function parseRepoName(text: string): { owner: string; name: string } | null {
  const [, owner = '', name = ''] = /^([^/\s]+)\/([^/\s]+)$/.exec(text.trim()) ?? []
  return isName(owner) && isName(name) ? { owner, name } : null
}

/** Removes user names and passwords from the addresses in a text. */
export const withoutCredentials = (text: string): string => text.replace(/(\w:\/\/)[^/\s@]+@/g, '$1')
