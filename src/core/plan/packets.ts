/** What should exist for one packet on its own issue: card, briefing, questions, notices. */

import type { Action } from '../actions.ts'
import type { People } from '../authorize/roles.ts'
import { currentText, type PacketAnalysis } from '../derive/analysis.ts'
import type { Derived } from '../derive/derive-state.ts'
import { headMerged, passedBefore } from '../derive/heads.ts'
import { endedBy, mergeEnding } from '../derive/status.ts'
import { fingerprint } from '../parse/packet/fingerprint.ts'
import { refusals } from '../records/bot-comments.ts'
import { ledgerLine } from '../records/ledger.ts'
import { alsoMarked } from '../records/markers.ts'
import { MARKER } from '../records/names.ts'
import {
  acceptAgain,
  adopted,
  answer,
  blockedNotice,
  briefing,
  dependencyAbandoned,
  dependencyLost,
  dependentNotice,
  heldBy,
  mergeHeld,
  mergeSeen,
  obstacleNotice,
  packetCard,
  questionAsked,
  queueLapsed,
  queueLeft,
} from '../render/comments.ts'
import { obstacleLine } from '../render/obstacles.ts'
import type { Actor, Snapshot } from '../snapshot/snapshot.ts'
import type { Obstacle } from '../state/obstacles.ts'
import type { DependencyState, PacketState } from '../state/packet.ts'
import type { State } from '../state.ts'
import { ensureComment, ensureCommentUpToDate } from './ensure-comment.ts'
import { linkMarkers } from './links.ts'

/** Login of the person to mention: whoever opened the packet's session. */
export function openerOf(packet: PacketState, state: State): string | null {
  const opener = state.sessions.find((session) => session.issue === packet.session)?.opener ?? null
  return opener?.type === 'User' ? opener.login : null
}

const live = (packet: PacketState) => packet.status !== 'merged' && packet.status !== 'abandoned'

/** The card tells how the packet was read, and keeps which text was accepted and how commands were judged. */
export function card(packet: PacketState, analysis: PacketAnalysis, people: People): Action[] {
  const { accepted, change } = analysis.text
  const markers = [
    ...(accepted ? [MARKER.accepted.of(accepted.hash)] : []),
    ...(change ? [MARKER.foreign.of(change.hash)] : []),
    ...linkMarkers(packet, analysis),
  ]
  const ledger = ledgerLine({
    heeded: analysis.heard.heeded,
    refused: [...refusals(analysis.botComments)],
    agents: packet.progress.startedAt === null ? analysis.botComments.ledger.agents : people.agents,
  })
  return ensureCommentUpToDate(packet.issue, analysis.botComments, alsoMarked(packetCard(packet, ledger), ...markers))
}

function questions(packet: PacketState, analysis: PacketAnalysis, opener: string | null): Action[] {
  const open = packet.talk.decisions.filter((decision) => decision.answer === null)
  return open.flatMap((decision) =>
    ensureComment(packet.issue, analysis.botComments, questionAsked(decision, opener), decision.askedAt),
  )
}

function block(packet: PacketState, analysis: PacketAnalysis, opener: string | null): Action[] {
  if (packet.status !== 'blocked' || packet.progress.report?.kind !== 'blocked') return []
  return ensureComment(
    packet.issue,
    analysis.botComments,
    blockedNotice(packet.progress.report, opener),
    packet.progress.report.at,
  )
}

/** GitHub's times are whole seconds, and a delivery may start its dependent within the same one. */
function wasBefore({ progress: { startedAt } }: PacketState, { kind, deliveredAt }: DependencyState): boolean {
  if (startedAt === null || deliveredAt === null) return false
  return kind === 'hard' ? deliveredAt <= startedAt : deliveredAt < startedAt
}

/** To a packet at work: what it depends on is merged. One that has not started yet reads it in its briefing. */
function deliveries(packet: PacketState, analysis: PacketAnalysis, state: State): Action[] {
  if (packet.progress.startedAt === null) return []
  const resumedBy =
    analysis.events.report?.kind === 'blocked' ? endedBy(analysis.events.report, packet.dependencies) : null
  return packet.dependencies.flatMap((dependency) => {
    const source = state.packets.find((one) => one.issue === dependency.issue)
    if (!source?.end.merged || dependency.deliveredAt === null || wasBefore(packet, dependency)) return []
    const delivery = {
      packet: source,
      pull: source.work.pull?.number ?? null,
      sha: source.end.merged.sha,
      baseBranch: state.baseBranch,
    }
    return ensureComment(
      packet.issue,
      analysis.botComments,
      dependentNotice(delivery, { kind: dependency.kind, resumed: resumedBy === dependency }),
      dependency.deliveredAt,
    )
  })
}

