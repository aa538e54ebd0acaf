/** The App on GitHub: its account, its installations, and its repositories. */

import type { InstallationPermissions } from '../../core/authorize/app-permissions.ts'
import type { Actor } from '../../core/snapshot/snapshot.ts'
import { memoizeAsync } from '../concurrency.ts'
import type { GitHub, RepoRef } from '../reconcile/github.ts'
import { restActor } from './actors.ts'
import { webOfApi } from './addresses.ts'
import { withOutcome } from './asked.ts'
import { Budget } from './budget/budget.ts'
import { type ConditionalGet, conditionalGet } from './conditional.ts'
import { type LimitedContext, noBackgroundMerges } from './context.ts'
import { downloader } from './download.ts'
import { anonymousOctokit, appOctokit, type Connection, installationOctokit, type Octokit } from './octokit.ts'
import { Lacks } from './read/lacks.ts'
import { QuerySize } from './read/query-size.ts'
import { makeRepository } from './repository.ts'
import { createServer } from './server.ts'
import { createGitHubClock } from './skew.ts'

export type GitHubAppOptions = Connection

export interface InstallationInfo {
  id: number
  suspended: boolean
  /** Login of the owner; '' when GitHub does not say. */
  account: string
  rights: InstallationPermissions
}

interface RepositoryInfo {
  ref: RepoRef
  archived: boolean
}

export interface GitHubApp {
  /** Returns the App's own account, `SLUG[bot]`. Read once. */
  self(): Promise<Actor>
  installations(): Promise<InstallationInfo[]>
  repositories(installationId: number): Promise<RepositoryInfo[]>
  /** Returns the same object for the same repository, because it caches ETags and counts failures. */
  repository(ref: RepoRef): GitHub
}

/** Creates the port to the App. Sends no request itself. All methods reject with an error that `explain` knows (errors.ts). */
export function createGitHubApp(options: GitHubAppOptions): GitHubApp {
  const now = options.now ?? Date.now
  const asApp = appOctokit(options)
  const getAsApp = conditionalGet(asApp)
  const installations = keyed((id: number) => installationOf(options, asApp, id))
  const self = memoizeAsync(async () => {
    const [first] = (await readInstallations(getAsApp)).filter((each) => !each.suspended)
    return readSelf(asApp, first === undefined ? anonymousOctokit(options) : installations(first.id).octokit)
  })
  const appId = memoizeAsync(async () => (typeof options.appId === 'number' ? options.appId : readAppId(asApp)))
  const failures = { count: 0 }
  const guarded = <T>(work: () => Promise<T>) => withOutcome(work, failures, now)
  const repositories = new Map<string, GitHub>()
  const download = downloader({
    homes: [options.apiUrl, options.webUrl ?? webOfApi(options.apiUrl)],
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
  })

  return {
    self: () => guarded(self),
    installations: () => guarded(() => readInstallations(getAsApp)),
    repositories: (id) => guarded(() => readRepositories(installations(id).get, id)),
    repository: (ref) => {
      const key = `${ref.installationId}/${ref.repoId}/${ref.owner}/${ref.name}`
      const { octokit, budget, clock, server, installedAt, lacks } = installations(ref.installationId)
      const shared = {
        octokit,
        appId,
        self,
        installedAt,
        now,
        budget,
        githubNow: clock.now,
        serverVersion: server.version,
        lacks,
        download,
      }
      const repository = repositories.get(key) ?? makeRepository(contextOf(options, ref, shared))
      repositories.set(key, repository)
      return repository
    },
  }
}

/** What the repositories of one installation share. */
function installationOf(options: GitHubAppOptions, asApp: Octokit, id: number) {
  const now = options.now ?? Date.now
  const budget = new Budget(now)
  const clock = createGitHubClock(now)
  const server = createServer(options.log)
  const octokit = installationOctokit(options, id, budget, (headers) => {
    clock.seen(headers.date)
    server.seen(headers)
  })
  const installedAt = memoizeAsync(() => readInstalledAt(asApp, id))
  return { budget, clock, server, octokit, get: conditionalGet(octokit), installedAt, lacks: new Lacks() }
}

