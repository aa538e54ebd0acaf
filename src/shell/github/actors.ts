/** Converts GitHub's accounts to actors. Accounts are compared by user id, never by name. */
import type { Actor } from '../../core/snapshot/snapshot.ts'

/** An actor in GraphQL, with the fields that the documents in `read/` request. */
export interface GraphqlActor {
  __typename: string
  login: string
  databaseId?: number | null
}

/** A user in REST. */
export interface RestUser {
  id: number | bigint
  login: string
  type?: string
}

/** Returns the actor, or null for a deleted account. GitHub: GraphQL omits the `[bot]` of a bot's login; it is added. */
export function graphqlActor(actor: GraphqlActor | null | undefined): Actor | null {
  if (!actor || typeof actor.databaseId !== 'number') return null
  const bot = actor.__typename === 'Bot'
  const login = bot && !actor.login.endsWith('[bot]') ? `${actor.login}[bot]` : actor.login
  return { id: actor.databaseId, login, type: bot ? 'Bot' : 'User' }
}

export function restActor(user: RestUser | null | undefined): Actor | null {
  if (!user) return null
  return { id: Number(user.id), login: user.login, type: user.type === 'Bot' ? 'Bot' : 'User' }
}
