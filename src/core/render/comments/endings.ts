/** What people hear when a packet, its pull request or its branch ended otherwise than by a merge. */

import { type MarkedComment, markedComment } from '../../records/markers.ts'
import { MARKER } from '../../records/names.ts'
import type { Obstacle } from '../../state/obstacles.ts'
import type { PacketEnd, PacketState, PacketWork } from '../../state/packet.ts'
import { code, prose, text } from '../escape.ts'
import { obstacleWords } from '../obstacles.ts'
import { list, short } from '../words.ts'

/** Each obstacle is told once where people and agents read; `id` tells this one from a later one of its kind. */
export function obstacleNotice(one: Obstacle, id: string, base: string): MarkedComment {
  const { what, fix } = obstacleWords(one, base)
  const words = prose(`This packet ${what}.`, 600)
  return markedComment(MARKER.obstacle.of(one.kind, id), `${prose(fix, 400)} ${words}`)
}

/** Closed by words in somebody's work, or by GitHub by mistake. */
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
    `${cause}, and this packet is not delivered by that: it is open again, and its agent goes on. To end it, say \`/abandon\`.`,
  )
}

/** Closed by hand: where the agent reads, with who did it and how to go on. */
export function closedByHand(closed: { by: string; at: number; branch: string | null }): MarkedComment {
  return markedComment(
    MARKER.closed.of(closed.at),
    `Agent: stop here. ${text(closed.by, 60)} closed this packet without a merge. Reopen the issue to go on with it, or say \`/abandon WHY\` so that whoever waits for it knows why.`,
    closed.branch !== null && `The branch ${code(closed.branch)} stays where it is.`,
  )
}

/** Its other branch counts from now on. */
export function adopted(branch: string, pull: number, written: string): MarkedComment {
  return markedComment(
    MARKER.adopted.of(pull),
    `Works on ${code(branch)} (#${pull}); ${code(written)} is not used. Checks, trial and merge go by that pull request.`,
  )
}

/** To a packet at work: what it was built on is gone from the base branch. */
export function dependencyLost(lost: { name: string; issue: number; sha: string; base: string }): MarkedComment {
  return markedComment(
    MARKER.lostBase.of(lost.issue, lost.sha),
    `Agent: do not count on ${code(lost.name)} any more. ${code(lost.base)} has lost it (${code(short(lost.sha))} was rewritten or reverted). Ask with \`/ask\` how to go on where you need it.`,
  )
}

/** To the packet whose commits came into another's branch. */
export function heldBy(
  other: Pick<PacketState, 'name' | 'issue'> & { work: Pick<PacketWork, 'branch'> },
): MarkedComment {
  return markedComment(
    MARKER.heldBy.of(other.issue),
    `${code(other.name)} (#${other.issue}) has commits of this packet in its branch ${code(other.work.branch)}. It does not merge before this one.`,
  )
}

/** A report to a packet that is over. */
export function overAlready(
  packet: Pick<PacketState, 'name'> & { end: Pick<PacketEnd, 'merged' | 'abandoned'> },
): string {
  if (packet.end.merged)
    return `This packet is over: it was merged as ${code(short(packet.end.merged.sha))}. For more work, file a new packet.`
  const by = packet.end.abandoned === null ? '' : ` by ${text(packet.end.abandoned.by, 60)}`
  return `Stop here: this packet was ended${by}, and what is reported to it counts for nothing. A writer reopens its issue to take it up again.`
}
