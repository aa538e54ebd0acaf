/** Octokits without a retry or throttle layer of their own: repeating is decided in one place, the loop. */
import { createAppAuth } from '@octokit/auth-app'
import { Octokit } from '@octokit/core'
import type { Log } from '../log.ts'
import { guardedFetch } from './guarded-fetch.ts'

export interface Connection {
  appId: number
  privateKey: string
  /** `https://api.github.com`, or `URL/api/v3` of the sandbox or of GitHub Enterprise. */
  apiUrl: string
  fetch?: typeof fetch
  /** Milliseconds a request may take; 30 seconds unless told. */
  timeoutMs?: number
  log: Log
}

/** Signs as the App (JWT), which GitHub takes for `/app` alone. */
export function appOctokit(connection: Connection): Octokit {
  const { appId, privateKey } = connection
  return new Octokit({ ...common(connection), authStrategy: createAppAuth, auth: { appId, privateKey } })
}

/** Signs with the installation's token, made when first needed and renewed when it ends. */
export function installationOctokit(connection: Connection, installationId: number): Octokit {
  const { appId, privateKey } = connection
  return new Octokit({
    ...common(connection),
    authStrategy: createAppAuth,
    auth: { appId, privateKey, installationId },
  })
}

/** Signs with nothing: for what is public, 60 requests an hour. */
export function anonymousOctokit(connection: Connection): Octokit {
  return new Octokit(common(connection))
}

function common(connection: Connection) {
  const { apiUrl, fetch = (input, init) => globalThis.fetch(input, init), timeoutMs = 30_000, log } = connection
  return {
    baseUrl: apiUrl.replace(/\/$/, ''),
    userAgent: 'switchyard',
    request: { fetch: guardedFetch({ apiUrl, fetch, timeoutMs }) },
    log: octokitLog(log),
  }
}

function octokitLog(log: Log) {
  return {
    debug: () => {},
    info: () => {},
    warn: (message: string) => log.warn({}, message),
    error: (message: string) => log.error({}, message),
  }
}
