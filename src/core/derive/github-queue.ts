/** Where packets stand in GitHub's own merge queue, and how they left it. GitHub knows both, so nothing of it is kept. */

import { integrationRun } from '../checks/integration.ts'
import { groupPrefix, leavingOf, type MergeGroup, type QueueEventFact } from '../merging/queue.ts'
import { readExternalId, type TestedRun } from '../records/check-run.ts'
import { MARKER } from '../records/names.ts'
import type { Queries } from '../snapshot/ask.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { EvaluatedPacket, GitHubPlace, PacketWork } from '../state/packet.ts'
import type { PacketAnalysis } from './analysis.ts'

/**
 * The places of packets, by issue. The queue is asked for where packets are to go through it, and while it has made
 * commits, which want checks.
 */
export function placesAtGitHub(
  packets: EvaluatedPacket[],
  snapshot: Snapshot,
  queries: Queries,
): Map<number, GitHubPlace> {
  const branch = snapshot.repo.defaultBranch
  const routed = packets.filter(
    ({ merge: { route }, work: { pull } }) => route?.way === 'queue' && pull?.state === 'open',
  )
  const isBusy = snapshot.branches.some(({ name }) => name.startsWith(`${groupPrefix}${branch}/`))
  if (routed.length === 0 && !isBusy) return new Map()
  const pulls = routed.flatMap(({ work: { pull } }) => (pull ? [pull.number] : []))
  queries.queue(branch, pulls)
  return new Map(
    packets.flatMap((packet) => {
      const place = placeInQueue(packet, snapshot, queries)
      return place ? [[packet.issue, place]] : []
    }),
  )
}

function placeInQueue(
  packet: EvaluatedPacket,
  snapshot: Pick<Snapshot, 'app' | 'checkRun' | 'results'>,
  queries: Queries,
): GitHubPlace | null {
  const { pull } = packet.work
  const entry = snapshot.results.queue?.entries.find((one) => one.pull === pull?.number)
  if (entry === undefined || pull?.state !== 'open') return null
  const { place, by, group } = entry
  return {
    place,
    byApp: by?.id === snapshot.app.id,
    group: group && { ...group, same: isSame(packet, group, snapshot, queries) },
  }
}

/** Whether its files are those of the trial merge of this packet that passed: then they need not be tested again. */
function isSame(
  packet: EvaluatedPacket,
  group: MergeGroup,
  snapshot: Pick<Snapshot, 'checkRun'>,
  queries: Queries,
): boolean | null {
  const passed = passedRun(packet, snapshot)
  if (passed === null) return false
  return queries.mergedTree(passed.base, passed.head, group.head) ?? null
}

function passedRun(packet: EvaluatedPacket, snapshot: Pick<Snapshot, 'checkRun'>): TestedRun | null {
  const run = integrationRun(packet, snapshot)
  return run?.conclusion === 'success' ? readExternalId(run.externalId) : null
}

const lastEvent = (
  { work: { pull } }: { work: Pick<PacketWork, 'pull'> },
  snapshot: Pick<Snapshot, 'results'>,
): QueueEventFact | undefined => snapshot.results.queue?.events.findLast((event) => event.pull === pull?.number)

/** The queue has merged it, and the pull request was read before that. */
export const isMergedThere = (
  packet: { work: Pick<PacketWork, 'pull'> },
  snapshot: Pick<Snapshot, 'results'>,
): boolean => {
  const last = lastEvent(packet, snapshot)
  return last?.kind === 'removed' && leavingOf(last.reason) === 'merged'
}

/**
 * The event that put it out, while nothing has put it in again: neither a merge nor what the App took out itself, which
 * ends nothing that people asked for.
 */
export function putOutBy(
  packet: { work: Pick<PacketWork, 'pull'> },
  snapshot: Pick<Snapshot, 'app' | 'results'>,
): QueueEventFact | null {
  const last = lastEvent(packet, snapshot)
  if (last?.kind !== 'removed' || packet.work.pull?.state !== 'open') return null
  const leaving = leavingOf(last.reason)
  const own = last.by?.id === snapshot.app.id && leaving === 'manual'
  return own || leaving === 'merged' ? null : last
}

/** Whether that ended what was asked at `at` by a comment with this id (null: by none). */
export function endedByGitHub(
  out: QueueEventFact | null,
  at: number,
  comment: number | null,
  analysis: PacketAnalysis,
): boolean {
  if (out === null || out.at < at) return false
  // GitHub's times are whole seconds, its ids are in order: who asks after it was told has seen it.
  const notice = analysis.botComments.find(MARKER.putOut.of(out.pull, out.at))?.comment.id
  return comment === null || notice === undefined || notice > comment
}
