/** The role of an account on this repository. An unknown permission becomes a query. */

import type { Config } from '../parse/config/schema.ts'
import type { Ledger } from '../records/ledger.ts'
import type { Queries } from '../snapshot/ask.ts'
import type { Permission } from '../snapshot/queries.ts'
import type { Actor, Snapshot } from '../snapshot/snapshot.ts'
import { agentAccounts, listedLogins } from './agents.ts'

/** `unasked`: GitHub must be asked first. `unknown`: GitHub gave no answer, so the App refuses and says why. */
type Role = 'writer' | 'agent' | 'other' | 'unknown' | 'unasked'

export interface People {
  isApp(actor: Actor | null): boolean
  /** Whether the account is a listed agent. A listed agent is never a writer, whatever its permission. */
  isAgent(actor: Actor | null): boolean
  /** The known accounts of the listed logins. */
  agents: Ledger['agents']
  roleOf(actor: Actor | null): Role
}

const WRITES: readonly Permission[] = ['admin', 'maintain', 'write']

/** Returns the roles of accounts, matched by id. An account that has or had a listed login is an agent. */
export function people(snapshot: Snapshot, config: Config, queries: Queries): People {
  const listed = listedLogins(config)
  const agents = agentAccounts(snapshot, config)
  const accounts = new Set(agents.map(([id]) => id))
  const isApp = (actor: Actor | null) => actor?.id === snapshot.app.id
  const isAgent = (actor: Actor | null) =>
    actor !== null && (accounts.has(actor.id) || listed.has(actor.login.toLowerCase()))
  const roleOf = (actor: Actor | null): Role => {
    if (actor === null || isApp(actor)) return 'other'
    if (isAgent(actor)) return 'agent'
    // GitHub answers 404 for the permission of an App's bot, and the configuration does not list this one.
    if (actor.type === 'Bot') return 'other'
    const permission = queries.permission(actor)
    if (permission === undefined) return 'unasked'
    if (permission === 'unknown') return 'unknown'
    return WRITES.includes(permission) ? 'writer' : 'other'
  }
  return { isApp, isAgent, agents, roleOf }
}
