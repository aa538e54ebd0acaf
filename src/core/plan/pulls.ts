/** Branches and pull requests of packets. */

import { type Action, actionKey } from '../actions.ts'
import type { PacketAnalysis } from '../derive/analysis.ts'
import { isNewWork } from '../derive/obstacles.ts'
import { marker, markersIn } from '../records/markers.ts'
import { MARKER } from '../records/names.ts'
import { pullBody, pullTitle } from '../render/pull.ts'
import type { Actor, Snapshot } from '../snapshot/snapshot.ts'
import type { Obstacle } from '../state/obstacles.ts'
import type { PacketState } from '../state/packet.ts'
import type { State } from '../state.ts'
import { openerOf } from './packets.ts'

/** Creates the branch of a packet that got a slot from the current base. */
export function planBranch(packet: PacketState, analysis: PacketAnalysis, starting: boolean): Action[] {
  if (!(starting || isRestarted(packet, analysis)) || packet.work.branchSha !== null || packet.base.sha === '')
    return []
  return [{ kind: 'create-branch', branch: packet.work.branch, sha: packet.base.sha }]
}

const GONE: readonly Obstacle['kind'][] = ['branch-gone', 'merged-elsewhere', 'came-with']

/** The branch was deleted, and a writer commented `/start` afterwards. */
function isRestarted(
  { merge: { obstacles }, work: { pull }, progress: { startedAt } }: PacketState,
  { events }: PacketAnalysis,
): boolean {
  const startedByHandAt = events.startedByHand?.at ?? 0
  return (
    obstacles.some(({ kind }) => GONE.includes(kind)) && startedByHandAt > Math.max(pull?.closedAt ?? 0, startedAt ?? 0)
  )
}

/** Returns the body with the packet's marker, so that the App recognises the pull request later. */
const bodyFor = (packet: PacketState, state: State): string => {
  const body = pullBody(packet, packet.base.branch === state.baseBranch)
  return markersIn(body).includes(MARKER.packet.of(packet.issue))
    ? body
    : `${body}\n\n${marker(MARKER.packet.of(packet.issue))}`
}

/** Opened at the first push with a commit: a draft, or a plain one where GitHub refuses drafts. */
export function planPullRequest(
  packet: PacketState,
  analysis: PacketAnalysis,
  state: State,
  snapshot: Pick<Snapshot, 'activity' | 'refused'>,
): Action[] {
  const live =
    packet.status !== 'merged' &&
    packet.status !== 'abandoned' &&
    packet.status !== 'invalid' &&
    packet.text.accepted !== null
  if (
    !live ||
    packet.base.sha === '' ||
    packet.work.branchSha === null ||
    (packet.work.own ?? packet.work.ahead ?? 0) === 0
  )
    return []
  // The last one may have been closed on purpose, so another is opened only for new work.
  if (analysis.pulls.some(({ state }) => state === 'open') || !isNewWork(analysis, packet.work.branchSha, snapshot))
    return []
  const open = {
    kind: 'open-pull' as const,
    branch: packet.work.branch,
    base: packet.base.branch,
    title: pullTitle(packet),
    body: bodyFor(packet, state),
  }
  const asDraft = packet.status !== 'done'
  const refused = snapshot.refused[actionKey({ ...open, draft: true })]
  return [{ ...open, draft: asDraft && refused === undefined }]
}

/** The body follows the packet while it is the App's own; what a person made of it is theirs. */
function body(packet: PacketState, analysis: PacketAnalysis, state: State, app: Actor): Action[] {
  const { pull } = packet.work
  if (pull?.state !== 'open' || pull.author?.id !== app.id || analysis.text.change !== null) return []
  if (pull.editor !== null && pull.editor.id !== app.id) return []
  const wanted = bodyFor(packet, state)
  return pull.body === wanted ? [] : [{ kind: 'edit-pull', pull: pull.number, body: wanted }]
}

function ready(packet: PacketState, state: State): Action[] {
  const { pull } = packet.work
  if (pull?.state !== 'open' || packet.status !== 'done') return []
  const opener = openerOf(packet, state)
  const reviewed = pull.reviews.some((review) => review.author?.login === opener)
  const ask =
    opener !== null &&
    opener !== pull.author?.login &&
    !pull.requestedReviewers.includes(opener) &&
    !reviewed &&
    pull.draft
  return [
    ...(ask ? [{ kind: 'request-review' as const, pull: pull.number, login: opener }] : []),
    ...(pull.draft ? [{ kind: 'ready-pull' as const, pull: pull.number, nodeId: pull.nodeId }] : []),
  ]
}

export const planPullRequestChanges = (
  packet: PacketState,
  analysis: PacketAnalysis,
  state: State,
  app: Actor,
): Action[] => [...body(packet, analysis, state, app), ...ready(packet, state)]
