/** The App on GitHub: who it is, where it is installed, and its repositories. */

import type { InstallationPermissions } from '../../core/authorize/app-permissions.ts'
import type { Actor } from '../../core/snapshot/snapshot.ts'
import { memoizeAsync } from '../concurrency.ts'
import type { Log } from '../log.ts'
import type { GitHub, RepoRef } from '../reconcile/github.ts'
import { restActor } from './actors.ts'
import { Budget } from './budget/budget.ts'
import { type ConditionalGet, conditionalGet } from './conditional.ts'
import type { LimitedContext } from './context.ts'
import { downloader } from './download.ts'
import { withOutcome } from './errors.ts'
import { anonymousOctokit, appOctokit, type Connection, installationOctokit, type Octokit } from './octokit.ts'
import { makeRepository } from './repository.ts'
import { createGitHubClock } from './skew.ts'

export type GitHubAppOptions = Connection

export interface InstallationInfo {
  id: number
  suspended: boolean
  /** Whose repositories it is for; '' when GitHub does not say. */
  account: string
  rights: InstallationPermissions
}

interface RepositoryInfo {
  ref: RepoRef
  archived: boolean
}

export interface GitHubApp {
  /** The App's own account, `SLUG[bot]`. Asked once. */
  self(): Promise<Actor>
  installations(): Promise<InstallationInfo[]>
  repositories(installationId: number): Promise<RepositoryInfo[]>
  /** The same object for the same repository, so that what it learned (ETags, failures in a row) is kept. */
  repository(ref: RepoRef): GitHub
}

/** All methods reject with an error that carries an `outcome`; see `explain` in errors.ts. Nothing is asked before it is needed. */
export function createGitHubApp(options: GitHubAppOptions): GitHubApp {
  const now = options.now ?? Date.now
  const asApp = appOctokit(options)
  const getAsApp = conditionalGet(asApp)
  const budgets = keyed(() => new Budget(now))
  const clocks = keyed(() => createGitHubClock(now))
  const octokits = keyed((id: number) => installationOctokit(options, id, budgets(id), clocks(id)))
  const gets = keyed((id: number) => conditionalGet(octokits(id)))
  const self = memoizeAsync(async () => {
    const [first] = (await readInstallations(getAsApp)).filter((each) => !each.suspended)
    return readSelf(asApp, first === undefined ? anonymousOctokit(options) : octokits(first.id))
  })
  const installedAt = keyed((id: number) => memoizeAsync(() => readInstalledAt(asApp, id)))
  const failures = { count: 0 }
  const guarded = <T>(work: () => Promise<T>) => withOutcome(work, failures, now)
  const repositories = new Map<string, GitHub>()
  const outside = options.fetch ?? ((input, init) => globalThis.fetch(input, init))
  const download = downloader({ apiUrl: options.apiUrl, fetch: outside })

  return {
    self: () => guarded(self),
    installations: () => guarded(() => readInstallations(getAsApp)),
    repositories: (id) => guarded(() => readRepositories(gets(id), id)),
    repository: (ref) => {
      const key = `${ref.installationId}/${ref.repoId}/${ref.owner}/${ref.name}`
      const octokit = octokits(ref.installationId)
      const shared = {
        self,
        installedAt: installedAt(ref.installationId),
        now,
        budget: budgets(ref.installationId),
        githubNow: clocks(ref.installationId).now,
        download,
      }
      const context = contextOf(options, octokit, ref, shared)
      const repository = repositories.get(key) ?? makeRepository(context)
      repositories.set(key, repository)
      return repository
    },
  }
}

function contextOf(
  { appId, apiUrl, log }: { appId: number; apiUrl: string; log: Log },
  octokit: Octokit,
  ref: RepoRef,
  shared: Pick<LimitedContext, 'self' | 'installedAt' | 'now' | 'githubNow' | 'budget' | 'download'>,
): LimitedContext {
  const named = log.child({ repository: `${ref.owner}/${ref.name}` })
  const at = { owner: ref.owner, repo: ref.name }
  return { ...shared, octokit, appId, apiUrl, ref, at, log: named, checked: new Set() }
}

/** @param reader any installation's: GitHub does not take the App's own signature for users */
async function readSelf(asApp: Octokit, reader: Octokit): Promise<Actor> {
  const { data: app } = await asApp.request('GET /app')
  const username = `${app?.slug}[bot]`
  const { data } = await reader.request('GET /users/{username}', { username })
  return { ...(restActor(data) ?? { id: 0 }), login: username, type: 'Bot' }
}

/** GitHub has no time for a repository's joining, so the installation's stands for it. */
async function readInstalledAt(asApp: Octokit, id: number): Promise<number> {
  const { data } = await asApp.request('GET /app/installations/{installation_id}', { installation_id: id })
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

/** An App that is put on all of an organization must not open a pull request in each of its repositories. */
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

/** Pages of 100 until one is not full. */
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
