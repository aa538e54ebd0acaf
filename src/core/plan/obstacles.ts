import type { Action } from '../actions.ts'
import type { PacketAnalysis } from '../derive/analysis.ts'
import { ensureComment } from '../records/ensure-comment.ts'
import { adopted, bringInNotice, heldBy, obstacleNotice } from '../render/comments.ts'
import type { Actor } from '../snapshot/snapshot.ts'
import type { Obstacle } from '../state/obstacles.ts'
import type { PacketState } from '../state/packet.ts'
import type { State } from '../state.ts'

/** Plans one notice for each obstacle, also for those of an ended packet. */
export function obstacleNotices(packet: PacketState, analysis: PacketAnalysis): Action[] {
  return packet.merge.obstacles
    .filter(({ kind }) => kind !== 'closed')
    .flatMap((one) =>
      ensureComment(
        packet.issue,
        analysis.botComments,
        obstacleNotice(one, obstacleId(one, packet), packet.base.branch),
      ),
    )
}

/** Returns an id that distinguishes the same kind of obstacle at different times. */
function obstacleId(one: Obstacle, packet: PacketState): string {
  switch (one.kind) {
    case 'lost':
      return one.by ?? one.sha
    case 'closed':
      return String(one.at)
    case 'base-gone':
      return one.base
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

/** Asks the agent, once for each head, to bring in what the App may not. */
export const bringInNotices = (packet: PacketState, analysis: PacketAnalysis): Action[] =>
  packet.merge.trouble.flatMap((one) =>
    one.kind === 'workflows' ? ensureComment(packet.issue, analysis.botComments, bringInNotice(one)) : [],
  )

/** Plans the notice that the packet uses its agent's own branch. */
export function adoptionNotice(packet: PacketState, analysis: PacketAnalysis, app: Actor): Action[] {
  const isOwn = analysis.branch === analysis.written || packet.work.pull?.author?.id === app.id
  if (packet.work.pull?.state !== 'open' || isOwn) return []
  return ensureComment(
    packet.issue,
    analysis.botComments,
    adopted(analysis.branch, packet.work.pull.number, analysis.written),
  )
}

/** Notifies a packet that another packet's branch contains its commits. */
export function holdingNotices(packet: PacketState, analysis: PacketAnalysis, state: State): Action[] {
  const holding = state.packets.filter((other) =>
    other.merge.obstacles.some(
      (one) => one.kind === 'holds' && one.packets.some(({ issue }) => issue === packet.issue),
    ),
  )
  return holding.flatMap((other) => ensureComment(packet.issue, analysis.botComments, heldBy(other)))
}
