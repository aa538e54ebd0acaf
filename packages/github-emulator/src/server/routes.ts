import { advanceMerges } from '../domain/background/advance.ts'
import type { Forge } from '../domain/forge.ts'
import { advanceQueues } from '../domain/queue/advance.ts'
import { routedTo } from '../domain/server.ts'
import { authenticate } from '../domain/tokens.ts'
import { advanceAutoMerges } from '../domain/verbs/auto-merge.ts'
import { gitHandler } from '../git/http.ts'
import { graphqlHandler } from '../graphql/handler.ts'
import { restActs } from '../web/acts.ts'
import { pageApp } from '../web/app.ts'
import type { PageContent } from '../web/content.ts'
import type { Outbox } from '../webhooks/outbox.ts'
import { withBoundedBody } from './guard.ts'
import { roleChoices, tokenOf } from './info.ts'
import { createLimiter } from './limiter.ts'
import { restHandler } from './rest.ts'

export interface RouteOptions {
  forge: Forge
  outbox: Outbox
  spoolDir: string
  limits: boolean
  pages?: PageContent
  onUnknown?(method: string, path: string): void
  /** Called with internal errors; the client gets only 500. */
  onError?(error: unknown): void
}

/** Requests other than git's are read into memory, so they may not be larger. */
const largestBody = 10_000_000

/** Routes each request to git, GraphQL, REST or the web pages. */
export function createRoutes(options: RouteOptions): (request: Request) => Promise<Response> {
  const { forge, spoolDir, limits } = options
  const who = (request: Request) => authenticate(forge, request)
  const git = gitHandler({ forge, authenticate: who, spoolDir })
  const limiter = createLimiter({ clock: forge.clock, users: limits })
  const unknown = options.onUnknown?.bind(options)
  const onUnknown = unknown && ((field: string) => unknown('GraphQL', field))
  const graphql = graphqlHandler({ forge, authenticate: who, limits, limiter, ...(onUnknown && { onUnknown }) })
  const rest = restHandler(options, limiter)
  const api = async (request: Request): Promise<Response> => {
    const bounded = await withBoundedBody(request, largestBody)
    if (bounded instanceof Response) return bounded
    const { pathname } = new URL(request.url)
    if (pathname === '/api/graphql') return graphql(bounded)
    return pathname === '/api/v3' || pathname.startsWith('/api/v3/') ? rest(bounded) : page.fetch(bounded)
  }
  const page = pageApp({
    forge,
    act: restActs(api, (role) => tokenOf(forge, role)),
    roles: roleChoices(forge),
    ...(options.pages && { content: options.pages }),
  })
  return async (received) => {
    const request = routedTo(forge, received)
    if (request === null) return Response.json({ message: 'Not Found', status: '404' }, { status: 404 })
    try {
      await advance(forge)
      const response = (await git(request)) ?? (await api(request))
      await advanceAutoMerges(forge)
      await advance(forge)
      return response
    } catch (error) {
      options.onError?.(error)
      return Response.json({ message: 'Server Error', status: '500' }, { status: 500 })
    }
  }
}

/** Does what is due at this time. A request stands for the passing of time. */
async function advance(forge: Forge): Promise<void> {
  await advanceMerges(forge)
  await advanceQueues(forge)
}
