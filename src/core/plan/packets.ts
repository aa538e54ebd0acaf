/** What should exist for one packet on its own issue: card, briefing, questions, notices. */
import type { Action } from '../actions.ts'
import type { People } from '../authorize/roles.ts'
import { currentText, type Draft } from '../derive/analysis.ts'
import type { Folded } from '../derive/derive-state.ts'
import { headMerged, passedBefore } from '../derive/heads.ts'
import { endedBy, mergeEnding } from '../derive/status.ts'
import { acceptedMarker, foreignMarker } from '../parse/packet/accepted.ts'
import { fingerprint } from '../parse/packet/fingerprint.ts'
import { refusals } from '../records/bot-comments.ts'
import { ledgerLine } from '../records/ledger.ts'
import { alsoMarked } from '../records/markers.ts'
import {
  acceptAgain,
  adopted,
  answer,
  blockedNotice,
  briefing,
  dependencyAbandoned,
  dependencyLost,
  dependentTold,
  heldBy,
  mergeHeld,
  mergeSeen,
  obstacleTold,
  packetCard,
  questionAsked,
  queueLapsed,
  queueLeft,
} from '../render/comments.ts'
import { obstacleLine } from '../render/obstacles.ts'
import type { Facts } from '../snapshot/snapshot.ts'
import type { DependencyState, Obstacle, PacketState, State } from '../state.ts'
import { kept, once } from './ensure-comment.ts'
import { linkMarkers } from './links.ts'

/** Login of the person to mention: whoever opened the packet's session. */
export function openerOf(packet: PacketState, state: State): string | null {
  const opener = state.sessions.find((session) => session.issue === packet.session)?.opener ?? null
  return opener?.type === 'User' ? opener.login : null
}

const live = (packet: PacketState) => packet.status !== 'merged' && packet.status !== 'abandoned'

/** The card tells how the packet was read, and keeps which text was accepted and how commands were judged. */
export function card(packet: PacketState, draft: Draft, people: People): Action[] {
  const { accepted, change } = draft.text
  const markers = [
    ...(accepted ? [acceptedMarker(accepted.hash)] : []),
    ...(change ? [foreignMarker(change.hash)] : []),
    ...linkMarkers(packet, draft),
  ]
  const ledger = ledgerLine({
    heeded: draft.heard.heeded,
    refused: [...refusals(draft.told)],
    agents: packet.startedAt === null ? draft.told.ledger.agents : people.agents,
  })
  return kept(packet.issue, draft.told, alsoMarked(packetCard(packet, ledger), ...markers))
}

function questions(packet: PacketState, draft: Draft, opener: string | null): Action[] {
  const open = packet.decisions.filter((decision) => decision.answer === null)
  return open.flatMap((decision) => once(packet.issue, draft.told, questionAsked(decision, opener), decision.askedAt))
}

function block(packet: PacketState, draft: Draft, opener: string | null): Action[] {
  if (packet.status !== 'blocked' || packet.report?.kind !== 'blocked') return []
  return once(packet.issue, draft.told, blockedNotice(packet.report, opener), packet.report.at)
}

/** GitHub's times are whole seconds, and a delivery may start its dependent within the same one. */
function wasBefore({ startedAt }: PacketState, { kind, deliveredAt }: DependencyState): boolean {
  if (startedAt === null || deliveredAt === null) return false
  return kind === 'hard' ? deliveredAt <= startedAt : deliveredAt < startedAt
}

/** To a packet at work: what it depends on is merged. One that has not started yet reads it in its briefing. */
function deliveries(packet: PacketState, draft: Draft, state: State): Action[] {
  if (packet.startedAt === null) return []
  const resumedBy = draft.fold.report?.kind === 'blocked' ? endedBy(draft.fold.report, packet.dependencies) : null
  return packet.dependencies.flatMap((dependency) => {
    const source = state.packets.find((one) => one.issue === dependency.issue)
    if (!source?.merged || dependency.deliveredAt === null || wasBefore(packet, dependency)) return []
    const delivery = {
      packet: source,
      pull: source.pull?.number ?? null,
      sha: source.merged.sha,
      baseBranch: state.baseBranch,
    }
    return once(
      packet.issue,
      draft.told,
      dependentTold(delivery, { kind: dependency.kind, resumed: resumedBy === dependency }),
      dependency.deliveredAt,
    )
  })
}

