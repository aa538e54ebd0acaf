/** Comments on a packet, pull request or branch that ended without a merge. */

import { type MarkedComment, markedComment } from '../../records/markers.ts'
import { MARKER } from '../../records/names.ts'
import type { Obstacle } from '../../state/obstacles.ts'
import type { PacketEnd, PacketState, PacketWork } from '../../state/packet.ts'
import { code, prose, text } from '../escape.ts'
import { obstacleWords } from '../obstacles.ts'
import { list, short } from '../words.ts'

/** Reports an obstacle on the packet, once. `id` distinguishes it from a later obstacle of the same kind. */
export function obstacleNotice(one: Obstacle, id: string, base: string): MarkedComment {
  const { what, fix } = obstacleWords(one, base)
  const words = prose(`This packet ${what}.`, 600)
  return markedComment(MARKER.obstacle.of(one.kind, id), `${prose(fix, 400)} ${words}`)
}

/** The issue was closed by a closing word in somebody's work, or by GitHub by mistake. */
export function openedAgain(
  packet: { end: Pick<PacketEnd, 'mistaken'>; work: Pick<PacketWork, 'branch'> },
  closedAt: number,
): MarkedComment {
  const { pull = null, commit = null, by = 'ghost' } = packet.end.mistaken ?? {}
  const cause =
    pull === null && commit === null
      ? `GitHub closed this issue (${text(by, 60)})`
      : `A closing word in ${list([...(pull === null ? [] : [`#${pull}`]), ...(commit === null ? [] : [code(short(commit))])])} closed this issue`
  return markedComment(
    MARKER.openedAgain.of(closedAt),
    `${cause}, but that does not deliver the packet. I reopened it, and its agent continues. To end it, comment \`/abandon\`.`,
  )
}

/** Tells the agent who closed the packet by hand, and how to continue. */
export function closedByHand(closed: { by: string; at: number; branch: string | null }): MarkedComment {
  return markedComment(
    MARKER.closed.of(closed.at),
    `Agent: stop here. ${text(closed.by, 60)} closed this packet without a merge. Reopen the issue to continue, or comment \`/abandon WHY\` to tell those who wait for it why.`,
    closed.branch !== null && `The branch ${code(closed.branch)} is kept.`,
  )
}

/** The packet uses another branch from now on. */
export function adopted(branch: string, pull: number, written: string): MarkedComment {
  return markedComment(
    MARKER.adopted.of(pull),
    `Works on ${code(branch)} (#${pull}) from now on; ${code(written)} is not used. Checks, the trial merge and the merge use that pull request.`,
  )
}

/** To a packet at work: a dependency is gone from the base branch. */
export function dependencyLost(lost: { name: string; issue: number; sha: string; base: string }): MarkedComment {
  return markedComment(
    MARKER.lostBase.of(lost.issue, lost.sha),
    `Agent: do not rely on ${code(lost.name)} any more. ${code(lost.base)} no longer contains it (${code(short(lost.sha))} was rewritten or reverted). If you need it, ask with \`/ask\` how to continue.`,
  )
}

/** To a packet whose commits are in another packet's branch. */
export function heldBy(
  other: Pick<PacketState, 'name' | 'issue'> & { work: Pick<PacketWork, 'branch'> },
): MarkedComment {
  return markedComment(
    MARKER.heldBy.of(other.issue),
    `${code(other.name)} (#${other.issue}) has commits of this packet in its branch ${code(other.work.branch)}. It cannot merge before this one.`,
  )
}

/** Answers a report to a packet that is over. */
export function overAlready(
  packet: Pick<PacketState, 'name'> & { end: Pick<PacketEnd, 'merged' | 'abandoned'> },
): string {
  if (packet.end.merged)
    return `This packet is over: it was merged as ${code(short(packet.end.merged.sha))}. File a new packet for more work.`
  const by = packet.end.abandoned === null ? '' : ` by ${text(packet.end.abandoned.by, 60)}`
  return `Stop here: this packet was ended${by}, and reports to it have no effect. A writer can reopen its issue to resume it.`
}
