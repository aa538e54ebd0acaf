import { GraphQLError } from 'graphql'
import { type Access, can, type Level, type Permission } from '../domain/access.ts'
import { fullName } from '../domain/find.ts'
import type { Forge, Viewer } from '../domain/forge.ts'
import type { Repo, Review, User } from '../domain/model.ts'
import type { Effort } from './effort.ts'

/** What every resolver of one request gets. */
export interface Context {
  effort: Effort
  forge: Forge
  viewer: Viewer
  nodes: Nodes
  /** Fields that were asked for and that the emulator does not have. */
  unknown: Set<string>
  rate: { cost: number; nodeCount: number; limit: number; remaining: number; used: number; resetAt: number }
}

/**
 * A GraphQL object: its fields as values or as functions of the field's arguments. graphql-js calls the functions.
 * `__typename` says which member of an interface or union it is.
 */
export type Node = Record<string, unknown>

/**
 * Builds objects that refer to one another. They are reached through the context, so that their files have no circular
 * imports.
 */
export interface Nodes {
  repository(context: Context, repo: Repo): Node
  /** The issue or pull request with this number; null when there is none. */
  subject(context: Context, repo: Repo, number: number): Node | null
  review(context: Context, repo: Repo, review: Review): Node
}

/** The kinds of errors GitHub names in `errors[].type`. */
export type ErrorKind =
  | 'NOT_FOUND'
  | 'FORBIDDEN'
  | 'UNPROCESSABLE'
  | 'INVALID_CURSOR_ARGUMENTS'
  | 'MISSING_PAGINATION_BOUNDARIES'
  | 'EXCESSIVE_PAGINATION'
  | 'INTERNAL'

/** Creates an error with GitHub's message; `kind` becomes its `type`. */
export function graphqlError(kind: ErrorKind, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type: kind } })
}

export const viewerUser = (viewer: Viewer): User | null => ('user' in viewer ? viewer.user : null)

/** @throws FORBIDDEN unless the viewer holds the permission on the repository */
export function need(access: Access, permission: Permission, level: Level, verb = ''): void {
  if (can(access, permission, level)) return
  const { viewer } = access
  throw forbidden(viewer, verb)
}

export function forbidden(viewer: Viewer, verb: string): GraphQLError {
  if (viewer.kind === 'installation') return graphqlError('FORBIDDEN', 'Resource not accessible by integration')
  const login = viewerUser(viewer)?.login ?? 'anonymous'
  return graphqlError(
    'FORBIDDEN',
    `${login} does not have the correct permissions to execute \`${verb || 'this query'}\``,
  )
}

export function issuePath({ forge }: Context, repo: Repo, number: number): string {
  const kind = repo.pulls.some((pull) => pull.number === number) ? 'pull' : 'issues'
  return `/${fullName(forge, repo)}/${kind}/${number}`
}
