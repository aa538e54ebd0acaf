import { notFound } from '../domain/errors.ts'
import { findUser } from '../domain/find.ts'
import type { Forge } from '../domain/forge.ts'
import type { User } from '../domain/model.ts'
import { iso } from '../domain/time.ts'
import { organizationView, userView } from '../views/user.ts'
import { type Router, refusal, route } from './router.ts'

/** GitHub's `organization-full`. */
function organization(forge: Forge, org: User) {
  return {
    ...organizationView(forge, org),
    name: org.name,
    html_url: `${forge.baseUrl}/${org.login}`,
    type: org.type,
    has_organization_projects: false,
    has_repository_projects: false,
    ...counted(forge, org),
    archived_at: null,
  }
}

const counted = (forge: Forge, owner: User) => ({
  public_repos: forge.world.repos.filter((r) => r.ownerId === owner.id && !r.private).length,
  public_gists: 0,
  followers: 0,
  following: 0,
  created_at: iso(0),
  updated_at: iso(0),
})

/** GitHub's `public-user`. */
function profile(forge: Forge, user: User) {
  return {
    ...userView(forge, user),
    name: user.name,
    company: null,
    blog: null,
    location: null,
    email: null,
    hireable: null,
    bio: null,
    ...counted(forge, user),
  }
}

export function userRoutes(router: Router): void {
  route(router, 'GET', '/user', (ask) => {
    if (ask.viewer.kind !== 'user') throw refusal(ask.viewer, '')
    return profile(ask.forge, ask.viewer.user)
  })
  route(router, 'GET', '/users/:login', (ask) => {
    const user = findUser(ask.forge, ask.param('login'))
    if (!user) throw notFound()
    return profile(ask.forge, user)
  })
  route(router, 'GET', '/orgs/:login', (ask) => {
    const org = findUser(ask.forge, ask.param('login'))
    if (org?.type !== 'Organization') throw notFound()
    return organization(ask.forge, org)
  })
}