/** Running ones are told that the base branch has lost what they were built on. */
function lostBases(
  packet: PacketState,
  analysis: PacketAnalysis,
  state: State,
  snapshot: Pick<Snapshot, 'issue'>,
): Action[] {
  if (packet.progress.startedAt === null) return []
  return packet.dependencies.flatMap(({ name, issue, state: stands }) => {
    const source = state.packets.find((one) => one.issue === issue)
    if (issue !== null && source === undefined && stands === 'lost') {
      const { closer, closedByMerge } = snapshot.issue(issue) ?? {}
      const sha = closedByMerge?.commit ?? closer?.commit ?? ''
      return ensureComment(
        packet.issue,
        analysis.botComments,
        dependencyLost({ name, issue, sha, base: state.baseBranch }),
      )
    }
    const lost = source?.merge.obstacles.find((one) => one.kind === 'lost')
    if (issue === null || lost?.kind !== 'lost') return []
    return ensureComment(
      packet.issue,
      analysis.botComments,
      dependencyLost({ name, issue, sha: lost.sha, base: state.baseBranch }),
      lost.at,
    )
  })
}

function losses(packet: PacketState, analysis: PacketAnalysis, state: State): Action[] {
  return packet.dependencies
    .filter((one) => one.state === 'abandoned')
    .flatMap((one) => {
      const lost = state.packets.find((other) => other.issue === one.issue)?.end.abandoned
      return ensureComment(
        packet.issue,
        analysis.botComments,
        dependencyAbandoned({ name: one.name, issue: one.issue, by: lost?.by ?? 'somebody', why: lost?.why ?? '' }),
        lost?.at,
      )
    })
}

/** What a person has to settle is said where people and agents read, each once; `lost` and the like also once a packet is over. */
function obstaclesTold(packet: PacketState, analysis: PacketAnalysis, state: State): Action[] {
  return packet.merge.obstacles
    .filter(({ kind }) => kind !== 'closed')
    .flatMap((one) =>
      ensureComment(packet.issue, analysis.botComments, obstacleNotice(one, obstacleId(one, packet), state.baseBranch)),
    )
}

/** The same obstacle at another time is another one. */
function obstacleId(one: Obstacle, packet: PacketState): string {
  switch (one.kind) {
    case 'lost':
      return one.by ?? one.sha
    case 'closed':
      return String(one.at)
    case 'branch-gone':
      return String(packet.work.pull?.closedAt ?? packet.work.pull?.number ?? 0)
    case 'no-commits':
      return String(packet.progress.report?.comment ?? 0)
    case 'pull-closed':
      return `${one.pull}:${packet.work.pull?.closedAt ?? 0}`
    case 'several-pulls':
      return one.pulls.join('-')
    case 'retargeted':
    case 'merged-elsewhere':
    case 'came-with':
      return String(one.pull)
    case 'unrelated':
    case 'empty':
      return packet.work.head ?? ''
    case 'holds':
      return one.packets.map(({ issue }) => issue).join('-')
    case 'after-delivery':
      return one.pull === null ? (one.pushed ? (packet.work.branchSha ?? '') : 'reopened') : `pull-${one.pull}`
    case 'shared-pull':
      return `${one.pull}-${one.packets.map(({ issue }) => issue).join('-')}`
  }
}

/** Works on a branch of its agent's. */
function adoption(packet: PacketState, analysis: PacketAnalysis, app: Actor): Action[] {
  const isOwn = analysis.branch === analysis.written || packet.work.pull?.author?.id === app.id
  if (packet.work.pull?.state !== 'open' || isOwn) return []
  return ensureComment(
    packet.issue,
    analysis.botComments,
    adopted(analysis.branch, packet.work.pull.number, analysis.written),
  )
}

/** To whoever's commits another packet holds. */
function holders(packet: PacketState, analysis: PacketAnalysis, state: State): Action[] {
  const holding = state.packets.filter((other) =>
    other.merge.obstacles.some(
      (one) => one.kind === 'holds' && one.packets.some(({ issue }) => issue === packet.issue),
    ),
  )
  return holding.flatMap((other) => ensureComment(packet.issue, analysis.botComments, heldBy(other)))
}

/** A `/merge` that goes nowhere is answered at once. */
function mergeAnswered(packet: PacketState, analysis: PacketAnalysis, state: State): Action[] {
  const { merge } = analysis.events
  if (merge === null || packet.queued?.comment === merge.comment || packet.merge.obstacles.length === 0) return []
  if (mergeEnding(merge, analysis.botComments) !== null) return []
  const why = packet.merge.obstacles.map((one) => obstacleLine(one, state.baseBranch))
  return ensureComment(packet.issue, analysis.botComments, mergeHeld(merge.comment, why))
}

