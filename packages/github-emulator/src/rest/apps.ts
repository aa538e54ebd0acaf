import { z } from 'zod'
import { ForgeError, notFound, unprocessable } from '../domain/errors.ts'
import { findRepo } from '../domain/find.ts'
import type { App, Installation } from '../domain/model.ts'
import { iso } from '../domain/time.ts'
import { appView, installationView } from '../views/app.ts'
import { repoView } from '../views/repo.ts'
import { installationLifeRoutes } from './installations.ts'
import { paged } from './pages.ts'
import { type Ask, accepted, created, type Router, refusal, route } from './router.ts'

/** Returns the App that signed the request's JWT; 401 otherwise. */
function appOf(ask: Ask): App {
  const { viewer } = ask
  const app = viewer.kind === 'app' ? ask.forge.world.apps.find((a) => a.id === viewer.appId) : undefined
  if (!app) throw new ForgeError(401, 'A JSON web token could not be decoded')
  return app
}

function installationOf(ask: Ask): Installation {
  const app = appOf(ask)
  const id = ask.number('id')
  const found = ask.forge.world.installations.find((i) => i.id === id && i.appId === app.id)
  if (!found) throw notFound()
  return found
}

const tokenBody = z.looseObject({
  repositories: z.array(z.string()).optional(),
  repository_ids: z.array(z.number()).optional(),
  permissions: z.record(z.string(), z.enum(['read', 'write'])).optional(),
})

export function appRoutes(router: Router): void {
  route(router, 'GET', '/app', (ask) => appView(ask.forge, appOf(ask)))
  route(router, 'GET', '/apps/:slug', (ask) => {
    const app = ask.forge.world.apps.find((a) => a.slug === ask.param('slug'))
    if (!app) throw notFound()
    return appView(ask.forge, app)
  })
  installationRoutes(router)
  installationLifeRoutes(router)
  hookRoutes(router)
}

function installationRoutes(router: Router): void {
  route(router, 'GET', '/app/installations', (ask) => {
    const app = appOf(ask)
    const mine = ask.forge.world.installations.filter((i) => i.appId === app.id)
    return paged(ask, mine).map((i) => installationView(ask.forge, i))
  })
  route(router, 'GET', '/app/installations/:id', (ask) => installationView(ask.forge, installationOf(ask)))
  route(router, 'POST', '/app/installations/:id/access_tokens', (ask) => mint(router, ask))
  route(router, 'GET', '/repos/:owner/:repo/installation', (ask) => {
    const app = appOf(ask)
    const repo = findRepo(ask.forge, ask.param('owner'), ask.param('repo'))
    const found = ask.forge.world.installations.find((i) => i.appId === app.id && repo && i.repoIds.includes(repo.id))
    if (!found) throw notFound()
    return installationView(ask.forge, found)
  })
  route(router, 'GET', '/installation/repositories', (ask) => {
    const { viewer, forge } = ask
    if (viewer.kind !== 'installation') throw refusal(viewer, 'metadata=read')
    const all = forge.world.installations.find((i) => i.id === viewer.installationId)?.repoIds ?? []
    const ids = viewer.scope?.repoIds ?? all
    const repos = forge.world.repos.filter((r) => ids.includes(r.id))
    const repositories = paged(ask, repos).map((r) => repoView(forge, r))
    return { total_count: repos.length, repository_selection: 'selected', repositories }
  })
}

const strangers =
  'There is at least one repository that does not exist or is not accessible to the parent installation.'

async function mint(router: Router, ask: Ask) {
  const installation = installationOf(ask)
  const body = await ask.body(tokenBody)
  if (installation.suspendedAt !== null) throw new ForgeError(403, 'This installation has been suspended')
  for (const [name, level] of Object.entries(body.permissions ?? {})) {
    const held = installation.permissions[name]
    if (held === undefined || (level === 'write' && held === 'read'))
      throw new ForgeError(422, 'The permissions requested are not granted to this installation.')
  }
  const repoIds = wantedRepos(ask, body)
  if (repoIds?.some((id) => !installation.repoIds.includes(id))) throw unprocessable(strangers)
  // GitHub: metadata comes with any other permission.
  const permissions = body.permissions && { metadata: 'read' as const, ...body.permissions }
  const token = router.options.tokens?.mint(installation, {
    ...(repoIds && { repoIds }),
    ...(permissions && { permissions }),
  })
  if (!token) throw notFound()
  return created({
    token: token.token,
    expires_at: iso(token.expiresAt ?? ask.forge.clock.now() + 3_600_000),
    permissions: permissions ?? installation.permissions,
    repository_selection: 'selected',
    ...(repoIds && {
      repositories: ask.forge.world.repos
        .filter(({ id }) => repoIds.includes(id))
        .map((repo) => repoView(ask.forge, repo)),
    }),
  })
}

/** Ids of the repositories that a token is asked for; -1 for a name that is unknown. Missing: all. */
function wantedRepos({ forge }: Ask, { repository_ids: ids, repositories: names }: z.infer<typeof tokenBody>) {
  if (ids === undefined && names === undefined) return undefined
  const byName = (names ?? []).map((name) => forge.world.repos.find((repo) => repo.name === name)?.id ?? -1)
  return [...(ids ?? []), ...byName]
}

function hookRoutes(router: Router): void {
  const deliveries = (app: App) => router.options.deliveries?.list(app.id) ?? []
  route(router, 'GET', '/app/hook/config', (ask) => {
    const { webhookUrl } = appOf(ask)
    return { content_type: 'json', insecure_ssl: '0', secret: '********', ...(webhookUrl && { url: webhookUrl }) }
  })
  route(router, 'GET', '/app/hook/deliveries', (ask) => {
    // The list leaves out what was sent and answered; a single read has it.
    return paged(ask, deliveries(appOf(ask))).map(({ request: _, response: __, ...rest }) => rest)
  })
  route(router, 'GET', '/app/hook/deliveries/:id', (ask) => {
    const found = deliveries(appOf(ask)).find((d) => d.id === ask.number('id'))
    if (!found) throw notFound()
    return found
  })
  route(router, 'POST', '/app/hook/deliveries/:id/attempts', (ask) => {
    const app = appOf(ask)
    if (!router.options.deliveries?.redeliver(app.id, ask.number('id'))) throw notFound()
    return accepted({})
  })
}