function contextOf(
  { apiUrl, webUrl = webOfApi(apiUrl), log }: Connection,
  ref: RepoRef,
  shared: Omit<
    LimitedContext,
    'apiUrl' | 'webUrl' | 'ref' | 'at' | 'log' | 'checked' | 'suites' | 'size' | 'background'
  >,
): LimitedContext {
  const named = log.child({ repository: `${ref.owner}/${ref.name}` })
  const at = { owner: ref.owner, repo: ref.name }
  const background = noBackgroundMerges()
  const own = { checked: new Set<string>(), suites: new Map(), size: new QuerySize(), background }
  return { ...shared, apiUrl, webUrl, ref, at, log: named, ...own }
}

/** @param reader the client of any installation: GitHub does not accept the App's JWT for users */
async function readSelf(asApp: Octokit, reader: Octokit): Promise<Actor> {
  const { data: app } = await asApp.rest.apps.getAuthenticated()
  const username = `${app?.slug}[bot]`
  const { data } = await reader.rest.users.getByUsername({ username })
  return { ...(restActor(data) ?? { id: 0 }), login: username, type: 'Bot' }
}

/** GitHub: a check run names its App by number, also for an App that signs in with its client id. */
async function readAppId(asApp: Octokit): Promise<number> {
  const { data } = await asApp.rest.apps.getAuthenticated()
  if (!data) throw new Error('GitHub did not say which App this is')
  return Number(data.id)
}

/** GitHub does not say when a repository was added to an installation, so the time of the installation is used. */
async function readInstalledAt(asApp: Octokit, id: number): Promise<number> {
  const { data } = await asApp.rest.apps.getInstallation({ installation_id: id })
  return Date.parse(data.created_at)
}

interface InstallationAnswer {
  id: number | bigint
  suspended_at: string | null
  html_url: string
  permissions: Record<string, string>
  account: { login?: string; slug?: string } | null
}

async function readInstallations(get: ConditionalGet): Promise<InstallationInfo[]> {
  const found = await allRestPages(async (page) => (await get('/app/installations', page)).data as InstallationAnswer[])
  return found.map((each) => ({
    id: Number(each.id),
    suspended: each.suspended_at !== null,
    account: each.account?.login ?? each.account?.slug ?? '',
    rights: { held: each.permissions, url: each.html_url },
  }))
}

/** With more repositories than this, the App must not open a pull request in each of them. */
const MANY = 10

interface RepositoriesAnswer {
  repositories: { id: number | bigint; name: string; owner: { login: string }; archived: boolean }[]
}

async function readRepositories(get: ConditionalGet, installationId: number): Promise<RepositoryInfo[]> {
  const found = await allRestPages(
    async (page) => ((await get('/installation/repositories', page)).data as RepositoriesAnswer).repositories,
  )
  const oneOfMany = found.length > MANY
  return found.map((each) => ({
    ref: {
      installationId,
      repoId: Number(each.id),
      owner: each.owner.login,
      name: each.name,
      ...(oneOfMany && { oneOfMany }),
    },
    archived: each.archived,
  }))
}

/** Reads pages of 100 until one is not full. */
async function allRestPages<T>(read: (page: { per_page: number; page: number }) => Promise<T[]>): Promise<T[]> {
  const all: T[] = []
  for (let page = 1; ; page += 1) {
    const found = await read({ per_page: 100, page })
    all.push(...found)
    if (found.length < 100) return all
  }
}

function keyed<T>(make: (key: number) => T): (key: number) => T {
  const made = new Map<number, T>()
  return (key) => {
    const found = made.get(key) ?? make(key)
    made.set(key, found)
    return found
  }
}