/** Which head it is for, where only the passed check tells: said before a later trial writes over that. */
function mergeHead(
  packet: PacketState,
  analysis: PacketAnalysis,
  snapshot: Pick<Snapshot, 'checkRun' | 'pushesTo'>,
): Action[] {
  const { merge } = analysis.events
  if (!merge || merge.head !== undefined || packet.work.head === null || !passedBefore(packet, merge.at, snapshot))
    return []
  return ensureComment(packet.issue, analysis.botComments, mergeSeen(merge.comment, packet.work.head))
}

/** A push after `/merge` cancels it, with one line. */
function leftQueue(
  packet: PacketState,
  analysis: PacketAnalysis,
  snapshot: Pick<Snapshot, 'app' | 'checkRun' | 'pushesTo'>,
): Action[] {
  const { merge } = analysis.events
  if (!merge || packet.queued?.comment === merge.comment || packet.work.head === null) return []
  const wanted = headMerged(packet, analysis, snapshot)
  if (wanted === null || wanted === packet.work.head) return []
  return ensureComment(
    packet.issue,
    analysis.botComments,
    queueLeft({ comment: merge.comment, branch: packet.work.branch, wanted, now: packet.work.head }),
  )
}

const MERGE_ENDED =
  'A check turned red on this head, so it does not merge. Once the agent has reported done again, comment `/merge` again.'

/** A `/merge` said after the bot said that a check is red; one said before it is ended by that very comment. */
function endedMerge({ issue, botComments, events }: PacketAnalysis): Action[] {
  const end = events.merge && mergeEnding(events.merge, botComments)
  if (!events.merge || !end || end.createdAt >= events.merge.at) return []
  return ensureComment(issue.number, botComments, answer(events.merge.comment, MERGE_ENDED))
}

/** At work, and yet nothing says which text was accepted: the record and the `/accept` behind it are gone. */
function lostRecord(packet: PacketState, analysis: PacketAnalysis): Action[] {
  // Work on it may have begun on an agent's own branch, before anybody accepted anything.
  const isBriefed = analysis.branch === analysis.written || analysis.botComments.has(MARKER.briefing)
  if (packet.text.accepted !== null || packet.progress.startedAt === null || !isBriefed) return []
  const text = currentText(analysis.issue)
  return ensureComment(packet.issue, analysis.botComments, acceptAgain(fingerprint(text.title, text.body)))
}

/** It was queued, as the App said, and the command that queued it is gone. */
function lapsedQueue(packet: PacketState, analysis: PacketAnalysis): Action[] {
  const queuedBy = Number(analysis.botComments.records(MARKER.held.prefix).at(-1)?.rest.split(':')[0] ?? 0)
  const gone = queuedBy > 0 && analysis.events.merge === null && packet.queued === null
  return gone ? ensureComment(packet.issue, analysis.botComments, queueLapsed(queuedBy)) : []
}

/** An agent may have opened a pull request for what nobody accepted yet, or what still waits: that is not "can start". */
const isBriefed = ({ work: { branchSha }, status }: PacketState): boolean =>
  branchSha !== null && status !== 'proposed' && status !== 'waiting' && status !== 'invalid'

export function planPacketComments(
  packet: PacketState,
  analysis: PacketAnalysis,
  folded: Derived,
  snapshot: Snapshot,
): Action[] {
  const { state, people } = folded
  const opener = openerOf(packet, state)
  if (!live(packet)) return obstaclesTold(packet, analysis, state)
  return [
    ...card(packet, analysis, people),
    ...lostRecord(packet, analysis),
    ...(isBriefed(packet) && packet.progress.startedAt !== null
      ? ensureComment(packet.issue, analysis.botComments, briefing(packet, state.baseBranch), packet.progress.startedAt)
      : []),
    ...questions(packet, analysis, opener),
    ...block(packet, analysis, opener),
    ...deliveries(packet, analysis, state),
    ...losses(packet, analysis, state),
    ...lostBases(packet, analysis, state, snapshot),
    ...obstaclesTold(packet, analysis, state),
    ...adoption(packet, analysis, snapshot.app),
    ...holders(packet, analysis, state),
    ...mergeAnswered(packet, analysis, state),
    ...mergeHead(packet, analysis, snapshot),
    ...leftQueue(packet, analysis, snapshot),
    ...endedMerge(analysis),
    ...lapsedQueue(packet, analysis),
  ]
}
