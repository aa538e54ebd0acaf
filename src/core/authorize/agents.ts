/**
 * Which accounts the configuration's logins stand for. A login can be renamed and taken by others, an account's id cannot:
 * what is known of a listed login is kept on the cards of packets at work (`ledger.ts`), so that an agent stays one under
 * a new login, for as long as the old one is listed.
 */

import { calledLogins } from '../dispatch/plan.ts'
import { attempt } from '../isolation.ts'
import type { Config } from '../parse/config/schema.ts'
import { type Ledger, readLedger } from '../records/ledger.ts'
import type { Queries } from '../snapshot/ask.ts'
import type { Actor, IssueFact, Snapshot } from '../snapshot/snapshot.ts'

export const listedLogins = (config: Config): Set<string> =>
  new Set([...config.agents, ...calledLogins(config)].map((login) => login.toLowerCase()))

/** Accounts that stand or stood behind a login that is listed now, with that login. */
export function agentAccounts(snapshot: Snapshot, config: Config): Ledger['agents'] {
  const listed = listedLogins(config)
  if (listed.size === 0) return []
  const found = new Map<string, Ledger['agents'][number]>()
  const note = (id: number, login: string) => {
    const name = login.toLowerCase()
    if (listed.has(name)) found.set(`${id} ${name}`, [id, name])
  }
  for (const issue of snapshot.issues)
    for (const [id, login] of attempt(() => namedOn(issue, snapshot.app), [])) note(id, login)
  for (const [login, id] of Object.entries(snapshot.results.accounts ?? {})) if (typeof id === 'number') note(id, login)
  for (const actor of seen(snapshot)) if (actor) note(actor.id, actor.login)
  return [...found.values()]
}

/** Whom an issue names: its card, who was assigned, who spoke there. One over which the bot stumbles names nobody. */
const namedOn = ({ comments, assignees }: IssueFact, app: Actor): Ledger['agents'] => [
  ...readLedger(comments, app).ledger.agents,
  ...[...assignees, ...comments.map(({ author }) => author)].flatMap((actor): Ledger['agents'] =>
    actor === null ? [] : [[actor.id, actor.login]],
  ),
]

/** Who pushed, and who spoke on pull requests, under the logins GitHub gave then. */
function* seen({ activity, pulls }: Pick<Snapshot, 'activity' | 'pulls'>): Generator<Actor | null> {
  for (const { actor } of activity) yield actor
  for (const { comments } of pulls) for (const { author } of comments) yield author
}

/** GitHub is asked once for each listed login, and only while a packet is at work (the shell keeps the answers for a day). */
export function askAccounts(config: Config, queries: Queries): void {
  for (const login of config.agents) queries.account(login.toLowerCase())
}

export interface UnusableLogin {
  login: string
  taken: boolean
}

/** Listed logins that are no account, or another one than they were. */
export function unusableLogins(config: Config, snapshot: Snapshot): UnusableLogin[] {
  const accounts = snapshot.results.accounts ?? {}
  const known = agentAccounts(snapshot, config)
  return config.agents.flatMap((login): UnusableLogin[] => {
    const id = accounts[login.toLowerCase()]
    if (id === 'nobody') return [{ login, taken: false }]
    const others = known.some(([account, name]) => name === login.toLowerCase() && account !== id)
    return typeof id === 'number' && others ? [{ login, taken: true }] : []
  })
}
