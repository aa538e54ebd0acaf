/** GitHub's API with the token of a person or an agent. */
import { Octokit } from '@octokit/rest'
import { webOfApi } from '../../shell/github/addresses.ts'
import { nextPage } from '../../shell/github/conditional.ts'
import { noBackgroundMerges, type Context as ReadContext } from '../../shell/github/context.ts'
import { guardedFetch } from '../../shell/github/guarded-fetch.ts'
import { Lacks } from '../../shell/github/read/lacks.ts'
import { QuerySize } from '../../shell/github/read/query-size.ts'
import { silentLog } from '../../shell/log.ts'
import type { Connection } from './connection.ts'
import { cliErrorOf } from './failures.ts'

interface Reply<T> {
  data: T
  headers: Record<string, string | undefined>
  /** Whether GitHub answered 304. GitHub: such a request does not count against the rate limit. */
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
  /** Web address of the repository. */
  webUrl: string
  /** One request: `api.ask((rest, at) => rest.issues.get({ ...at, issue_number }))`. Throws a CliError. */
  ask<T>(call: (rest: Rest, at: At) => Promise<{ data: T }>): Promise<T>
  graphql<T>(document: string, variables?: Record<string, unknown>): Promise<T>
  /** All pages of a list, at most `maxPages`. Throws a CliError. */
  all<T>(call: (rest: Rest, at: At & { per_page: number; page: number }) => Promise<Answer<T[]>>): Promise<T[]>
  /** A conditional GET, compared with the last answer under the same `key`. Throws a CliError. */
  look<T>(key: string, call: (rest: Rest, at: At & { headers: Headers }) => Promise<Answer<T>>): Promise<Reply<T>>
  /** The token's user; null for a token of an App, which has none. */
  me(): Promise<Me | null>
  /** Context for the bot's own functions that read issues. */
  reading: ReadContext
}

/** Limit for very long lists. */
const maxPages = 30

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
  const replies = new Map<string, Reply<unknown>>()
  const guarded = <T>(work: () => Promise<T>) =>
    work().catch((error: unknown) => Promise.reject(cliErrorOf(error, options)))

  async function look<T>(
    key: string,
    call: (rest: Rest, at: At & { headers: Headers }) => Promise<Answer<T>>,
  ): Promise<Reply<T>> {
    const last = replies.get(key) as Reply<T> | undefined
    const etag = last?.headers.etag
    try {
      const { data, headers } = await call(octokit.rest, { ...at, headers: etag ? { 'if-none-match': etag } : {} })
      const reply = { data, headers: headers as Reply<T>['headers'], unchanged: false }
      replies.set(key, reply)
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
      for (let page = 1; page <= maxPages; page += 1) {
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
  const webUrl = webOfApi(apiUrl)
  return {
    owner,
    name,
    apiUrl,
    webUrl: `${webUrl}/${owner}/${name}`,
    look,
    me,
    graphql,
    ask: (call) => guarded(async () => (await call(octokit.rest, at)).data),
    all,
    reading: {
      // Reading uses GraphQL only, which this client can do. The bot's client takes half a second to load.
      octokit: octokit as ReadContext['octokit'],
      appId: async () => 0,
      apiUrl,
      webUrl,
      ref: { installationId: 0, repoId: 0, owner, name },
      at,
      now,
      log: silentLog,
      checked: new Set<string>(),
      background: noBackgroundMerges(),
      suites: new Map(),
      size: new QuerySize(),
      lacks: new Lacks(),
      self: async () => nobody,
      installedAt: async () => 0,
    },
  }
}

/** Placeholder: the App's account is detected later, from its comments. */
const nobody = { id: -1, login: '', type: 'Bot' as const }
