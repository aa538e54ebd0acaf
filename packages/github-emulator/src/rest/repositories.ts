import { z } from 'zod'
import { canSee, roleOf } from '../domain/access.ts'
import { ForgeError, invalid, notFound, unprocessable } from '../domain/errors.ts'
import { findUser } from '../domain/find.ts'
import { given } from '../domain/given.ts'
import type { MergeMethod, Repo, RepoSettings, User } from '../domain/model.ts'
import { createRepository, mayCreateIn, setDefaultBranch } from '../domain/verbs/repositories.ts'
import { minimalRepoView, repoView } from '../views/repo.ts'
import { organizationView, userView } from '../views/user.ts'
import { shownRepository } from './collaborators.ts'
import { rename } from './installations.ts'
import { paged } from './pages.ts'
import { type Ask, created, type RepoAsk, type Router, refusal, repoAsk, repoRoute, route } from './router.ts'

/** The settings that are stored, by their names in the API. */
const stored = z.looseObject({
  description: z.string().nullish(),
  homepage: z.string().nullish(),
  has_issues: z.boolean().optional(),
  has_projects: z.boolean().optional(),
  has_wiki: z.boolean().optional(),
  allow_auto_merge: z.boolean().optional(),
  allow_update_branch: z.boolean().optional(),
  delete_branch_on_merge: z.boolean().optional(),
})

const change = stored.extend({
  name: z.string().optional(),
  private: z.boolean().optional(),
  visibility: z.enum(['public', 'private', 'internal']).optional(),
  default_branch: z.string().optional(),
  auto_init: z.boolean().optional(),
  allow_merge_commit: z.boolean().optional(),
  allow_squash_merge: z.boolean().optional(),
  allow_rebase_merge: z.boolean().optional(),
})

type Change = z.infer<typeof change>

export function repositoryRoutes(router: Router): void {
  repoRoute(router, 'PATCH', '', edit)
  route(router, 'POST', '/user/repos', (ask) => create(ask, ask.actor()))
  route(router, 'POST', '/orgs/:login/repos', (ask) => create(ask, organization(ask)))
  route(router, 'GET', '/user/repos', (ask) => {
    const me = person(ask)
    const own = ask.forge.world.repos.filter((repo) => roleOf(repo, me.id) !== null)
    return paged(ask, sorted(ask, own)).map((repo) => repoView(ask.forge, repo))
  })
  route(router, 'GET', '/orgs/:login/repos', (ask) => listed(ask, organization(ask)))
  route(router, 'GET', '/users/:login/repos', (ask) => {
    const user = findUser(ask.forge, ask.param('login'))
    if (!user) throw notFound()
    return listed(ask, user)
  })
  peopleRoutes(router)
}

/** Who belongs to an organization: those with a role on one of its repositories. */
function peopleRoutes(router: Router): void {
  const isMember = (ask: Ask, user: User, org: User) =>
    user.type === 'User' &&
    ask.forge.world.repos.some((repo) => repo.ownerId === org.id && roleOf(repo, user.id) !== null)
  route(router, 'GET', '/user/orgs', (ask) => {
    const me = person(ask)
    const orgs = ask.forge.world.users.filter((one) => one.type === 'Organization' && isMember(ask, me, one))
    return paged(ask, orgs).map((org) => organizationView(ask.forge, org))
  })
  route(router, 'GET', '/orgs/:login/members', (ask) => {
    const org = organization(ask)
    return paged(
      ask,
      ask.forge.world.users.filter((user) => isMember(ask, user, org)),
    ).map((user) => userView(ask.forge, user))
  })
  // The emulator notifies nobody and keeps no feed, so these are as empty as for somebody who was told nothing.
  route(router, 'GET', '/notifications', (ask) => (person(ask) ? [] : []))
  route(router, 'GET', '/users/:login/received_events', (ask) => (person(ask) ? [] : []))
}

