/**
 * Probot's client, which handles App and installation tokens. Its retry and throttle plugins are disabled: only the
 * reconciler retries, and a POST that is repeated after a lost answer would leave two comments.
 */
import { restEndpointMethods } from '@octokit/plugin-rest-endpoint-methods'
import { ProbotOctokit } from 'probot'
import type { Log } from '../log.ts'
import { meteredFetch } from '../metrics/fetch.ts'
import type { Meter } from '../metrics/meter.ts'
import type { Fence } from '../reconcile/github.ts'
import type { Limits } from './budget/budget.ts'
import { budgeted } from './budgeted.ts'
import { guardedFetch } from './guarded-fetch.ts'

/** The part of a client that the readers and the executors of actions use. */
export type Octokit = Pick<ProbotOctokit, 'request' | 'rest' | 'graphql' | 'auth' | 'hook' | 'log'>

export interface Connection {
  /** The App's number, or its client id. */
  appId: number | string
  privateKey: string
  /** `https://api.github.com`, or `URL/api/v3` for the sandbox or GitHub Enterprise. */
  apiUrl: string
  /** Origin of the web pages and of git. Default: the one that belongs to `apiUrl`. */
  webUrl?: string
  fetch?: typeof fetch
  /** Timeout of a request in milliseconds. Default: 30 seconds. */
  timeoutMs?: number
  log: Log
  /** Counts every request. */
  meter?: Meter
  /** Returns milliseconds since the epoch. Default: the machine's clock. */
  now?: () => number
}

/** Returns a client that authenticates as the App (JWT). GitHub: only `/app` accepts that. */
export function appOctokit(connection: Connection): Octokit {
  const { appId, privateKey } = connection
  return make(connection, { appId, privateKey })
}

/**
 * Returns a client that authenticates as the installation and keeps to its budget. Tokens are renewed when they expire.
 *
 * @param seen takes the headers of each answer
 */
export function installationOctokit(
  connection: Connection,
  installationId: number,
  budget: Limits,
  seen?: (headers: Record<string, string | number | undefined>) => void,
): Octokit {
  const { appId, privateKey } = connection
  const octokit = make(connection, { appId, privateKey, installationId }, installationId)
  octokit.hook.wrap('request', budgeted(budget, connection.now))
  octokit.hook.after('request', ({ headers }) => seen?.(headers))
  return octokit
}

/** Returns a client without authentication, for public data. GitHub: 60 requests an hour. */
export function anonymousOctokit(connection: Connection): Octokit {
  return make(connection)
}

function make(connection: Connection, auth?: object, installation: number | null = null): ProbotOctokit {
  const Octokit = octokitClass(metered(connection, installation))
  return new Octokit({ auth })
}

function metered(connection: Connection, installation: number | null): Connection {
  const { meter, fetch = (input, init) => globalThis.fetch(input, init) } = connection
  return meter === undefined ? connection : { ...connection, fetch: meteredFetch(meter, installation, fetch) }
}

/** Returns the class of all clients. They call the configured API only, whatever options they are created with. */
export function octokitClass(connection: Connection): typeof ProbotOctokit {
  const { apiUrl, fetch = (input, init) => globalThis.fetch(input, init), timeoutMs = 30_000, log } = connection
  const ours = {
    baseUrl: apiUrl.replace(/\/$/, ''),
    userAgent: 'switchyard',
    request: { fetch: guardedFetch({ apiUrl, fetch, timeoutMs }) },
    log: octokitLog(log),
    retry: { enabled: false },
    throttle: { enabled: false },
  }
  // A function, because Probot's own options would override those of an object.
  return ProbotOctokit.defaults((given: Given) => ({ ...given, ...ours, auth: withoutRequest(given.auth) }))
}

/**
 * Returns the same client for the execution of actions: with another token, and with a check of the fence right before
 * each of its requests.
 */
export function executing(octokit: Octokit, token: () => Promise<string>, fence?: Fence): Octokit {
  const send = octokit.request.endpoint.DEFAULTS.request?.fetch ?? globalThis.fetch
  const checked: typeof fetch = async (input, init) => {
    const headers = new Headers(init?.headers)
    headers.set('authorization', `token ${await token()}`)
    await fence?.check()
    return send(input, { ...init, headers })
  }
  const defaults = { request: { fetch: checked } }
  const client = {
    ...octokit,
    request: octokit.request.defaults(defaults),
    graphql: octokit.graphql.defaults(defaults),
  }
  // The methods of the original client are bound to its own `request`, which knows no fence.
  return { ...client, ...restEndpointMethods(client) }
}

interface Given {
  auth?: { request?: unknown }
}

/** Removes Probot's `request`, which fetches tokens from the public API. The client's own `request` is used then. */
function withoutRequest(auth: Given['auth']): object | undefined {
  if (!auth) return undefined
  const { request: _, ...rest } = auth
  return rest
}

/** Drops debug lines: Probot logs the body of each request there. */
function octokitLog(log: Log) {
  return {
    debug: () => {},
    info: () => {},
    warn: (message: string) => log.warn({}, message),
    error: (message: string) => log.error({}, message),
  }
}
