import { canSee, roleOf } from '../domain/access.ts'
import type { Repo, User } from '../domain/model.ts'
import { actorNode } from './actors.ts'
import { connection, type PageArgs } from './connection.ts'
import { type Context, graphqlError, type Node, viewerUser } from './context.ts'
import { none } from './settings.ts'

interface RepositoriesArgs extends PageArgs {
  privacy?: string | null
  visibility?: string | null
  isFork?: boolean | null
  isArchived?: boolean | null
  orderBy?: { field: string; direction: 'ASC' | 'DESC' } | null
}

/** A user or organization with its repositories, as `repositoryOwner`, `user`, `organization` and `viewer` show it. */
export function ownerNode(context: Context, owner: User): Node {
  const { world } = context.forge
  const belongs = (repo: Repo) =>
    repo.ownerId === owner.id || (owner.type === 'User' && roleOf(repo, owner.id) !== null)
  const seen = world.repos.filter((repo) => belongs(repo) && canSee(context.forge, repo, context.viewer))
  const organizations = world.users.filter(
    ({ id, type }) => type === 'Organization' && seen.some(({ ownerId }) => ownerId === id),
  )
  return {
    ...actorNode(context, owner),
    description: null,
    repositories: (args: RepositoriesArgs) => repositories(context, seen, args),
    repository: ({ name }: { name: string }) => {
      const found = seen.find((repo) => repo.ownerId === owner.id && repo.name.toLowerCase() === name.toLowerCase())
      if (found) return context.nodes.repository(context, found)
      throw graphqlError('NOT_FOUND', `Could not resolve to a Repository with the name '${owner.login}/${name}'.`)
    },
    organizations: (args: PageArgs) =>
      connection({
        field: 'organizations',
        items: organizations,
        args,
        keyOf: ({ id }) => [id],
        toNode: (one) => ownerNode(context, one),
      }),
    organization: ({ login }: { login: string }) => {
      const found = organizations.find((one) => one.login.toLowerCase() === login.toLowerCase())
      return found ? ownerNode(context, found) : null
    },
    viewerCanCreateRepositories: true,
    viewerIsAMember: viewerUser(context.viewer) !== null,
    teams: none('teams'),
    projects: none('projects'),
    projectsV2: none('projectsV2'),
    followers: none('followers'),
    following: none('following'),
  }
}

function repositories(context: Context, seen: readonly Repo[], args: RepositoriesArgs): Node {
  const wanted = args.privacy ?? args.visibility
  const fits = (repo: Repo) =>
    !args.isFork && !args.isArchived && (!wanted || (repo.private ? 'PRIVATE' : 'PUBLIC') === wanted)
  const { field = 'CREATED_AT', direction = 'ASC' } = args.orderBy ?? {}
  const sortValue = (repo: Repo) =>
    field === 'NAME' ? repo.name : field === 'PUSHED_AT' || field === 'UPDATED_AT' ? repo.pushedAt : repo.createdAt
  const shown = seen.filter(fits)
  return connection({
    field: 'repositories',
    items: shown,
    args,
    keyOf: (repo) => [sortValue(repo), repo.id],
    descending: direction === 'DESC',
    toNode: (repo) => context.nodes.repository(context, repo),
    more: { totalDiskUsage: 0 },
  })
}
