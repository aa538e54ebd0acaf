/**
 * What the App records with a verdict because a reaction cannot express it: which agent commands came from writers,
 * which edits were accepted, until when an account is refused, and which accounts the listed logins belonged to. The
 * ledger is an invisible line in the packet's card. The App's own last text counts, even if somebody edited the comment.
 *
 * An accepted agent command without an entry counts as an agent's, the lowest role.
 */
import type { Actor, CommentFact } from '../snapshot/snapshot.ts'
import { markersIn } from './markers.ts'
import { MARKER } from './names.ts'
import { hiddenData, hiddenDataIn, isKnown } from './record.ts'

export interface LedgerEntry {
  comment: number
  revision: number
  by: Actor
  /** The author's role for agent commands; `other`: an event, such as "ready for review", that does not count. */
  role: 'writer' | 'agent' | 'other'
}

export interface Ledger {
  entries: LedgerEntry[]
  /** Accounts, and until when their comments here are refused, in milliseconds since the epoch. */
  refused: [account: number, until: number][]
  /** Accounts of listed agents, each with its login in the configuration. */
  agents: [account: number, login: string][]
}

/** When the oldest comment with a ledger was created; null when there is none. */
export type LedgerSince = number | null

const NAME = 'said'
/** Version of the format, as in every record (`record.ts`). */
const VERSION = 1
/** The newest entries are kept, so that the card stays within GitHub's limit. */
const MAX_ENTRIES = 300
const MAX_REFUSED = 50
const MAX_AGENTS = 50

export const noLedger: Ledger = { entries: [], refused: [], agents: [] }

/** Returns the ledger's line for the card; null when the ledger is empty. */
export function ledgerLine({ entries, refused, agents }: Ledger): string | null {
  if (entries.length + refused.length + agents.length === 0) return null
  const rows = entries
    .toSorted((a, b) => a.comment - b.comment || a.revision - b.revision)
    .slice(-MAX_ENTRIES)
    .map((one) => [one.comment, one.revision, one.by.id, one.by.login, one.by.type, one.role])
  const until = refused.toSorted((a, b) => a[1] - b[1] || a[0] - b[0]).slice(-MAX_REFUSED)
  const listed = agents.toSorted((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1)).slice(0, MAX_AGENTS)
  return hiddenData(NAME, { said: rows, refused: until, agents: listed })
}

/** Returns the combined ledger of the App's comments among these, and its start. */
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

/** Reads the newest text that the App itself wrote into a card. Its other comments may quote people's text. */
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
    entries: rows('said').map(([comment, revision, id, login, type, role]) => ({
      comment: Number(comment),
      revision: Number(revision),
      by: { id: Number(id), login: String(login), type: type === 'Bot' ? 'Bot' : 'User' },
      role: role === 'writer' || role === 'other' ? role : 'agent',
    })),
    refused: rows('refused').map(([account, until]) => [Number(account), Number(until)]),
    agents: rows('agents').map(([account, login]) => [Number(account), String(login)]),
  }
}