function person(ask: Ask): User {
  if (ask.viewer.kind !== 'user') throw refusal(ask.viewer, '')
  return ask.viewer.user
}

function organization(ask: Ask): User {
  const found = findUser(ask.forge, ask.param('login'))
  if (found?.type !== 'Organization') throw notFound()
  return found
}

function listed(ask: Ask, owner: User) {
  const repos = ask.forge.world.repos.filter((repo) => repo.ownerId === owner.id && canSee(ask.forge, repo, ask.viewer))
  return paged(ask, sorted(ask, repos)).map((repo) => minimalRepoView(ask.forge, repo))
}

function sorted(ask: Ask, repos: Repo[]): Repo[] {
  const by = ask.query('sort')
  const key = (repo: Repo) =>
    by === 'pushed' || by === 'updated' ? -repo.pushedAt : by === 'created' ? -repo.createdAt : 0
  return repos.toSorted((a, b) => key(a) - key(b) || a.name.localeCompare(b.name))
}

async function create(ask: Ask, owner: User) {
  const body = await ask.body(change)
  const actor = ask.actor()
  if (body.name === undefined) throw invalid({ resource: 'Repository', field: 'name', code: 'missing_field' })
  if (!mayCreateIn(ask.forge, actor, owner)) throw refusal(ask.viewer, 'administration=write')
  const wanted = { name: body.name, private: isPrivate(body) ?? false, autoInit: body.auto_init ?? false }
  const repo = await createRepository(ask.forge, actor, owner, { ...wanted, settings: settingsIn(body) })
  repo.mergeMethods = methodsIn(body, repo)
  return created(shownRepository(repoAsk(ask, repo)))
}

const isPrivate = ({ visibility, private: flag }: Change): boolean | undefined =>
  visibility === undefined ? flag : visibility !== 'public'

const settingsIn = (body: Change): Partial<RepoSettings> =>
  given({
    description: body.description,
    homepage: body.homepage,
    hasIssues: body.has_issues,
    hasProjects: body.has_projects,
    hasWiki: body.has_wiki,
    allowAutoMerge: body.allow_auto_merge,
    allowUpdateBranch: body.allow_update_branch,
    deleteBranchOnMerge: body.delete_branch_on_merge,
  })

function methodsIn(body: Change, repo: Repo): MergeMethod[] {
  const now = repo.mergeMethods ?? ['merge', 'squash', 'rebase']
  const wanted: Record<MergeMethod, boolean | undefined> = {
    merge: body.allow_merge_commit,
    squash: body.allow_squash_merge,
    rebase: body.allow_rebase_merge,
  }
  const left = (['merge', 'squash', 'rebase'] as const).filter((method) => wanted[method] ?? now.includes(method))
  if (left.length > 0) return left
  throw new ForgeError(422, 'Sorry, you need to allow at least one merge strategy. (no_merge_method)')
}

/** `PATCH R`: 422 for a setting that is not stored here, so that nobody believes it was changed. */
async function edit(ask: RepoAsk) {
  ask.need('administration', 'write')
  const body = await ask.body(change)
  const { repo } = ask
  checkKnown(ask, body)
  const methods = methodsIn(body, repo)
  if (body.default_branch !== undefined) await setDefaultBranch(ask.forge, repo, body.default_branch)
  await rename(ask)
  repo.mergeMethods = methods
  repo.private = isPrivate(body) ?? repo.private
  repo.settings = { ...repo.settings, ...settingsIn(body) }
  ask.forge.touch()
  return shownRepository(ask)
}

function checkKnown(ask: RepoAsk, body: Change): void {
  const shown: Record<string, unknown> = shownRepository(ask)
  const other = Object.entries(body).find(
    ([name, value]) => !(name in change.shape) && name in shown && shown[name] !== value,
  )
  if (other) throw unprocessable(`The emulator does not have the setting "${other[0]}".`)
}
