/** Which repository, where its API is, and with whose token. */
import { execFile } from 'node:child_process'
import { CliError } from '../errors.ts'
import { apiOf, parseRemote, parseRepoName, type Remote } from '../git/remote.ts'

export interface Connection {
  owner: string
  name: string
  apiUrl: string
  token: string
}

export interface ConnectionInput {
  /** `--repo`. */
  repo?: string | undefined
  env: NodeJS.ProcessEnv
  /** Address of the remote `origin`; null where there is no repository or no such remote. */
  origin: string | null
  /** `gh auth token`; null where gh is not there or not signed in. */
  ghToken?: (host: string) => Promise<string | null>
}

/** @throws CliError `usage`, `no-origin`, `no-token` */
export async function connectionOf(input: ConnectionInput): Promise<Connection> {
  const { env, repo } = input
  const remote = input.origin === null ? null : parseRemote(input.origin)
  const named = repo === undefined ? null : parseRepoName(repo)
  if (repo !== undefined && !named) throw new CliError('usage', `--repo takes OWNER/NAME, not "${repo}".`)
  const at = named ?? remote
  if (!at) throw noOrigin(input.origin)
  const apiUrl = apiUrlOf(env, remote)
  const token = await tokenFor({ apiUrl, remote, env, ghToken: input.ghToken ?? ghAuthToken })
  if (token === null) throw noToken(apiUrl)
  return { owner: at.owner, name: at.name, apiUrl, token }
}

function apiUrlOf(env: NodeJS.ProcessEnv, remote: Remote | null): string {
  const told = env.GITHUB_API_URL?.trim()
  if (!told) return remote ? apiOf(remote.origin) : 'https://api.github.com'
  if (!URL.canParse(told) || !/^https?:/.test(told))
    throw new CliError('usage', `GITHUB_API_URL must be an address such as https://api.github.com, not "${told}".`)
  return told.replace(/\/+$/, '')
}

const isLoopback = (host: string): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(host)

/** Hosts that GITHUB_TOKEN is meant for. A clone of a stranger's server must not get the token of one's GitHub account. */
const isGitHub = (host: string): boolean => host === 'api.github.com' || host.endsWith('.ghe.com')

interface TokenInput {
  apiUrl: string
  remote: Remote | null
  env: NodeJS.ProcessEnv
  ghToken(host: string): Promise<string | null>
}

async function tokenFor({ apiUrl, remote, env, ghToken }: TokenInput): Promise<string | null> {
  const { hostname, protocol, origin } = new URL(apiUrl)
  if (protocol !== 'https:' && !isLoopback(hostname))
    throw new CliError('no-token', `${origin} is not encrypted: no token is sent there. Use https.`)
  const inUrl = remote !== null && new URL(apiOf(remote.origin)).origin === origin ? remote.token : null
  const general = env.GITHUB_TOKEN || env.GH_TOKEN || null
  const web = hostname === 'api.github.com' ? 'github.com' : hostname.replace(/^api\./, '')
  if (isGitHub(hostname)) return general ?? inUrl ?? (await ghToken(web))
  const own = env.GH_ENTERPRISE_TOKEN || env.GITHUB_ENTERPRISE_TOKEN || null
  const meant = isLoopback(hostname) || Boolean(env.GITHUB_API_URL)
  return own ?? (meant ? general : null) ?? inUrl ?? (await ghToken(web))
}

function ghAuthToken(host: string): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>()
  execFile('gh', ['auth', 'token', '--hostname', host], { timeout: 10_000 }, (error, stdout) =>
    resolve(error ? null : stdout.trim() || null),
  )
  return promise
}

function noOrigin(origin: string | null): CliError {
  const fix = 'Name it with --repo OWNER/NAME, or add the remote: git remote add origin URL.'
  if (origin === null)
    return new CliError('no-origin', `There is no git remote "origin" here to tell the repository by. ${fix}`)
  return new CliError('no-origin', `The git remote "origin" is no repository on GitHub. ${fix}`)
}

function noToken(apiUrl: string): CliError {
  const { host } = new URL(apiUrl)
  const variable = isGitHub(host) ? 'GITHUB_TOKEN' : 'GH_ENTERPRISE_TOKEN'
  return new CliError('no-token', `There is no token for ${host}. Set ${variable}, or sign in with: gh auth login.`)
}
