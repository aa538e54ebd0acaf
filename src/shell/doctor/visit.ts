/** Opens a repository for the doctor, with the App's key: who the App is, what it was granted, and the repository. */

import { parseConfig } from '../../core/parse/config/parse.ts'
import { type Config, configSchema } from '../../core/parse/config/schema.ts'
import { webOfApi } from '../github/addresses.ts'
import { Budget } from '../github/budget/budget.ts'
import { type ConditionalGet, conditionalGet } from '../github/conditional.ts'
import { type Context, noBackgroundMerges } from '../github/context.ts'
import { type Failure, failureOf } from '../github/errors.ts'
import { appOctokit, type Connection, installationOctokit, type Octokit } from '../github/octokit.ts'
import { Lacks } from '../github/read/lacks.ts'
import { QuerySize } from '../github/read/query-size.ts'
import type { Scratch } from './scratch.ts'

interface Installation {
  id: number
  permissions: Record<string, string>
  events: string[]
  suspended: boolean
  /** GitHub's page on which an owner accepts permissions. */
  url: string
}

/** What all probes get. */
export interface Visit extends Context {
  /** Acts as the App, with its JWT. */
  asApp: Octokit
  get: ConditionalGet
  /** The App's id, also where the settings name its client id. */
  appNumber: number
  slug: string
  /** The App's settings page, as far as its address can be told. */
  appUrl: string
  installation: Installation
  repository: RepositoryAnswer
  config: Config
  /** The App's user id. */
  selfId: number
  sleep(ms: number): Promise<void>
  /** null: the person did not consent to a scratch branch and a scratch issue. */
  scratch: Scratch | null
}

type RepositoryAnswer = Awaited<ReturnType<Octokit['rest']['repos']['get']>>['data']

export interface Place {
  owner: string
  repo: string
}

/** An error that the operator can fix. `message` says what and how. */
export class DoctorError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'DoctorError'
  }
}

/**
 * Opens the visit without a change on GitHub.
 *
 * @throws DoctorError when GitHub rejects the App, or the App is not installed on the repository
 */
export async function openVisit(
  connection: Connection,
  at: Place,
  sleep: (ms: number) => Promise<void>,
): Promise<Visit> {
  const now = connection.now ?? Date.now
  const asApp = appOctokit(connection)
  const app = await readApp(asApp, connection.apiUrl)
  const installation = await readInstallation(asApp, at, app)
  const octokit = installationOctokit(connection, installation.id, new Budget(now))
  const username = `${app.slug}[bot]`
  const repository = await readOr(octokit.rest.repos.get({ ...at }), 'the repository')
  const self = await readOr(octokit.rest.users.getByUsername({ username }), 'the account of the App')
  const selfId = Number(self.id)
  return {
    asApp,
    octokit,
    get: conditionalGet(octokit),
    appId: async () => app.id,
    appNumber: app.id,
    apiUrl: connection.apiUrl,
    webUrl: connection.webUrl ?? webOfApi(connection.apiUrl),
    at,
    ref: {
      installationId: installation.id,
      repoId: Number(repository.id),
      owner: at.owner,
      name: at.repo,
      rights: { held: installation.permissions, url: installation.url },
    },
    self: async () => ({ id: selfId, login: username, type: 'Bot' }),
    installedAt: async () => 0,
    now,
    checked: new Set(),
    background: noBackgroundMerges(),
    suites: new Map(),
    size: new QuerySize(),
    lacks: new Lacks(),
    log: connection.log,
    slug: app.slug,
    appUrl: app.url,
    installation,
    repository,
    config: await readConfig(octokit, at),
    selfId,
    sleep,
    scratch: null,
  }
}

async function readOr<T>(call: Promise<{ data: T }>, what: string): Promise<T> {
  const { value, failure } = await attempt(call)
  if (value !== undefined) return value.data
  throw new DoctorError(`GitHub does not show ${what}. ${failure === undefined ? '' : refusalWords(failure)}`)
}

async function readApp(asApp: Octokit, apiUrl: string): Promise<{ id: number; slug: string; url: string }> {
  try {
    const { data } = await asApp.rest.apps.getAuthenticated()
    return { id: Number(data?.id), slug: data?.slug ?? '', url: data?.html_url ?? '' }
  } catch (cause) {
    const { message } = failureOf(cause)
    throw new DoctorError(`${apiUrl} rejected the App: ${message}. Check APP_ID and PRIVATE_KEY.`, cause)
  }
}

async function readInstallation(asApp: Octokit, at: Place, app: { slug: string; url: string }): Promise<Installation> {
  try {
    const { data } = await asApp.rest.apps.getRepoInstallation({ ...at })
    const installation = {
      id: Number(data.id),
      permissions: data.permissions as Record<string, string>,
      events: data.events,
      suspended: data.suspended_at !== null,
      url: data.html_url,
    }
    if (!installation.suspended) return installation
  } catch (cause) {
    const { status, message } = failureOf(cause)
    const where = `${at.owner}/${at.repo}`
    const hint = `Install it: ${app.url}/installations/new`
    if (status === 404) throw new DoctorError(`The App ${app.slug} is not installed on ${where}. ${hint}`, cause)
    throw new DoctorError(`GitHub did not say whether ${app.slug} is installed on ${where}: ${message}`, cause)
  }
  throw new DoctorError(
    `The installation of ${app.slug} is suspended. Its owner resumes it under Settings, Applications.`,
  )
}

/** The configuration on the default branch; the defaults when there is none, or when it cannot be read. */
async function readConfig(octokit: Octokit, at: Place): Promise<Config> {
  const { value } = await attempt(octokit.rest.repos.getContent({ ...at, path: '.github/switchyard.yml' }))
  const content = (value?.data as { content?: unknown } | undefined)?.content
  const text = typeof content === 'string' ? Buffer.from(content, 'base64').toString('utf8') : ''
  return parseConfig(text).config ?? configSchema.parse({})
}

/** The result of a call, or how GitHub refused it. */
export interface Attempt<T> {
  value?: T
  failure?: Failure
}

/** Makes a call whose refusal is a finding, not an error. */
export async function attempt<T>(call: Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await call }
  } catch (error) {
    return { failure: failureOf(error) }
  }
}

/** GitHub's refusal for a finding: `404 Not Found`. */
export const refusalWords = ({ status, message }: Failure): string =>
  status === 0 ? `GitHub did not answer: ${message}` : `GitHub answered ${status}: ${message}`
