/** Plans the comments that one packet needs on its own issue: the card, the briefing, questions and notices. */
import type { Action } from '../actions.ts'
import type { People } from '../authorize/roles.ts'
import { currentText, type PacketAnalysis } from '../derive/analysis.ts'
import type { Derived } from '../derive/derive-state.ts'
import { fingerprint } from '../parse/packet/fingerprint.ts'
import { refusals } from '../records/bot-comments.ts'
import { ensureComment, ensureCommentUpToDate } from '../records/ensure-comment.ts'
import { ledgerLine } from '../records/ledger.ts'
import { alsoMarked } from '../records/markers.ts'
import { MARKER } from '../records/names.ts'
import { acceptAgain, blockedNotice, briefing, packetCard, questionAsked } from '../render/comments.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { PacketState } from '../state/packet.ts'
import type { State } from '../state.ts'
import { abandonedDependencyNotices, deliveryNotices, lostDependencyNotices } from './dependencies.ts'
import { linkMarkers } from './links.ts'
import { endedMerge, lapsedQueue, leftQueue, mergeAnswered, mergeHead } from './merge-requests.ts'
import { adoptionNotice, bringInNotices, holdingNotices, obstacleNotices } from './obstacles.ts'

/** Returns the login of the person to mention: the opener of the packet's session. */
export function openerOf(packet: PacketState, state: State): string | null {
  const opener = state.sessions.find((session) => session.issue === packet.session)?.opener ?? null
  return opener?.type === 'User' ? opener.login : null
}

const live = (packet: PacketState) => packet.status !== 'merged' && packet.status !== 'abandoned'

/** The card shows how the packet was read, and records the accepted text and the roles of commands. */
export function card(packet: PacketState, analysis: PacketAnalysis, people: People): Action[] {
  const { accepted, change } = analysis.text
  const markers = [
    ...(accepted ? [MARKER.accepted.of(accepted.hash)] : []),
    ...(change ? [MARKER.foreign.of(change.hash)] : []),
    ...linkMarkers(packet, analysis),
  ]
  const ledger = ledgerLine({
    entries: analysis.authorized.ledgerEntries,
    refused: [...refusals(analysis.botComments)],
    agents: packet.progress.startedAt === null ? analysis.botComments.ledger.agents : people.agents,
  })
  return ensureCommentUpToDate(packet.issue, analysis.botComments, alsoMarked(packetCard(packet, ledger), ...markers))
}

function questionNotices(packet: PacketState, analysis: PacketAnalysis, opener: string | null): Action[] {
  const open = packet.talk.decisions.filter((decision) => decision.answer === null)
  return open.flatMap((decision) =>
    ensureComment(packet.issue, analysis.botComments, questionAsked(decision, opener), decision.askedAt),
  )
}

function blockNotice(packet: PacketState, analysis: PacketAnalysis, opener: string | null): Action[] {
  if (packet.status !== 'blocked' || packet.progress.report?.kind !== 'blocked') return []
  return ensureComment(
    packet.issue,
    analysis.botComments,
    blockedNotice(packet.progress.report, opener),
    packet.progress.report.at,
  )
}

/** The packet is at work, but the record of the accepted text and its `/accept` were deleted. */
function lostRecord(packet: PacketState, analysis: PacketAnalysis): Action[] {
  // Work on it may have begun on an agent's own branch, before anybody accepted anything.
  const isBriefed = analysis.branch === analysis.written || analysis.botComments.has(MARKER.briefing)
  if (packet.text.accepted !== null || packet.progress.startedAt === null || !isBriefed) return []
  const text = currentText(analysis.issue)
  return ensureComment(packet.issue, analysis.botComments, acceptAgain(fingerprint(text.title, text.body)))
}

/** An agent may have opened a pull request for what nobody accepted yet, or what still waits: that is not "can start". */
const isBriefed = ({ work: { branchSha }, status }: PacketState): boolean =>
  branchSha !== null && status !== 'proposed' && status !== 'waiting' && status !== 'invalid'

export function planPacketComments(
  packet: PacketState,
  analysis: PacketAnalysis,
  derived: Derived,
  snapshot: Snapshot,
): Action[] {
  const { state, people } = derived
  const opener = openerOf(packet, state)
  if (!live(packet)) return obstacleNotices(packet, analysis)
  return [
    ...card(packet, analysis, people),
    ...lostRecord(packet, analysis),
    ...(isBriefed(packet) && packet.progress.startedAt !== null
      ? ensureComment(
          packet.issue,
          analysis.botComments,
          briefing(packet, packet.base.branch === state.baseBranch),
          packet.progress.startedAt,
        )
      : []),
    ...questionNotices(packet, analysis, opener),
    ...blockNotice(packet, analysis, opener),
    ...deliveryNotices(packet, analysis, state),
    ...abandonedDependencyNotices(packet, analysis, state),
    ...lostDependencyNotices(packet, analysis, state, snapshot),
    ...obstacleNotices(packet, analysis),
    ...bringInNotices(packet, analysis),
    ...adoptionNotice(packet, analysis, snapshot.app),
    ...holdingNotices(packet, analysis, state),
    ...mergeAnswered(packet, analysis),
    ...mergeHead(packet, analysis, snapshot),
    ...leftQueue(packet, analysis, snapshot.on(packet.base.branch), derived.queries),
    ...endedMerge(analysis),
    ...lapsedQueue(packet, analysis),
  ]
}
