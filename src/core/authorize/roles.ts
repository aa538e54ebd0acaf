/** Who somebody is on this repository, as far as the facts know. What is not known yet becomes a need. */

import type { Config } from '../parse/config/schema.ts'
import type { Ledger } from '../records/ledger.ts'
import type { Queries } from '../snapshot/ask.ts'
import type { Permission } from '../snapshot/queries.ts'
import type { Actor, Snapshot } from '../snapshot/snapshot.ts'
import { agentAccounts, listedLogins } from './agents.ts'

/** `unasked`: GitHub has to be asked first. `unknown`: it was asked and did not say (so: deny, and say why). */
type Role = 'writer' | 'agent' | 'other' | 'unknown' | 'unasked'

export interface People {
  isApp(actor: Actor | null): boolean
  /** Listed in the configuration. A listed agent is never a writer, whatever its permission. */
  isAgent(actor: Actor | null): boolean
  /** The accounts behind what is listed, as far as they are known. */
  agents: Ledger['agents']
  roleOf(actor: Actor | null): Role
}

const WRITES: readonly Permission[] = ['admin', 'maintain', 'write']

/** Matches by id; the configuration knows logins only, so whoever stands or stood behind a listed one is an agent. */
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
    // GitHub answers 404 for App bots (github-facts): the configuration decides, and it does not list this one.
    if (actor.type === 'Bot') return 'other'
    const permission = queries.permission(actor)
    if (permission === undefined) return 'unasked'
    if (permission === 'unknown') return 'unknown'
    return WRITES.includes(permission) ? 'writer' : 'other'
  }
  return { isApp, isAgent, agents, roleOf }
}