/** Running ones are told that the base branch has lost what they were built on. */
function lostBases(packet: PacketState, draft: Draft, state: State, facts: Facts): Action[] {
  if (packet.startedAt === null) return []
  return packet.dependencies.flatMap(({ name, issue, state: stands }) => {
    const source = state.packets.find((one) => one.issue === issue)
    if (issue !== null && source === undefined && stands === 'lost') {
      const { closer, closedByMerge } = facts.issues.find(({ number }) => number === issue) ?? {}
      const sha = closedByMerge?.commit ?? closer?.commit ?? ''
      return once(packet.issue, draft.told, dependencyLost({ name, issue, sha, base: state.baseBranch }))
    }
    const lost = source?.obstacles.find((one) => one.kind === 'lost')
    if (issue === null || lost?.kind !== 'lost') return []
    return once(
      packet.issue,
      draft.told,
      dependencyLost({ name, issue, sha: lost.sha, base: state.baseBranch }),
      lost.at,
    )
  })
}

function losses(packet: PacketState, draft: Draft, state: State): Action[] {
  return packet.dependencies
    .filter((one) => one.state === 'abandoned')
    .flatMap((one) => {
      const lost = state.packets.find((other) => other.issue === one.issue)?.abandoned
      return once(
        packet.issue,
        draft.told,
        dependencyAbandoned({ name: one.name, issue: one.issue, by: lost?.by ?? 'somebody', why: lost?.why ?? '' }),
        lost?.at,
      )
    })
}

/** What a person has to settle is said where people and agents read, each once; `lost` and the like also once a packet is over. */
function obstaclesTold(packet: PacketState, draft: Draft, state: State): Action[] {
  return packet.obstacles
    .filter(({ kind }) => kind !== 'closed')
    .flatMap((one) => once(packet.issue, draft.told, obstacleTold(one, obstacleId(one, packet), state.baseBranch)))
}

/** The same obstacle at another time is another one. */
function obstacleId(one: Obstacle, packet: PacketState): string {
  switch (one.kind) {
    case 'lost':
      return one.by ?? one.sha
    case 'closed':
      return String(one.at)
    case 'branch-gone':
      return String(packet.pull?.closedAt ?? packet.pull?.number ?? 0)
    case 'no-commits':
      return String(packet.report?.comment ?? 0)
    case 'pull-closed':
      return `${one.pull}:${packet.pull?.closedAt ?? 0}`
    case 'several-pulls':
      return one.pulls.join('-')
    case 'retargeted':
    case 'merged-elsewhere':
    case 'came-with':
      return String(one.pull)
    case 'unrelated':
    case 'empty':
      return packet.head ?? ''
    case 'holds':
      return one.packets.map(({ issue }) => issue).join('-')
    case 'after-delivery':
      return one.pull === null ? (one.pushed ? (packet.branchSha ?? '') : 'reopened') : `pull-${one.pull}`
    case 'shared-pull':
      return `${one.pull}-${one.packets.map(({ issue }) => issue).join('-')}`
  }
}

/** Works on a branch of its agent's. */
function adoption(packet: PacketState, draft: Draft, facts: Facts): Action[] {
  const isOwn = draft.branch === draft.written || packet.pull?.author?.id === facts.app.id
  if (packet.pull?.state !== 'open' || isOwn) return []
  return once(packet.issue, draft.told, adopted(draft.branch, packet.pull.number, draft.written))
}

/** To whoever's commits another packet holds. */
function holders(packet: PacketState, draft: Draft, state: State): Action[] {
  const holding = state.packets.filter((other) =>
    other.obstacles.some((one) => one.kind === 'holds' && one.packets.some(({ issue }) => issue === packet.issue)),
  )
  return holding.flatMap((other) => once(packet.issue, draft.told, heldBy(other)))
}

