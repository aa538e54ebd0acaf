/**
 * What the App writes down with a verdict, because the reaction alone does not say it: whose agent command was a
 * writer's, which edits were accepted, up to when somebody is refused, and which accounts stood behind the listed logins.
 * It is an invisible line in the packet's card. The App's own last text counts, whoever edited the comment since.
 *
 * What is not in it is the least: an accepted command that is for agents was said by an agent.
 */
import type { Actor, CommentFact } from '../snapshot/snapshot.ts'
import { markersIn } from './markers.ts'
import { MARKER } from './names.ts'
import { hiddenData, hiddenDataIn, isKnown } from './record.ts'

export interface LedgerEntry {
  comment: number
  revision: number
  by: Actor
  /** What its author counted as for commands that are for agents; `other`: a deed without words that does not count. */
  role: 'writer' | 'agent' | 'other'
}

export interface Ledger {
  entries: LedgerEntry[]
  /** Accounts and up to when what they said here is refused, in ms. */
  refused: [account: number, until: number][]
  /** Accounts of listed agents, each with the login by which it is listed. */
  agents: [account: number, login: string][]
}

/** When the oldest comment of the App with such a line was made; null: there is none. */
export type LedgerSince = number | null

const NAME = 'said'
/** Of what is written here, as with every record (`record.ts`). */
const VERSION = 1
/** The newest ones are kept, so that the card stays within GitHub's limit. */
const MOST_HEEDED = 300
const MOST_REFUSED = 50
const MOST_AGENTS = 50

export const noLedger: Ledger = { entries: [], refused: [], agents: [] }

/** The line for the card; null when there is nothing to keep. */
export function ledgerLine({ entries, refused, agents }: Ledger): string | null {
  if (entries.length + refused.length + agents.length === 0) return null
  const rows = entries
    .toSorted((a, b) => a.comment - b.comment || a.revision - b.revision)
    .slice(-MOST_HEEDED)
    .map((one) => [one.comment, one.revision, one.by.id, one.by.login, one.by.type, one.role])
  const until = refused.toSorted((a, b) => a[1] - b[1] || a[0] - b[0]).slice(-MOST_REFUSED)
  const listed = agents.toSorted((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1)).slice(0, MOST_AGENTS)
  return hiddenData(NAME, { said: rows, refused: until, agents: listed })
}

/** All that these comments of the App's keep, and since when. */
export function readLedger(comments: CommentFact[], app: Actor): { ledger: Ledger; since: LedgerSince } {
  const found = comments.flatMap((comment) => {
    const ledger = comment.author?.id === app.id ? ownLedger(comment, app) : null
    return ledger ? [{ ledger, at: comment.createdAt }] : []
  })
  if (found.length === 0) return { ledger: noLedger, since: null }
  return {
    ledger: {
      entries: found.flatMap(({ ledger }) => ledger.entries),
      refused: found.flatMap(({ ledger }) => ledger.refused),
      agents: found.flatMap(({ ledger }) => ledger.agents),
    },
    since: Math.min(...found.map(({ at }) => at)),
  }
}

/** From the newest text of a card that the App itself wrote. Its other comments may quote what people wrote. */
function ownLedger(comment: CommentFact, app: Actor): Ledger | null {
  for (const revision of comment.revisions.toReversed()) {
    const isCard = revision.editor?.id === app.id && markersIn(revision.body)[0] === MARKER.card
    const data = isCard ? hiddenDataIn(NAME, revision.body) : null
    if (data !== null && isKnown(data, VERSION)) return ledgerOf(data)
  }
  return null
}

function ledgerOf(data: Record<string, unknown>): Ledger {
  const rows = (key: string): unknown[][] => (Array.isArray(data[key]) ? data[key].filter(Array.isArray) : [])
  return {
    entries: rows('said').map(([comment, revision, id, login, type, standing]) => ({
      comment: Number(comment),
      revision: Number(revision),
      by: { id: Number(id), login: String(login), type: type === 'Bot' ? 'Bot' : 'User' },
      standing: standing === 'writer' || standing === 'other' ? standing : 'agent',
    })),
    refused: rows('refused').map(([account, until]) => [Number(account), Number(until)]),
    agents: rows('agents').map(([account, login]) => [Number(account), String(login)]),
  }
}
