/** Predicts which live branches would conflict when merged, among those that go to the same base branch. */

import type { Queries } from '../snapshot/ask.ts'
import type { ScheduledPacket } from '../state/packet.ts'
import type { OverlapState } from '../state.ts'

/** Number of pairs that are checked, oldest packets first. */
const MOST_PAIRS = 300

interface Branch {
  packet: ScheduledPacket
  sha: string
}

const isLive = ({ status }: ScheduledPacket): boolean =>
  !['merged', 'abandoned', 'proposed', 'invalid'].includes(status)

/** Queries what is not known yet. Leaves out pairs without an answer. */
export function predictConflicts(packets: ScheduledPacket[], queries: Queries): OverlapState[] {
  const branches = packets.flatMap((packet): Branch[] =>
    isLive(packet) && packet.work.branchSha !== null && (packet.work.ahead ?? 0) > 0
      ? [{ packet, sha: packet.work.branchSha }]
      : [],
  )
  const withBase = branches
    .filter(({ packet }) => packet.base.sha !== '')
    .map(({ packet, sha }) => ({
      shas: [sha, packet.base.sha] as const,
      show: (paths: string[]): OverlapState => ({
        packets: [packet.name, packet.base.branch],
        paths,
        issues: [packet.issue],
      }),
    }))
  const pairs = branches.flatMap((other, index) =>
    branches
      .slice(0, index)
      .filter(({ packet }) => packet.base.branch === other.packet.base.branch)
      .map((one) => pairOf(one, other)),
  )
  return [...withBase, ...pairs].slice(0, MOST_PAIRS).flatMap(({ shas: [one, other], show }) => {
    const known = queries.conflict(one, other)
    return known && known.length > 0 ? [show(known)] : []
  })
}

function pairOf(one: Branch, other: Branch) {
  return {
    shas: [one.sha, other.sha] as const,
    show: (paths: string[]): OverlapState => ({
      packets: [one.packet.name, other.packet.name],
      paths,
      issues: [one.packet.issue, other.packet.issue],
      first: firstOf(one.packet, other.packet).name,
    }),
  }
}

/** As they would be merged: what the other depends on, then what was queued or done first, then what was filed first. */
function firstOf(a: ScheduledPacket, b: ScheduledPacket): ScheduledPacket {
  if (dependsOn(a, b) !== dependsOn(b, a)) return dependsOn(a, b) ? b : a
  const late = Number.POSITIVE_INFINITY
  const order = [
    (packet: ScheduledPacket) => packet.queued?.place ?? late,
    (packet: ScheduledPacket) => (packet.status === 'done' ? (packet.progress.doneAt ?? late) : late),
    (packet: ScheduledPacket) => packet.issue,
  ]
  const differing = order.find((by) => by(a) !== by(b))
  return differing && differing(b) < differing(a) ? b : a
}

const dependsOn = (a: ScheduledPacket, b: ScheduledPacket): boolean =>
  a.dependencies.some((one) => one.issue === b.issue)

/** Returns the predicted conflicts of one packet, with the other side and the files. */
export function conflictsOf(packet: ScheduledPacket, conflicts: OverlapState[]): { with: string; paths: string[] }[] {
  return conflicts
    .filter(({ issues }) => issues?.includes(packet.issue))
    .map(({ packets: [one, other], issues, paths }) => ({ with: issues?.[0] === packet.issue ? other : one, paths }))
}
