import { canSee } from '../domain/access.ts'
import { findRepo, findUser } from '../domain/find.ts'
import { iso } from '../domain/time.ts'
import { actorNode, viewerNode } from './actors.ts'
import { type Context, graphqlError, type Node } from './context.ts'
import { lookup, nodeOf } from './lookup.ts'
import { repositoryNode } from './repository.ts'

/** The fields of `Query` that the emulator knows. */
export const queryRoot: Node = {
  viewer: (_: unknown, context: Context) => viewerNode(context),
  rateLimit: (_: unknown, { rate }: Context) => ({ ...rate, resetAt: iso(rate.resetAt) }),
  repository: ({ owner, name }: { owner: string; name: string }, context: Context) => repository(context, owner, name),
  user: ({ login }: { login: string }, context: Context) => account(context, login, 'User'),
  organization: ({ login }: { login: string }, context: Context) => account(context, login, 'Organization'),
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
  if (user?.type === kind) return actorNode(context, user)
  throw graphqlError('NOT_FOUND', `Could not resolve to a ${kind} with the login of '${login}'.`)
}
