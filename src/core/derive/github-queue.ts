/** Reads the places of packets in GitHub's merge queue, and how packets left it. GitHub has both, so nothing is stored. */
import { integrationRun } from '../checks/integration.ts'
import { groupPrefix, type MergeGroup, type QueueEventFact, removalReason } from '../merging/queue.ts'
import { readExternalId, type TestedRun } from '../records/check-run.ts'
import { MARKER } from '../records/names.ts'
import type { Queries } from '../snapshot/ask.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { EvaluatedPacket, GitHubPlace, PacketWork } from '../state/packet.ts'
import type { PacketAnalysis } from './analysis.ts'

/**
 * Returns the places of packets, by issue. Queries the queue when packets are merged through it, and while it has created
 * commits that need checks.
 */
export function placesAtGitHub(
  packets: EvaluatedPacket[],
  snapshot: Snapshot,
  queries: Queries,
): Map<number, GitHubPlace> {
  // The queue of the default branch is read for pull requests that are not packets, too.
  const bases = new Set([snapshot.baseBranch(), ...packets.map(({ base }) => base.branch)])
  const placesOf = (base: string) =>
    placesOn(
      packets.filter((packet) => packet.base.branch === base),
      snapshot.on(base),
      queries,
    )
  return new Map([...bases].flatMap((base) => [...placesOf(base)]))
}

function placesOn(packets: EvaluatedPacket[], snapshot: Snapshot, queries: Queries): Map<number, GitHubPlace> {
  const branch = snapshot.baseBranch()
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

/** Returns whether the group has the tree of the packet's passed trial merge, so that no test is needed; null if unknown. */
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

/** Returns whether the queue has merged a pull request that the snapshot still shows as open. */
export const isMergedThere = (
  packet: { work: Pick<PacketWork, 'pull'> },
  snapshot: Pick<Snapshot, 'results'>,
): boolean => {
  const last = lastEvent(packet, snapshot)
  return last?.kind === 'removed' && removalReason(last.reason) === 'merged'
}

/**
 * Returns the event that removed the pull request from the queue, if it is still out. A merge and a removal by the App do
 * not count, because they end no request of a person.
 */
export function putOutBy(
  packet: { work: Pick<PacketWork, 'pull'> },
  snapshot: Pick<Snapshot, 'app' | 'results'>,
): QueueEventFact | null {
  const last = lastEvent(packet, snapshot)
  if (last?.kind !== 'removed' || packet.work.pull?.state !== 'open') return null
  const leaving = removalReason(last.reason)
  const own = last.by?.id === snapshot.app.id && leaving === 'manual'
  return own || leaving === 'merged' ? null : last
}

/** Returns whether the removal ended a request made at `at` by a comment with this id (null: without a comment). */
export function endedByGitHub(
  out: QueueEventFact | null,
  at: number,
  comment: number | null,
  analysis: PacketAnalysis,
): boolean {
  if (out === null || out.at < at) return false
  // GitHub: times are whole seconds, and ids ascend. A request after the notice was made knowing the removal.
  const notice = analysis.botComments.find(MARKER.putOut.of(out.pull, out.at))?.comment.id
  return comment === null || notice === undefined || notice > comment
}
