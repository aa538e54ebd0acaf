import { canSee } from '../domain/access.ts'
import { findRepo, findUser } from '../domain/find.ts'
import { iso } from '../domain/time.ts'
import { viewerNode } from './actors.ts'
import { type Context, graphqlError, type Node, viewerUser } from './context.ts'
import { lookup, nodeOf } from './lookup.ts'
import { ownerNode } from './owners.ts'
import { repositoryNode } from './repository.ts'
import { searchConnection } from './search.ts'

/** The fields of `Query` that the emulator knows. */
export const queryRoot: Node = {
  viewer: (_: unknown, context: Context) => {
    const user = viewerUser(context.viewer)
    return user && { ...ownerNode(context, user), ...viewerNode(context) }
  },
  rateLimit: (_: unknown, { rate }: Context) => ({ ...rate, resetAt: iso(rate.resetAt) }),
  repository: ({ owner, name }: { owner: string; name: string }, context: Context) => repository(context, owner, name),
  user: ({ login }: { login: string }, context: Context) => account(context, login, 'User'),
  organization: ({ login }: { login: string }, context: Context) => account(context, login, 'Organization'),
  repositoryOwner: ({ login }: { login: string }, context: Context) => {
    const user = findUser(context.forge, login)
    return user && user.type !== 'Bot' ? ownerNode(context, user) : null
  },
  search: (args: Parameters<typeof searchConnection>[1], context: Context) => searchConnection(context, args),
  resource: ({ url }: { url: string }, context: Context) => resource(context, url),
  node: ({ id }: { id: string }, context: Context) => nodeOf(context, id),
  nodes: ({ ids }: { ids: string[] }, context: Context) => ids.map((id) => lookup(context, id) && nodeOf(context, id)),
}

function repository(context: Context, owner: string, name: string): Node {
  const repo = findRepo(context.forge, owner, name)
  if (repo && canSee(context.forge, repo, context.viewer)) return repositoryNode(context, repo)
  throw graphqlError('NOT_FOUND', `Could not resolve to a Repository with the name '${owner}/${name}'.`)
}

function account(context: Context, login: string, kind: 'User' | 'Organization'): Node {
  const user = findUser(context.forge, login)
  if (user?.type === kind) return ownerNode(context, user)
  throw graphqlError('NOT_FOUND', `Could not resolve to a ${kind} with the login of '${login}'.`)
}

/** What the page at an address shows: a repository, an issue or a pull request. */
function resource(context: Context, url: string): Node | null {
  const found = /^\/([\w.-]+)\/([\w.-]+)(?:\/(?:issues|pull)\/(\d+))?\/?$/.exec(new URL(url, 'http://x').pathname)
  if (!found) return null
  const [, owner = '', name = '', number] = found
  const repo = findRepo(context.forge, owner, name)
  if (!repo || !canSee(context.forge, repo, context.viewer)) return null
  return number === undefined ? repositoryNode(context, repo) : context.nodes.subject(context, repo, Number(number))
}
