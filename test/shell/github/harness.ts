/** GitHub answered by nock: tables of answers by route, and a record of what was asked. */
import { generateKeyPairSync } from 'node:crypto'
import nock from 'nock'
import { afterAll, afterEach, beforeAll } from 'vitest'
import type { Actor } from '../../../src/core/snapshot/snapshot.ts'
import { createGitHubApp, type GitHubApp } from '../../../src/shell/github/app.ts'
import type { Log } from '../../../src/shell/log.ts'
import type { RepoRef } from '../../../src/shell/reconcile/github.ts'
import type { Mirror, RawIssue, RawPull } from '../../../src/shell/reconcile/mirror.ts'
import { watch } from '../../faithful/watch.ts'

export const apiUrl = 'http://github.test/api/v3'
export const ref: RepoRef = { installationId: 7, repoId: 70, owner: 'acme', name: 'app' }
export const self: Actor = { id: 500, login: 'switchyard[bot]', type: 'Bot' }
export const maintainer: Actor = { id: 1, login: 'maintainer', type: 'User' }
export const token = 'ghs_secretInstallationToken'
export const startedAt = Date.parse('2026-05-01T10:00:00Z')

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
export const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

interface Asked {
  method: string
  /** Without `/api/v3`, decoded, without the query. */
  path: string
  query: Record<string, string>
  body: Record<string, unknown>
  headers: Record<string, string>
}

export interface Answer {
  status: number
  body: unknown
  headers?: Record<string, string>
}

type Answerer = Answer | ((asked: Asked, nth: number) => Answer)

export interface FakeGitHub {
  app: GitHubApp
  asked: Asked[]
  logged: string[]
  clock: { now: number }
  /** `METHOD /path` relative to `/repos/acme/app` unless it starts with `//`; `GRAPHQL` is GraphQL. */
  on(route: string, answer: Answerer): void
  /** What was asked besides the App's own business (identity, token, installation). */
  work(): Asked[]
}

beforeAll(() => nock.disableNetConnect())
afterEach(() => nock.cleanAll())
afterAll(() => {
  nock.enableNetConnect()
  nock.restore()
})

export const ok = (body: unknown = {}, headers: Record<string, string> = {}): Answer => ({ status: 200, body, headers })
export const no = (status: number, message: string, errors: unknown[] = [], headers: Record<string, string> = {}) => ({
  status,
  body: errors.length === 0 ? { message } : { message, errors },
  headers,
})

/** One at a time: a new one takes the place of the last. */
export function fakeGitHub(options: { timeoutMs?: number } = {}): FakeGitHub {
  const answers = new Map<string, Answerer>(identity())
  const counts = new Map<string, number>()
  const asked: Asked[] = []
  const logged: string[] = []
  const clock = { now: startedAt }
  const reply = (request: Asked): Answer => {
    asked.push(request)
    const route = routeOf(request)
    const found = answers.get(route)
    const nth = counts.get(route) ?? 0
    counts.set(route, nth + 1)
    if (found === undefined) return no(404, `no answer for ${route}`)
    return typeof found === 'function' ? found(request, nth) : found
  }
  listen(reply)
  const app = createGitHubApp({
    appId: 3,
    privateKey: pem,
    apiUrl,
    log: keepLog(logged),
    now: () => clock.now,
    ...options,
  })
  return {
    app,
    asked,
    logged,
    clock,
    on: (route, answer) => void answers.set(fullRoute(route), answer),
    work: () => asked.filter((each) => !identityRoutes.has(routeOf(each))),
  }
}

function identity(): [string, Answerer][] {
  const installation = { id: 7, created_at: '2026-04-01T00:00:00Z' }
  const expires = { token, expires_at: new Date(Date.now() + 3_600_000).toISOString(), permissions: {} }
  return [
    ['GET /app', ok({ slug: 'switchyard' })],
    ['GET /users/switchyard[bot]', ok({ id: self.id, login: self.login, type: 'Bot' })],
    ['GET /app/installations', ok([{ ...installation, account: { login: 'acme' }, suspended_at: null }])],
    ['GET /app/installations/7', ok(installation)],
    ['POST /app/installations/7/access_tokens', { status: 201, body: expires }],
  ]
}

