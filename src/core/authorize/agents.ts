/**
 * Finds the accounts of the logins listed in the configuration. An account can change its login, and somebody else can
 * take the old one; its id never changes. The ledgers of active packets therefore store the accounts of listed logins
 * (`ledger.ts`). An agent with a new login remains an agent while the old login is listed.
 */
import { calledLogins } from '../dispatch/plan.ts'
import { attempt } from '../isolation.ts'
import type { Config } from '../parse/config/schema.ts'
import { type Ledger, readLedger } from '../records/ledger.ts'
import type { Queries } from '../snapshot/ask.ts'
import type { Actor, IssueFact, Snapshot } from '../snapshot/snapshot.ts'

export const listedLogins = (config: Config): Set<string> =>
  new Set([...config.agents, ...calledLogins(config)].map((login) => login.toLowerCase()))

/** Returns the accounts that have or had a login listed now, each with that login. */
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

/** Returns the accounts that an issue names: in its ledger, as assignees, and as authors of comments. */
const namedOn = ({ comments, assignees }: IssueFact, app: Actor): Ledger['agents'] => [
  ...readLedger(comments, app).ledger.agents,
  ...[...assignees, ...comments.map(({ author }) => author)].flatMap((actor): Ledger['agents'] =>
    actor === null ? [] : [[actor.id, actor.login]],
  ),
]

/** Yields the authors of pushes and of pull request comments, with the logins GitHub gave at that time. */
function* seen({ activity, pulls }: Pick<Snapshot, 'activity' | 'pulls'>): Generator<Actor | null> {
  for (const { actor } of activity) yield actor
  for (const { comments } of pulls) for (const { author } of comments) yield author
}

/** Asks for the account of each listed login. The shell caches the answers for a day. */
export function askAccounts(config: Config, queries: Queries): void {
  for (const login of config.agents) queries.account(login.toLowerCase())
}

export interface UnusableLogin {
  login: string
  taken: boolean
}

/** Returns the listed logins that belong to no account, or to another account than before (`taken`). */
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
