/** Finds the repository, the address of its API, and a token. */
import { execFile } from 'node:child_process'
import { apiOfWeb, apiProblem, apiUrlOf } from '../../shell/github/addresses.ts'
import { CliError } from '../errors.ts'
import { parseRemote, parseRepoName, type Remote } from '../git/remote.ts'

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
  /** Address of the remote `origin`; null without a repository or without that remote. */
  origin: string | null
  /** Returns the token of `gh auth token`; null when gh is not installed or not signed in. */
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
  const apiUrl = apiUrlFor(env, remote)
  const token = await tokenFor({ apiUrl, remote, env, ghToken: input.ghToken ?? ghAuthToken })
  if (token === null) throw noToken(apiUrl)
  return { owner: at.owner, name: at.name, apiUrl, token }
}

function apiUrlFor({ GITHUB_API_URL }: NodeJS.ProcessEnv, remote: Remote | null): string {
  const configured = GITHUB_API_URL?.trim()
  if (!configured) return apiOfWeb(remote?.origin ?? 'https://github.com')
  const problem = apiProblem(configured)
  if (problem !== null) throw new CliError('usage', problem)
  return apiUrlOf({ GITHUB_API_URL })
}

const isLoopback = (host: string): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(host)

/** Hosts that may receive GITHUB_TOKEN. A clone of another server must not receive the token of a GitHub account. */
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
    throw new CliError('no-token', `Use https: no token is sent to ${origin}, which is not encrypted.`)
  const inUrl = remote !== null && new URL(apiOfWeb(remote.origin)).origin === origin ? remote.token : null
  const general = env.GITHUB_TOKEN || env.GH_TOKEN || null
  const web = hostname === 'api.github.com' ? 'github.com' : hostname.replace(/^api\./, '')
  if (isGitHub(hostname)) return general ?? inUrl ?? (await ghToken(web))
  const own = env.GH_ENTERPRISE_TOKEN || env.GITHUB_ENTERPRISE_TOKEN || null
  const mayHaveGeneral = isLoopback(hostname) || Boolean(env.GITHUB_API_URL)
  return own ?? (mayHaveGeneral ? general : null) ?? inUrl ?? (await ghToken(web))
}

function ghAuthToken(host: string): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>()
  execFile('gh', ['auth', 'token', '--hostname', host], { timeout: 10_000 }, (error, stdout) =>
    resolve(error ? null : stdout.trim() || null),
  )
  return promise
}

function noOrigin(origin: string | null): CliError {
  const fix = 'Name the repository with --repo OWNER/NAME, or add the remote: git remote add origin URL.'
  if (origin === null) return new CliError('no-origin', `There is no git remote "origin" here. ${fix}`)
  return new CliError('no-origin', `The git remote "origin" is not a repository on GitHub. ${fix}`)
}

function noToken(apiUrl: string): CliError {
  const { host } = new URL(apiUrl)
  const variable = isGitHub(host) ? 'GITHUB_TOKEN' : 'GH_ENTERPRISE_TOKEN'
  return new CliError('no-token', `There is no token for ${host}. Set ${variable}, or sign in with: gh auth login.`)
}