const identityRoutes = new Set(identity().map(([route]) => route))

function fullRoute(route: string): string {
  const space = `${route} `.indexOf(' ')
  const [method, path] = [route.slice(0, space), route.slice(space + 1)]
  if (method === 'GRAPHQL') return 'POST /api/graphql'
  return `${method} ${path.startsWith('//') ? path.slice(1) : `/repos/acme/app${path}`}`
}

const routeOf = ({ method, path }: Asked) => `${method} ${path}`

function listen(reply: (asked: Asked) => Answer): void {
  nock.cleanAll()
  const scope = nock('http://github.test').persist()
  for (const method of ['GET', 'POST', 'PATCH', 'PUT', 'DELETE']) {
    scope.intercept(/.*/, method).reply(async (request: Request) => {
      const answer = reply(await askedOf(request))
      const headers = { 'content-type': 'application/json', ...answer.headers }
      return [answer.status, answer.status === 204 || answer.status === 304 ? '' : JSON.stringify(answer.body), headers]
    })
  }
}

async function askedOf(request: Request): Promise<Asked> {
  const url = new URL(request.url)
  const text = await request.text()
  const path = url.pathname.replace(/^\/api\/v3/, '')
  const body: unknown = text === '' ? undefined : JSON.parse(text)
  const isRest = url.pathname.startsWith('/api/v3')
  if (isRest) watch.request({ method: request.method, path, query: url.searchParams, body })
  return {
    method: request.method,
    path: decodeURIComponent(url.pathname).replace(/^\/api\/v3/, ''),
    query: Object.fromEntries(url.searchParams),
    body: text === '' ? {} : JSON.parse(text),
    headers: Object.fromEntries(request.headers),
  }
}

function keepLog(lines: string[]): Log {
  const keep = (fields: object, message: string) => void lines.push(`${JSON.stringify(fields)} ${message}`)
  const log: Log = { debug: keep, info: keep, warn: keep, error: keep, child: () => log }
  return log
}

export function makeIssue(number: number, more: Partial<RawIssue> = {}): RawIssue {
  return {
    number,
    id: 1000 + number,
    nodeId: `I_${number}`,
    url: `http://github.test/acme/app/issues/${number}`,
    author: maintainer,
    createdAt: startedAt,
    updatedAt: startedAt,
    state: 'open',
    stateReason: null,
    closedAt: null,
    closedBy: null,
    labels: [],
    assignees: [],
    pinned: false,
    revisions: [{ at: startedAt, editor: maintainer, title: 'Title', body: 'text' }],
    comments: [],
    labelEvents: [],
    appCommentDeletedAt: null,
    closedByMerge: null,
    ...more,
  }
}

export function makePull(number: number, more: Partial<RawPull> = {}): RawPull {
  return {
    number,
    id: 2000 + number,
    nodeId: `PR_${number}`,
    url: `http://github.test/acme/app/pull/${number}`,
    title: 'Title',
    body: 'text',
    author: self,
    editor: null,
    createdAt: startedAt,
    headRef: `feature/p${number}`,
    headSha: 'a'.repeat(40),
    sameRepo: true,
    baseRef: 'main',
    draft: true,
    state: 'open',
    merged: false,
    mergedAt: null,
    mergeSha: null,
    closedAt: null,
    closedBy: null,
    comments: [],
    reviews: [],
    requestedReviewers: [],
    ...more,
  }
}

export function makeMirror(more: Partial<Mirror> = {}): Mirror {
  return {
    app: self,
    repo: {
      id: 70,
      owner: 'acme',
      name: 'app',
      url: 'http://github.test/acme/app',
      defaultBranch: 'main',
      private: false,
      installedAt: Date.parse('2026-04-01T00:00:00Z'),
    },
    config: { text: null, history: null },
    labels: [],
    issues: [makeIssue(12)],
    pulls: [],
    branches: [{ name: 'main', sha: 'b'.repeat(40) }],
    activity: [],
    checks: [],
    ...more,
  }
}
