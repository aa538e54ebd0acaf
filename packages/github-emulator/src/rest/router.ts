import type { Context, Hono } from 'hono'
import type { z } from 'zod'
import { can, canSee, canTakePart, type Level, type Permission } from '../domain/access.ts'
import { ForgeError, notFound } from '../domain/errors.ts'
import { findRepo, userById } from '../domain/find.ts'
import type { Forge, RepoContext, TokenScope, Viewer } from '../domain/forge.ts'
import type { Installation, Repo, User } from '../domain/model.ts'
import type { Limiter } from '../server/limiter.ts'
import { withBodies } from './media.ts'

export type Env = {
  Variables: {
    viewer: Viewer
    /** A text as HTML. */
    renderBody?: (text: string) => string
  }
}
type Rest = Hono<Env>

/** GitHub's `hook-delivery`. */
export interface HookDelivery {
  id: number
  guid: string
  delivered_at: string
  redelivery: boolean
  duration: number
  status: string
  status_code: number
  event: string
  action: string | null
  installation_id: number | null
  repository_id: number | null
  throttled_at: string | null
  request: { headers: Record<string, string>; payload: object }
  /** The answer's headers and text are not kept. */
  response: { headers: null; payload: null }
}

export interface RestOptions {
  /** Makes an installation token. */
  tokens?: { mint(installation: Installation, scope?: TokenScope): { token: string; expiresAt: number | null } }
  /** Deliveries of the App's webhook, newest first, and how one is sent again. */
  deliveries?: { list(appId: number): HookDelivery[]; redeliver(appId: number, id: number): boolean }
  /** Called for every request without a route. */
  onUnknown?: (method: string, path: string) => void
  /** Renders a text as HTML, for those who ask for it. */
  renderBody?: (text: string) => string
  /** Limit people's tokens too. */
  limits?: boolean
  /** Shared with GraphQL where given. */
  limiter?: Limiter
}

export interface Router {
  forge: Forge
  app: Rest
  options: RestOptions
  limiter: Limiter
}

/** One request: its viewer and what handlers need to answer it. */
export interface Ask {
  c: Context<Env>
  forge: Forge
  viewer: Viewer
  param(name: string): string
  /** Returns a number in the path; 404 for anything else. */
  number(name: string): number
  query(name: string): string | undefined
  /** Returns the JSON body; 422 when it does not match the schema. */
  body<T extends z.ZodType>(schema: T): Promise<z.infer<T>>
  /** Returns the account that acts; 401 for anonymous requests. */
  actor(): User
}

/** A request on a repository that the viewer may see. */
export interface RepoAsk extends Ask {
  repo: Repo
  /** Returns the account and the repository; 401 for anonymous requests. */
  context(): RepoContext
  need(permission: Permission, level: Level): void
  may(permission: Permission, level: Level): boolean
  /** Opening issues, commenting, reacting. */
  needPart(on: 'issues' | 'pull_requests'): void
}

/** Answers other than 200 with JSON. */
export const created = (data: unknown) => new Answer(201, data)
export const accepted = (data: unknown) => new Answer(202, data)
export const noContent = () => new Answer(204, null)

export class Answer {
  readonly status: number
  readonly data: unknown
  constructor(status: number, data: unknown) {
    this.status = status
    this.data = data
  }
}

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
type Result = unknown | Promise<unknown>

export function route(router: Router, method: Method, path: string, handler: (ask: Ask) => Result): void {
  router.app.on(method, path, async (c) => answer(c, await handler(askOf(router.forge, c))))
}

/** Adds a route below `/repos/{owner}/{repo}`. It answers 404 for a repository that the viewer may not see. */
export function repoRoute(router: Router, method: Method, path: string, handler: (ask: RepoAsk) => Result): void {
  // These parameters match only numbers, so that `/issues/7` and `/issues/comments` differ.
  const exact = path.replaceAll(/:(number|id|reaction|by)\b/g, ':$1{[0-9]+}')
  router.app.on(method, `/repos/:owner/:repo${exact}`, async (c) => {
    const ask = askOf(router.forge, c)
    const repo = findRepo(router.forge, ask.param('owner'), ask.param('repo'))
    if (!repo || !canSee(router.forge, repo, ask.viewer)) throw notFound()
    return answer(c, await handler(repoAsk(ask, repo)))
  })
}

function answer(c: Context<Env>, result: unknown): Response {
  if (result instanceof Response) return result
  const { status, data } = result instanceof Answer ? result : new Answer(200, result)
  if (data === null && status === 204) return c.body(null, 204)
  return new Response(JSON.stringify(withBodies(c, data)), { status, headers: jsonHeaders(c) })
}

function jsonHeaders(c: Context<Env>): Headers {
  const headers = new Headers(c.res.headers)
  headers.set('content-type', 'application/json; charset=utf-8')
  return headers
}

function askOf(forge: Forge, c: Context<Env>): Ask {
  const viewer = c.get('viewer')
  const param = (name: string) => c.req.param(name) ?? ''
  return {
    c,
    forge,
    viewer,
    param,
    number(name) {
      const text = param(name)
      if (!/^\d{1,15}$/.test(text)) throw notFound()
      return Number(text)
    },
    query: (name) => c.req.query(name),
    body: (schema) => readBody(c, schema),
    actor: () => actorOf(forge, viewer),
  }
}

function actorOf(forge: Forge, viewer: Viewer): User {
  if (viewer.kind === 'user' || viewer.kind === 'installation') return viewer.user
  if (viewer.kind === 'anonymous') throw new ForgeError(401, 'Requires authentication')
  const app = forge.world.apps.find((a) => a.id === viewer.appId)
  if (!app) throw notFound()
  return userById(forge, app.botUserId)
}

async function readBody<T extends z.ZodType>(c: Context<Env>, schema: T): Promise<z.infer<T>> {
  const parsed = schema.safeParse(await readJson(c))
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map((i) => `For '${['properties', ...i.path].join('/')}', ${i.message}.`)
  throw new ForgeError(422, `Invalid request.\n\n${problems.join('\n')}`)
}

async function readJson(c: Context<Env>): Promise<unknown> {
  const text = await c.req.text()
  if (text.trim() === '') return {}
  try {
    return JSON.parse(text)
  } catch {
    throw new ForgeError(400, 'Problems parsing JSON')
  }
}

export function repoAsk(ask: Ask, repo: Repo): RepoAsk {
  const may = (permission: Permission, level: Level) => can({ ...ask, repo }, permission, level)
  const need = (permission: Permission, level: Level) => {
    if (!may(permission, level)) throw refusal(ask.viewer, `${permission}=${level}`)
  }
  const needPart = (on: 'issues' | 'pull_requests') => {
    if (!canTakePart({ ...ask, repo }, on)) throw refusal(ask.viewer, `${on}=write`)
  }
  const context = () => ({ forge: ask.forge, actor: ask.actor(), viewer: ask.viewer, repo })
  return { ...ask, repo, context, need, may, needPart }
}

/** Creates GitHub's error for a viewer who may see something but not change it. */
export function refusal(viewer: Viewer, permissions: string): ForgeError {
  if (viewer.kind === 'anonymous') return new ForgeError(401, 'Requires authentication')
  if (viewer.kind === 'user') return new ForgeError(403, 'Must have admin rights to Repository.')
  return new ForgeError(403, 'Resource not accessible by integration', [], {
    'X-Accepted-GitHub-Permissions': permissions,
  })
}
