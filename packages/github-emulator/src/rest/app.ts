import { createHash } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { ForgeError } from '../domain/errors.ts'
import type { Forge, Viewer } from '../domain/forge.ts'
import { ghesVersionOf, installedVersion, lackOf } from '../domain/server.ts'
import { witnessed } from '../domain/witness.ts'
import { createLimiter, isCreation, type Limiter, type Spent } from '../server/limiter.ts'
import { activityRoutes } from './activity.ts'
import { appRoutes } from './apps.ts'
import { assigneeRoutes } from './assignees.ts'
import { asyncMergeRoutes } from './async-merges.ts'
import { branchRoutes } from './branches.ts'
import { checkRoutes } from './checks.ts'
import { collaboratorRoutes } from './collaborators.ts'
import { commentRoutes } from './comments.ts'
import { commitRoutes } from './commits.ts'
import { contentRoutes } from './contents.ts'
import { deploymentRoutes } from './deployments.ts'
import { gitRoutes } from './git.ts'
import { issueRoutes } from './issues.ts'
import { labelRoutes } from './labels.ts'
import { lineCommentRoutes } from './line-comments.ts'
import { linkRoutes } from './links.ts'
import { manifestRoutes } from './manifests.ts'
import { canAnswer, formatOf, unsupported } from './media.ts'
import { metaRoutes } from './meta.ts'
import { milestoneRoutes } from './milestones.ts'
import { orgRulesetRoutes } from './org-rulesets.ts'
import { protectionRoutes } from './protection.ts'
import { pullRoutes } from './pulls.ts'
import { reactionRoutes } from './reactions.ts'
import { repositoryRoutes } from './repositories.ts'
import { reviewRoutes } from './reviews.ts'
import type { Env, RestOptions, Router } from './router.ts'
import { rulesetRoutes } from './rulesets.ts'
import { searchRoutes } from './search.ts'
import { stackRoutes } from './stacks.ts'
import { statusRoutes } from './statuses.ts'
import { timelineRoutes } from './timeline.ts'
import { userRoutes } from './users.ts'
import { workflowRunRoutes } from './workflow-runs.ts'
import { workflowRoutes } from './workflows.ts'

/**
 * GitHub's REST API over the forge, at `/api/v3`. `authenticate` says who a request is from, or answers 401 itself.
 * Every error is GitHub's `{message, documentation_url, status}`.
 */
export function restApp(
  forge: Forge,
  authenticate: (request: Request) => Viewer | Response,
  options: RestOptions = {},
): Hono<Env> {
  const app = new Hono<Env>({ strict: false }).basePath('/api/v3')
  const limiter = options.limiter ?? createLimiter({ clock: forge.clock, users: options.limits ?? false })
  const router: Router = { forge, app, options, limiter }
  app.use('*', async (c, next) => {
    await witnessed(c.req.raw, async () => {
      await next()
      return c.res
    })
  })
  app.use('*', async (c, next) => {
    c.header('X-GitHub-Media-Type', 'github.v3; format=json')
    c.header('X-GitHub-Request-Id', `SANDBOX:${forge.clock.now().toString(36)}`)
    const version = ghesVersionOf(forge)
    if (version !== null) c.header('X-GitHub-Enterprise-Version', installedVersion(forge))
    const viewer = authenticate(c.req.raw)
    if (viewer instanceof Response) return viewer
    c.set('viewer', viewer)
    if (options.renderBody) c.set('renderBody', options.renderBody)
    if (viewer.kind === 'user') c.header('X-OAuth-Scopes', SCOPES)
    const refused = refusedHeaders(c)
    if (refused) {
      if (refused.status === 415) options.onUnknown?.(c.req.method, `${c.req.path} as ${c.req.header('accept')}`)
      return failure(c, refused)
    }
    const spent = charge(c, limiter, viewer)
    if (spent?.refused) return limited(c, spent)
    if (lacksRoute(forge, c.req.path)) return failure(c, new ForgeError(404, 'Not Found'))
    await next()
    await tag(c, limiter, viewer)
  })
  for (const add of ROUTES) add(router)
  app.all('*', (c) => {
    options.onUnknown?.(c.req.method, new URL(c.req.url).pathname)
    return failure(c, new ForgeError(404, 'Not Found'))
  })
  app.onError((error, c) => failure(c, error))
  return app
}

