/**
 * Boxes on the dashboard. A tick is the command when a writer made it; it is then kept as an App comment where it took
 * effect, and the box is empty again at the next writing. Anybody else's tick is simply undone by that writing.
 */
import type { Action } from '../actions.ts'
import type { Actor, Facts, IssueRevision } from '../facts.ts'
import { TICKED_MERGE } from '../fold/draft.ts'
import type { Folded } from '../fold/fold.ts'
import { headAt } from '../fold/seen.ts'
import type { SessionDraft } from '../fold/sessions.ts'
import { acceptedMarker } from '../packets/accepted.ts'
import { fingerprint } from '../packets/fingerprint.ts'
import { scopeGranted, tickTaken } from '../say/comments.ts'
import { pathsToAllow } from '../say/dashboard/boxes.ts'
import { readTicks } from '../say/dashboard.ts'
import { alsoMarked, record } from '../say/markers.ts'
import type { PacketState } from '../state.ts'
import { once } from './speak.ts'

export interface TickedRound {
  /** Identity: the moment of the edit that ticked it. */
  id: string
  by: string
  at: number
}

interface Tick {
  action: string
  by: Actor
  at: number
}

const checked = (revision: IssueRevision | undefined): Set<string> =>
  new Set(
    revision
      ? readTicks(revision.body)
          .filter((tick) => tick.checked)
          .map((tick) => tick.action)
      : [],
  )

/** Boxes ticked since the App wrote the dashboard last, each with the editor who ticked it. */
function newTicks(session: SessionDraft, folded: Folded): Tick[] {
  const { revisions } = session.issue
  const own = revisions.findLastIndex((revision) => folded.people.isApp(revision.editor))
  const still = checked(revisions.at(-1))
  return revisions.slice(own + 1).flatMap((revision, offset) => {
    const before = checked(revisions[own + offset])
    const editor = revision.editor
    if (editor === null || own < 0) return []
    return [...checked(revision)]
      .filter((action) => !before.has(action) && still.has(action))
      .map((action) => ({ action, by: editor, at: revision.at }))
  })
}

/** Ticks of writers on open dashboards; asks GitHub who somebody is only when there is a tick. */
export function ticksOf(session: SessionDraft, folded: Folded): Tick[] {
  if (!session.state.open) return []
  return newTicks(session, folded).filter((tick) => folded.people.standing(tick.by) === 'writer')
}

function onPacket(tick: Tick, packet: PacketState, folded: Folded, facts: Facts): Action[] {
  const draft = folded.drafts.get(packet.issue)
  if (!draft) return []
  const by = tick.by.login
  const kept = record({ by, text: tick.action })
  if (tick.action.startsWith('merge:')) {
    const head = headAt(packet.branch, tick.at, facts, packet.head)
    if (head === null) return []
    const said = tickTaken(`${TICKED_MERGE}${head}`, by, `merge \`${packet.name}\` at \`${head.slice(0, 7)}\`.`)
    return once(packet.issue, draft.told, { ...said, body: `${said.body}\n${kept}` })
  }
  if (tick.action.startsWith('allow:')) {
    const path = pathsToAllow(packet).join(', ')
    // The moment of the tick stands for the comment that a `/scope allow` would have: its record is the grant.
    return path === ''
      ? []
      : once(packet.issue, draft.told, scopeGranted({ comment: tick.at, by, path, reason: '' }, []))
  }
  const text = draft.issue.revisions.at(-1)
  // A tick speaks of the text that stood there; one that changed since is for another tick.
  if (!tick.action.startsWith('accept:') || !text || text.at >= tick.at) return []
  const said = tickTaken(`ticked-accept:${packet.issue}:${tick.at}`, by, `\`${packet.name}\` is accepted.`)
  const marked = alsoMarked(said, acceptedMarker(fingerprint(text.title, text.body)))
  return once(packet.issue, draft.told, { ...marked, body: `${marked.body}\n${kept}` })
}

/** Effects of ticks on packets. */
export function wantTicks(folded: Folded, facts: Facts): Action[] {
  return folded.sessions.flatMap((session) =>
    ticksOf(session, folded).flatMap((tick) => {
      const issue = Number(tick.action.split(':')[1])
      const packet = folded.state.packets.find((one) => one.issue === issue)
      return packet ? (folded.apart.guard(issue, () => onPacket(tick, packet, folded, facts)) ?? []) : []
    }),
  )
}

/** Rounds started by a tick. */
export const tickedRounds = (session: SessionDraft, folded: Folded): TickedRound[] =>
  ticksOf(session, folded)
    .filter((tick) => tick.action === 'round')
    .map((tick) => ({ id: `tick-${tick.at}`, by: tick.by.login, at: tick.at }))
