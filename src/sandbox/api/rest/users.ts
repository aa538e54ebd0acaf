import { notFound } from '../../forge/errors.ts'
import { findUser } from '../../forge/find.ts'
import type { Forge } from '../../forge/forge.ts'
import type { User } from '../../forge/model.ts'
import { iso } from '../views/time.ts'
import { userView } from '../views/user.ts'
import { type Room, refusal, route } from './room.ts'

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
    public_repos: forge.world.repos.filter((r) => r.ownerId === user.id && !r.private).length,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: iso(0),
    updated_at: iso(0),
  }
}

export function userRoutes(room: Room): void {
  route(room, 'GET', '/user', (ask) => {
    if (ask.viewer.kind !== 'user') throw refusal(ask.viewer, '')
    return profile(ask.forge, ask.viewer.user)
  })
  for (const path of ['/users/:login', '/orgs/:login']) {
    route(room, 'GET', path, (ask) => {
      const user = findUser(ask.forge, ask.param('login'))
      if (!user) throw notFound()
      if (path.startsWith('/orgs') && user.type !== 'Organization') throw notFound()
      return profile(ask.forge, user)
    })
  }
}