/** A `/merge` that goes nowhere is answered at once. */
function mergeAnswered(packet: PacketState, draft: Draft, state: State): Action[] {
  const { merge } = draft.fold
  if (merge === null || packet.queued?.comment === merge.comment || packet.obstacles.length === 0) return []
  if (mergeEnding(merge, draft.told) !== null) return []
  const why = packet.obstacles.map((one) => obstacleLine(one, state.baseBranch))
  return once(packet.issue, draft.told, mergeHeld(merge.comment, why))
}

/** Which head it is for, where only the passed check tells: said before a later trial writes over that. */
function mergeHead(packet: PacketState, draft: Draft, facts: Facts): Action[] {
  const { merge } = draft.fold
  if (!merge || merge.head !== undefined || packet.head === null || !passedBefore(packet, merge.at, facts)) return []
  return once(packet.issue, draft.told, mergeSeen(merge.comment, packet.head))
}

/** A push after `/merge` cancels it, with one line. */
function leftQueue(packet: PacketState, draft: Draft, facts: Facts): Action[] {
  const { merge } = draft.fold
  if (!merge || packet.queued?.comment === merge.comment || packet.head === null) return []
  const wanted = headMerged(packet, draft, facts)
  if (wanted === null || wanted === packet.head) return []
  return once(
    packet.issue,
    draft.told,
    queueLeft({ comment: merge.comment, branch: packet.branch, wanted, now: packet.head }),
  )
}

const MERGE_ENDED =
  'A check turned red on this head, so it does not merge. Once the agent has reported done again, comment `/merge` again.'

/** A `/merge` said after the bot said that a check is red; one said before it is ended by that very comment. */
function endedMerge({ issue, told, fold }: Draft): Action[] {
  const end = fold.merge && mergeEnding(fold.merge, told)
  if (!fold.merge || !end || end.createdAt >= fold.merge.at) return []
  return once(issue.number, told, answer(fold.merge.comment, MERGE_ENDED))
}

/** At work, and yet nothing says which text was accepted: the record and the `/accept` behind it are gone. */
function lostRecord(packet: PacketState, draft: Draft): Action[] {
  // Work on it may have begun on an agent's own branch, before anybody accepted anything.
  const isBriefed = draft.branch === draft.written || draft.told.has('briefing')
  if (packet.accepted !== null || packet.startedAt === null || !isBriefed) return []
  const text = currentText(draft.issue)
  return once(packet.issue, draft.told, acceptAgain(fingerprint(text.title, text.body)))
}

/** It was queued, as the App said, and the command that queued it is gone. */
function lapsedQueue(packet: PacketState, draft: Draft): Action[] {
  const queuedBy = Number(draft.told.records('held:').at(-1)?.rest.split(':')[0] ?? 0)
  const gone = queuedBy > 0 && draft.fold.merge === null && packet.queued === null
  return gone ? once(packet.issue, draft.told, queueLapsed(queuedBy)) : []
}

/** An agent may have opened a pull request for what nobody accepted yet, or what still waits: that is not "can start". */
const isBriefed = ({ branchSha, status }: PacketState): boolean =>
  branchSha !== null && status !== 'proposed' && status !== 'waiting' && status !== 'invalid'

export function wantPacketComments(packet: PacketState, draft: Draft, folded: Folded, facts: Facts): Action[] {
  const { state, people } = folded
  const opener = openerOf(packet, state)
  if (!live(packet)) return obstaclesTold(packet, draft, state)
  return [
    ...card(packet, draft, people),
    ...lostRecord(packet, draft),
    ...(isBriefed(packet) && packet.startedAt !== null
      ? once(packet.issue, draft.told, briefing(packet, state.baseBranch), packet.startedAt)
      : []),
    ...questions(packet, draft, opener),
    ...block(packet, draft, opener),
    ...deliveries(packet, draft, state),
    ...losses(packet, draft, state),
    ...lostBases(packet, draft, state, facts),
    ...obstaclesTold(packet, draft, state),
    ...adoption(packet, draft, facts),
    ...holders(packet, draft, state),
    ...mergeAnswered(packet, draft, state),
    ...mergeHead(packet, draft, facts),
    ...leftQueue(packet, draft, facts),
    ...endedMerge(draft),
    ...lapsedQueue(packet, draft),
  ]
}
