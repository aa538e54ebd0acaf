/** Which branch a packet goes to: the one its session names, as it was when the packet started. */
import type { People } from '../authorize/roles.ts'
import { readBases } from '../parse/session.ts'
import { type BotComments, bodyOf } from '../records/bot-comments.ts'
import { baseRecord } from '../records/kinds.ts'
import { MARKER } from '../records/names.ts'
import type { IssueFact, Snapshot } from '../snapshot/snapshot.ts'
import type { SessionBase, SessionState } from '../state.ts'

export type OpenSession = Pick<SessionState, 'issue' | 'name' | 'open' | 'openedAt' | 'closedAt'>

/** What decides which session a packet belongs to. */
export interface Joining {
  /** The session that its text names. */
  named: string | null
  /** When it ended; null: it is live. */
  settled: number | null
  /** When it was accepted, or filed. */
  since: number
}

/** A session as far as the base of its packets needs it. */
export interface BasedSession extends OpenSession {
  base: SessionBase
}

/** What decides the base of a packet. */
export interface BaseInput extends Joining {
  botComments: BotComments
}

/**
 * Returns the base branch of a packet. The briefing records it; until then the packet's session decides. A packet without
 * a session goes to the default branch.
 */
export function baseOf(packet: BaseInput, sessions: BasedSession[], snapshot: Pick<Snapshot, 'repo'>): string {
  const { defaultBranch } = snapshot.repo
  const recorded = recordedBase(packet.botComments)
  if (recorded !== null) return recorded || defaultBranch
  const session = sessionFor(packet, sessions)
  return sessions.find(({ issue }) => issue === session)?.base.branch ?? defaultBranch
}

/** Returns the base branch that the briefing records; '' for the default branch; null: there is no briefing of the App's. */
export function recordedBase(botComments: BotComments): string | null {
  const briefing = botComments.find(MARKER.briefing)
  return briefing?.trusted ? (baseRecord.read(bodyOf(briefing.comment))?.base ?? '') : null
}

/**
 * Returns the base branch that a session's text names. Anybody who may edit the issue can change the text, so a later
 * change counts only when a writer made it. The App carries over what it finds.
 */
export function sessionBase(
  { revisions }: Pick<IssueFact, 'revisions'>,
  botComments: BotComments,
  people: Pick<People, 'roleOf'>,
): SessionBase {
  const branches = readBases(revisions.map(({ body }) => body))
  const [first, ...later] = revisions.map(({ at, editor }, n) => ({ at, editor, branch: branches[n] ?? null }))
  const base: SessionBase = { branch: first?.branch ?? null, changes: [], refused: null }
  let written = base.branch
  for (const { at, editor, branch } of later) {
    if (branch === written) continue
    written = branch
    // The notice shows that its author was a writer then.
    const counts = botComments.has(MARKER.baseChanged.of(at)) || people.roleOf(editor) === 'writer'
    base.refused = counts ? null : { branch, by: editor?.login ?? 'ghost' }
    if (!counts || branch === base.branch) continue
    base.branch = branch
    base.changes.push({ at, branch, by: editor?.login ?? 'ghost' })
  }
  return base
}

const openAt = (session: OpenSession, at: number) =>
  session.openedAt <= at && (session.closedAt === null || at <= session.closedAt)

/** The session a packet belongs to: the one it names, else the newest that was open when it was accepted, else the next. */
export function sessionFor({ named, settled, since }: Joining, sessions: OpenSession[]): number | null {
  const candidates = sessions.filter((session) => (settled === null ? session.open : openAt(session, settled)))
  const byName =
    named === null ? undefined : candidates.findLast((session) => session.name.toLowerCase() === named.toLowerCase())
  if (byName) return byName.issue
  const ordered = candidates.toSorted((a, b) => a.openedAt - b.openedAt || a.issue - b.issue)
  const joined = ordered.findLast((session) => session.openedAt <= since) ?? ordered[0]
  // A packet left over from an ended session stays with it until another session opens.
  const ended = sessions.findLast((session) => !session.open && openAt(session, since))
  return joined?.issue ?? ended?.issue ?? null
}
