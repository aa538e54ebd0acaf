/** GitHub as the person or agent who signed in. */
import { Octokit } from '@octokit/core'
import { nextPage } from '../../shell/github/conditional.ts'
import type { Context as ReadContext } from '../../shell/github/context.ts'
import { guardedFetch } from '../../shell/github/guarded-fetch.ts'
import { silentLog } from '../../shell/log.ts'
import type { Connection } from './connection.ts'
import { cliErrorOf } from './failures.ts'

export interface Reply<T> {
  data: T
  headers: Record<string, string | undefined>
  /** Answered 304: nothing new, and nothing of the hourly budget spent. */
  unchanged: boolean
}

export interface Me {
  id: number
  login: string
}

export interface Api {
  owner: string
  name: string
  apiUrl: string
  /** Address of the repository's page. */
  webUrl: string
  /** `{owner}` and `{repo}` are filled in. Throws a CliError. */
  request<T>(route: string, parameters?: Record<string, unknown>): Promise<T>
  graphql<T>(document: string, variables?: Record<string, unknown>): Promise<T>
  /** All pages of a list. */
  list<T>(route: string, parameters?: Record<string, unknown>): Promise<T[]>
  /** A conditional GET. Keeps the last answer of each address. */
  look<T>(route: string, parameters?: Record<string, unknown>): Promise<Reply<T>>
  /** Who signed in; null for a token that is no person's (an App's). */
  me(): Promise<Me | null>
  /** For the reading of issues that the bot uses, too. */
  reading: ReadContext
}

/** A list that never ends is cut. */
const mostPages = 30

export interface ApiOptions extends Connection {
  fetch?: typeof fetch
  now?: () => number
  timeoutMs?: number
}

export function createApi(options: ApiOptions): Api {
  const { owner, name, apiUrl, token, fetch = globalThis.fetch, now = Date.now, timeoutMs = 30_000 } = options
  const octokit = new Octokit({
    auth: token,
    baseUrl: apiUrl,
    userAgent: 'switchyard-cli',
    request: { fetch: guardedFetch({ apiUrl, fetch, timeoutMs }) },
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  })
  const at = { owner, repo: name }
  const kept = new Map<string, Reply<unknown>>()
  const guarded = <T>(work: () => Promise<T>) =>
    work().catch((error: unknown) => Promise.reject(cliErrorOf(error, options)))
  const send = (route: string, parameters: Record<string, unknown> = {}) =>
    octokit.request(route.includes(' ') ? route : `GET ${route}`, {
      ...(route.includes('{owner}') && at),
      ...parameters,
    })

  async function look<T>(route: string, parameters: Record<string, unknown> = {}): Promise<Reply<T>> {
    const key = `${route} ${JSON.stringify(parameters)}`
    const last = kept.get(key) as Reply<T> | undefined
    const etag = last?.headers.etag
    try {
      const { data, headers } = await send(route, { ...parameters, headers: etag ? { 'if-none-match': etag } : {} })
      const reply = { data: data as T, headers: headers as Reply<T>['headers'], unchanged: false }
      kept.set(key, reply)
      return reply
    } catch (error) {
      if (last && error instanceof Error && 'status' in error && error.status === 304)
        return { ...last, unchanged: true }
      throw cliErrorOf(error, options)
    }
  }

  async function list<T>(route: string, parameters: Record<string, unknown> = {}): Promise<T[]> {
    const items: T[] = []
    for (let page = 1; page <= mostPages; page += 1) {
      const { data, headers } = await send(route, { per_page: 100, ...parameters, page })
      items.push(...(data as T[]))
      if (nextPage(headers.link) === null) break
    }
    return items
  }

  let self: Promise<Me | null> | null = null
  const me = () => {
    self ??= guarded(async () => (await send('GET /user')).data as Me).catch((error) =>
      error.code === 'not-allowed' ? null : Promise.reject(error),
    )
    return self
  }
  const graphql = <T>(document: string, variables: Record<string, unknown> = {}) =>
    guarded(() => octokit.graphql<T>(document, { owner, name, ...variables }))
  const host =
    apiUrl === 'https://api.github.com'
      ? 'https://github.com'
      : apiUrl.replace(/\/api\/v3$/, '').replace('://api.', '://')
  return {
    owner,
    name,
    apiUrl,
    webUrl: `${host}/${owner}/${name}`,
    look,
    me,
    graphql,
    request: <T>(route: string, parameters?: Record<string, unknown>) =>
      guarded(async () => (await send(route, parameters)).data as T),
    list: <T>(route: string, parameters?: Record<string, unknown>) => guarded(() => list<T>(route, parameters)),
    reading: {
      // Reading asks GraphQL alone, for which the plain client is enough; the bot's takes a third of a second to load.
      octokit: octokit as ReadContext['octokit'],
      appId: 0,
      apiUrl,
      ref: { installationId: 0, repoId: 0, owner, name },
      at,
      now,
      log: silentLog,
      checked: new Set<string>(),
      self: async () => nobody,
      installedAt: async () => 0,
    },
  }
}

/** Which account is the App's is found out from what was read, not before. */
const nobody = { id: -1, login: '', type: 'Bot' as const }
