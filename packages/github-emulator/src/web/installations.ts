/**
 * Installing an App, and what becomes of its installation. GitHub has no API for most of it, so these pages do it
 * themselves, for those who administer the account's repositories.
 */
import type { Context, Hono } from 'hono'
import { hasRole } from '../domain/access.ts'
import type { App, Installation, Repo, User } from '../domain/model.ts'
import { acceptPermissions, chooseRepository, installApp, suspend, uninstallApp } from '../domain/verbs/index.ts'
import { guarded, postedBy, refused } from './posted.ts'
import { type PageSetup, viewOf } from './request.ts'
import type { PageEnv } from './security.ts'
import { installationPage, installPage } from './views/installation.ts'

type Ctx = Context<PageEnv>

/** Before the routes of repositories, whose addresses begin with two names as well. */
export function installationRoutes(app: Hono<PageEnv>, setup: PageSetup): void {
  const page = '/organizations/:org/settings/installations/:id{[0-9]+}'
  const fresh = '/apps/:slug/installations/new'
  app.get('/apps/:slug', (c) => c.redirect(newAddress(c.req.param('slug'))))
  app.get(fresh, (c) => {
    const found = appNamed(c, setup)
    return found ? c.html(installPage(viewOf(c, setup), found, freeFor(setup, found)), 200, noStore) : c.notFound()
  })
  app.post(fresh, (c) => guarded(c, setup, () => install(c, setup)))
  app.get(page, (c) => {
    const found = installationAt(c, setup)
    return found ? c.html(installationPage(viewOf(c, setup), found), 200, noStore) : c.notFound()
  })
  app.post(page, (c) => guarded(c, setup, () => change(c, setup)))
}

const noStore = { 'cache-control': 'no-store' }

const newAddress = (slug: string): string => `/apps/${encodeURIComponent(slug)}/installations/new`

const appNamed = (c: Ctx, { forge }: PageSetup): App | undefined =>
  forge.world.apps.find(({ slug }) => slug === c.req.param('slug'))

const freeFor = ({ forge }: PageSetup, app: App): Repo[] => {
  const taken = forge.world.installations.filter(({ appId }) => appId === app.id).flatMap(({ repoIds }) => repoIds)
  return forge.world.repos.filter(({ id }) => !taken.includes(id))
}

interface Found {
  app: App
  installation: Installation
  account: User
}

function installationAt(c: Ctx, { forge: { world } }: PageSetup): Found | null {
  const installation = world.installations.find(({ id }) => id === Number(c.req.param('id')))
  const app = world.apps.find(({ id }) => id === installation?.appId)
  const account = world.users.find(({ id }) => id === installation?.accountId)
  if (!app || !installation || !account || account.login !== c.req.param('org')) return null
  return { app, installation, account }
}

/** GitHub asks for the owner of the account; here that is who administers all that the account has. */
function owns(user: User, accountId: number, { forge }: PageSetup): boolean {
  const repos = forge.world.repos.filter(({ ownerId }) => ownerId === accountId)
  return repos.length > 0 && repos.every((repo) => hasRole(repo, { kind: 'user', user }, 'admin'))
}

async function install(c: Ctx, setup: PageSetup): Promise<Response> {
  const { forge } = setup
  const app = appNamed(c, setup)
  if (!app) return c.notFound()
  const { as, all } = await postedBy(c, setup)
  const repos = freeFor(setup, app).filter(({ id }) => all('repo').includes(String(id)))
  const [first] = repos
  if (!first) return refused(c, setup, 'Choose a repository to install it on.', 422)
  const account = forge.world.users.find(({ id }) => id === first.ownerId)
  if (!account || repos.some(({ ownerId }) => ownerId !== account.id))
    return refused(c, setup, 'These repositories are not all of one account.', 422)
  if (!owns(as.user, account.id, setup)) return notTheirs(c, setup, as.user, account)
  const here = forge.world.installations.find((one) => one.appId === app.id && one.accountId === account.id)
  if (here) for (const repo of repos) chooseRepository({ forge, actor: as.user, repo }, here, 'added')
  const { id } = here ?? installApp(forge, as.user, app, repos)
  return c.redirect(`/organizations/${encodeURIComponent(account.login)}/settings/installations/${id}`, 303)
}

const notTheirs = (c: Ctx, setup: PageSetup, user: User, account: User): Response | Promise<Response> =>
  refused(c, setup, `${user.login} does not administer the repositories of ${account.login}.`)

async function change(c: Ctx, setup: PageSetup): Promise<Response> {
  const { forge } = setup
  const found = installationAt(c, setup)
  if (!found) return c.notFound()
  const { as, field } = await postedBy(c, setup)
  const { app, installation, account } = found
  if (!owns(as.user, account.id, setup)) return notTheirs(c, setup, as.user, account)
  const act = field('act')
  if (act === 'accept') acceptPermissions(forge, as.user, installation)
  if (act === 'suspend' || act === 'unsuspend') suspend(forge, as.user, installation, act === 'suspend')
  if (act === 'uninstall') uninstallApp(forge, as.user, installation)
  return c.redirect(act === 'uninstall' ? newAddress(app.slug) : new URL(c.req.url).pathname, 303)
}
