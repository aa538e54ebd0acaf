/**
 * Boxes on the dashboard. A tick is the command when a writer made it; it is then kept as an App comment where it took
 * effect, and the box is empty again at the next writing. Anybody else's tick is simply undone by that writing. A tick
 * means what the App's own last text says at that box, and nothing where it has no such box: that is told once.
 */
import type { Action } from '../actions.ts'
import type { PacketAnalysis } from '../derive/analysis.ts'
import type { Derived } from '../derive/derive-state.ts'
import type { SessionAnalysis } from '../derive/sessions.ts'
import { asEntry } from '../parse/packet/paths.ts'
import { type Box, ROUND_BOX, readBoxId } from '../records/dashboard.ts'
import { ensureComment } from '../records/ensure-comment.ts'
import { type AllowOffer, offerRecord, textRecord } from '../records/kinds.ts'
import { alsoMarked } from '../records/markers.ts'
import { MARKER } from '../records/names.ts'
import { scopeGranted, type TickVoid, tickTaken, tickVoid } from '../render/comments.ts'
import { readBoxes } from '../render/dashboard.ts'
import type { Actor, IssueRevision } from '../snapshot/snapshot.ts'
import type { PacketState } from '../state/packet.ts'
import type { State } from '../state.ts'
import { sharers } from './records.ts'

export interface TickedRound {
  /** Identity: the moment of the edit that ticked it. */
  id: string
  by: string
  at: number
}

interface Tick {
  /** As it stands in the App's own text, from which alone it has its meaning; null where it does not stand there. */
  box: Box | null
  action: string
  by: Actor
  at: number
  /** Why it does nothing. */
  void: TickVoid | null
}

const checkedIn = (revision: IssueRevision | undefined): Map<string, Box> =>
  new Map(
    readBoxes(revision?.body ?? '')
      .filter((one) => one.checked)
      .map((one) => [one.line, one]),
  )

const emptyIn = (revision: IssueRevision): Map<string, Box> =>
  new Map(
    readBoxes(revision.body)
      .filter((one) => !one.checked)
      .map((one) => [one.line, one]),
  )

/**
 * Boxes ticked since the App wrote the dashboard last, each with the editor who ticked it. Between the App's text and the
 * tick others may have written what they liked there, and a page that was opened earlier puts an older text back: so only
 * the App's last text says which boxes there are and what they mean.
 */
function newTicks(session: SessionAnalysis, derived: Derived): Tick[] {
  const { revisions } = session.issue
  const isOwn = (revision: IssueRevision) => derived.people.isApp(revision.editor)
  const own = revisions.findLastIndex(isOwn)
  const text = revisions[own]
  if (text === undefined || own === revisions.length - 1) return []
  const offered = emptyIn(text)
  const older = revisions.slice(0, own).filter(isOwn)
  const still = checkedIn(revisions.at(-1))
  const tickedBy = new Map<string, number | null>()
  return revisions.slice(own + 1).flatMap((revision, offset) => {
    const before = checkedIn(revisions[own + offset])
    const fresh = [...checkedIn(revision).values()].filter((one) => !before.has(one.line))
    const { editor, at } = revision
    return fresh.flatMap(({ line, action }): Tick[] => {
      const first = tickedBy.get(line)
      if (first === undefined) tickedBy.set(line, editor?.id ?? null)
      if (editor === null || !still.has(line)) return []
      const box = offered.get(line) ?? null
      const why = box === null ? missing(line, older) : null
      // Somebody else ticked it before: a text that was saved over and over does not tell whose it is.
      const unclear = first !== undefined && first !== editor.id
      return [{ box, action, by: editor, at, void: why ?? (unclear ? 'unclear' : null) }]
    })
  })
}

const missing = (line: string, older: IssueRevision[]): TickVoid =>
  older.some((revision) => emptyIn(revision).has(line)) ? 'older' : 'altered'

