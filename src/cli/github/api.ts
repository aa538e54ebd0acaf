/** GitHub as the person or agent who signed in. */
import { Octokit } from '@octokit/rest'
import { nextPage } from '../../shell/github/conditional.ts'
import type { Context as ReadContext } from '../../shell/github/context.ts'
import { guardedFetch } from '../../shell/github/guarded-fetch.ts'
import { silentLog } from '../../shell/log.ts'
import type { Connection } from './connection.ts'
import { cliErrorOf } from './failures.ts'

interface Reply<T> {
  data: T
  headers: Record<string, string | undefined>
  /** Answered 304: nothing new, and nothing of the hourly budget spent. */
  unchanged: boolean
}

type Rest = Octokit['rest']
type Headers = Record<string, string>

interface At {
  owner: string
  repo: string
}

interface Answer<T> {
  data: T
  headers: Record<string, string | number | undefined>
}

interface Me {
  id: number
  login: string
}

export interface Api {
  owner: string
  name: string
  apiUrl: string
  /** Address of the repository's page. */
  webUrl: string
  /** One request: `api.ask((rest, at) => rest.issues.get({ ...at, issue_number }))`. Throws a CliError. */
  ask<T>(call: (rest: Rest, at: At) => Promise<{ data: T }>): Promise<T>
  graphql<T>(document: string, variables?: Record<string, unknown>): Promise<T>
  /** All pages of a list, at most `mostPages`. Throws a CliError. */
  all<T>(call: (rest: Rest, at: At & { per_page: number; page: number }) => Promise<Answer<T[]>>): Promise<T[]>
  /** A conditional GET. Keeps the last answer under `key`. Throws a CliError. */
  look<T>(key: string, call: (rest: Rest, at: At & { headers: Headers }) => Promise<Answer<T>>): Promise<Reply<T>>
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

  async function look<T>(
    key: string,
    call: (rest: Rest, at: At & { headers: Headers }) => Promise<Answer<T>>,
  ): Promise<Reply<T>> {
    const last = kept.get(key) as Reply<T> | undefined
    const etag = last?.headers.etag
    try {
      const { data, headers } = await call(octokit.rest, { ...at, headers: etag ? { 'if-none-match': etag } : {} })
      const reply = { data, headers: headers as Reply<T>['headers'], unchanged: false }
      kept.set(key, reply)
      return reply
    } catch (error) {
      if (last && error instanceof Error && 'status' in error && error.status === 304)
        return { ...last, unchanged: true }
      throw cliErrorOf(error, options)
    }
  }

  const all: Api['all'] = (call) =>
    guarded(async () => {
      const items = []
      for (let page = 1; page <= mostPages; page += 1) {
        const { data, headers } = await call(octokit.rest, { ...at, per_page: 100, page })
        items.push(...data)
        if (nextPage(String(headers.link ?? '')) === null) break
      }
      return items
    })

  let self: Promise<Me | null> | null = null
  const me = () => {
    self ??= guarded(async () => (await octokit.rest.users.getAuthenticated()).data).catch((error) =>
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
    ask: (call) => guarded(async () => (await call(octokit.rest, at)).data),
    all,
    reading: {
      // Reading asks GraphQL alone, for which this client is enough; the bot's takes half a second to load.
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
