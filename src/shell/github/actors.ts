/** GitHub's accounts as actors: people and bots are matched by user id, never by name. */
import type { Actor } from '../../core/snapshot/snapshot.ts'

/** As the documents of `read/` ask for it. */
export interface GraphqlActor {
  __typename: string
  login: string
  databaseId?: number | null
}

/** As REST gives it. */
export interface RestUser {
  id: number | bigint
  login: string
  type?: string
}

/** GraphQL names a bot without its `[bot]`, REST with it; here it always has it. Null for a deleted account. */
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