/** Ticks of writers on open dashboards; asks GitHub who somebody is only when there is a tick. */
function ticksOf(session: SessionAnalysis, derived: Derived): Tick[] {
  if (!session.state.open) return []
  const theirs = newTicks(session, derived).filter((tick) => derived.people.roleOf(tick.by) === 'writer')
  const counted = new Set(theirs.flatMap(({ box, void: why }) => (why === null && box ? [box.line] : [])))
  // Of two who ticked it one counts: that the other does not is nothing to tell.
  return theirs.filter(({ box, void: why }) => why !== 'unclear' || box === null || !counted.has(box.line))
}

interface OnPacket {
  tick: Tick
  /** What the box is bound to. */
  to: string
  packet: PacketState
  analysis: PacketAnalysis
}

function merged({ tick, to, packet, analysis }: OnPacket): Action[] {
  const by = tick.by.login
  const comment = tickTaken(
    MARKER.tickedMerge.of(to, tick.at),
    by,
    `merge \`${packet.name}\` at \`${to.slice(0, 7)}\`.`,
  )
  return ensureComment(packet.issue, analysis.botComments, {
    ...comment,
    body: `${comment.body}\n${textRecord.write({ by, text: tick.action })}`,
  })
}

/** The moment of the tick stands for the comment that a `/scope allow` would have: its record is the grant. */
function allowed({ tick, packet, analysis }: OnPacket, offer: AllowOffer, state: State): Action[] {
  const entries = offer.literal ? offer.paths.map(asEntry) : offer.paths
  const ruling = { comment: tick.at, by: tick.by.login, ...offer, reason: '' }
  return ensureComment(packet.issue, analysis.botComments, scopeGranted(ruling, sharers(entries, packet, state)))
}

/** Accepts the text that was shown. One that came since waits for another word. */
function accepted({ tick, to, packet, analysis }: OnPacket): Action[] {
  const by = tick.by.login
  const comment = tickTaken(
    MARKER.tickedAccept.of(packet.issue, tick.at),
    by,
    `\`${packet.name}\` is accepted as it was shown.`,
  )
  const marked = alsoMarked(comment, MARKER.accepted.of(to))
  return ensureComment(packet.issue, analysis.botComments, {
    ...marked,
    body: `${marked.body}\n${textRecord.write({ by, text: tick.action })}`,
  })
}

function onPacket(tick: Tick, packet: PacketState, derived: Derived): Action[] {
  const analysis = derived.analyses.get(packet.issue)
  if (!analysis) return []
  const { kind, to } = readBoxId(tick.action)
  if (tick.void !== null || tick.box === null)
    return ensureComment(
      packet.issue,
      analysis.botComments,
      tickVoid({ kind, by: tick.by.login, at: tick.at, why: tick.void ?? 'altered' }),
    )
  const given = { tick, to, packet, analysis }
  const offer = offerRecord.read(tick.box.line)
  if (kind === 'merge' && to !== '') return merged(given)
  if (kind === 'allow' && offer !== null) return allowed(given, offer, derived.state)
  return kind === 'accept' && to !== '' ? accepted(given) : []
}

/** Effects of ticks on packets. */
export function planTicks(derived: Derived): Action[] {
  return derived.sessions.flatMap((session) =>
    ticksOf(session, derived).flatMap((tick) => {
      const { kind, issue } = readBoxId(tick.action)
      const packet = derived.state.packets.find((one) => one.issue === issue)
      if (packet) return derived.isolation.guard(packet.issue, () => onPacket(tick, packet, derived)) ?? []
      const { void: why, by, at } = tick
      return why === null
        ? []
        : ensureComment(session.issue.number, session.botComments, tickVoid({ kind, by: by.login, at, why }))
    }),
  )
}

/** Rounds started by a tick. */
export const tickedRounds = (session: SessionAnalysis, derived: Derived): TickedRound[] =>
  ticksOf(session, derived)
    .filter((tick) => tick.action === ROUND_BOX && tick.void === null)
    .map((tick) => ({ id: `tick-${tick.at}`, by: tick.by.login, at: tick.at }))
