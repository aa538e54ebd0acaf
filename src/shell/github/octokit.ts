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

/** Signs as the App (JWT) without `installationId`, as the installation (token) with it. */
export function makeOctokit(connection: Connection, installationId?: number): Octokit {
  return new Octokit({
    baseUrl: connection.apiUrl.replace(/\/$/, ''),
    userAgent: 'switchyard',
    authStrategy: createAppAuth,
    auth: { appId: connection.appId, privateKey: connection.privateKey, installationId },
    request: {
      fetch: guardedFetch({
        apiUrl: connection.apiUrl,
        fetch: connection.fetch ?? ((input, init) => globalThis.fetch(input, init)),
        timeoutMs: connection.timeoutMs ?? 30_000,
      }),
    },
    log: octokitLog(connection.log),
  })
}

function octokitLog(log: Log) {
  return {
    debug: () => {},
    info: () => {},
    warn: (message: string) => log.warn({}, message),
    error: (message: string) => log.error({}, message),
  }
}