const ROUTES = [
  metaRoutes,
  userRoutes,
  appRoutes,
  manifestRoutes,
  activityRoutes,
  collaboratorRoutes,
  issueRoutes,
  commentRoutes,
  labelRoutes,
  assigneeRoutes,
  reactionRoutes,
  timelineRoutes,
  linkRoutes,
  lineCommentRoutes,
  pullRoutes,
  asyncMergeRoutes,
  stackRoutes,
  reviewRoutes,
  checkRoutes,
  statusRoutes,
  deploymentRoutes,
  gitRoutes,
  protectionRoutes,
  branchRoutes,
  rulesetRoutes,
  orgRulesetRoutes,
  milestoneRoutes,
  repositoryRoutes,
  searchRoutes,
  commitRoutes,
  contentRoutes,
  workflowRoutes,
  workflowRunRoutes,
]

/** Whether the server that is played does not have this route. */
function lacksRoute(forge: Forge, path: string): boolean {
  const [, below = ''] = /^\/api\/v3\/repos\/[^/]+\/[^/]+(\/.*)$/.exec(path) ?? []
  return lackOf(forge).routes.some((route) => route.test(below))
}

const DOCS = 'https://docs.github.com/rest'

function failure(c: Context<Env>, error: unknown): Response {
  const known = error instanceof ForgeError ? error : new ForgeError(500, 'Server Error')
  if (known.status === 500) console.error(error)
  const body = {
    message: known.message,
    ...(known.errors.length > 0 ? { errors: known.errors } : {}),
    documentation_url: known.docs ?? DOCS,
    status: String(known.status),
  }
  const headers = new Headers(c.res.headers)
  headers.set('content-type', 'application/json; charset=utf-8')
  for (const [name, value] of Object.entries(known.headers)) headers.set(name, value)
  return new Response(JSON.stringify(body), { status: known.status, headers })
}

/** The scopes of people's tokens: enough for all that the emulator has. */
const SCOPES = 'admin:org, delete_repo, gist, project, repo, workflow'

/** Versions of the API that GitHub has. */
const VERSIONS = ['2022-11-28', '2026-03-10']

/** Null where the request asks for an answer that there can be. */
function refusedHeaders(c: Context<Env>): ForgeError | null {
  const version = c.req.header('x-github-api-version')
  if (version !== undefined && !VERSIONS.includes(version))
    return new ForgeError(400, `The API version "${version}" is not supported. Supported are: ${VERSIONS.join(', ')}.`)
  const accept = c.req.header('accept') ?? ''
  return canAnswer(c.req.path, formatOf(accept)) ? null : unsupported(accept)
}

const READS = new Set(['GET', 'HEAD', 'OPTIONS'])

function charge(c: Context<Env>, limiter: Limiter, viewer: Viewer): Spent | null {
  const path = new URL(c.req.url).pathname
  const free = path.endsWith('/rate_limit')
  if (free) return null
  const points = READS.has(c.req.method) ? 1 : 5
  const spent = limiter.take(viewer, { points, creates: isCreation(c.req.method, path) })
  showBudget(c, spent)
  return spent
}

function showBudget(c: Context<Env>, spent: Spent): void {
  c.header('X-RateLimit-Limit', String(spent.limit))
  c.header('X-RateLimit-Remaining', String(spent.remaining))
  c.header('X-RateLimit-Used', String(spent.used))
  c.header('X-RateLimit-Reset', String(spent.reset))
  c.header('X-RateLimit-Resource', 'core')
}

function limited(c: Context<Env>, spent: Spent): Response {
  const secondary =
    'You have exceeded a secondary rate limit. Please wait a few minutes before you try again. If you reach out to GitHub Support for help, please include the request ID.'
  if (spent.refused === 'primary') return failure(c, new ForgeError(403, 'API rate limit exceeded for installation.'))
  return failure(c, new ForgeError(403, secondary, [], { 'Retry-After': String(spent.retryAfter) }))
}

/** Puts a weak ETag on what was read; the same again is 304 and costs nothing. ETags belong to a token. */
async function tag(c: Context<Env>, limiter: Limiter, viewer: Viewer): Promise<void> {
  if (c.req.method !== 'GET' || c.res.status !== 200) return
  const body = await c.res.clone().arrayBuffer()
  const hash = createHash('sha256').update(c.req.header('authorization') ?? '')
  const etag = `W/"${hash
    .update(c.req.header('accept') ?? '')
    .update(Buffer.from(body))
    .digest('hex')}"`
  c.header('ETag', etag)
  c.header('Cache-Control', 'private, max-age=60, s-maxage=60')
  const asked = c.req.header('if-none-match')?.split(/,\s*/) ?? []
  if (!asked.some((a) => a === '*' || weak(a) === etag)) return
  limiter.refund(viewer)
  const headers = new Headers(c.res.headers)
  headers.delete('content-type')
  c.res = undefined
  c.res = new Response(null, { status: 304, headers })
  showBudget(c, limiter.peek(viewer))
}

const weak = (etag: string) => (etag.startsWith('W/') ? etag : `W/${etag}`)
