/** The merge queue: which packets are queued, and in which order. */
import { openObjections } from '../merging/block.ts'
import type { Config } from '../parse/config/schema.ts'
import type { Queries } from '../snapshot/ask.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { EvaluatedPacket, QueueState } from '../state/packet.ts'
import type { PacketAnalysis } from './analysis.ts'
import { endedByGitHub, putOutBy } from './github-queue.ts'
import { headMerged } from './heads.ts'
import { mergeEnding } from './status.ts'

/** Returns the places in the queue, by issue. */
export function queuePlaces(
  packets: EvaluatedPacket[],
  analyses: ReadonlyMap<number, PacketAnalysis>,
  snapshot: Snapshot,
  config: Config,
  queries: Queries,
): Map<number, QueueState> {
  const queued = packets.flatMap((packet) => {
    const analysis = analyses.get(packet.issue)
    const request = analysis ? requestOf(packet, analysis, { snapshot, config, queries }) : null
    return request ? [{ issue: packet.issue, dependencies: packet.dependencies, queued: request }] : []
  })
  return new Map(queueOrder(queued).map((one, index) => [one.issue, { ...one.queued, place: index + 1 }]))
}

/** Returns a packet's request: a `/merge` for the current head that no red check ended, or `merge: auto` when ready. */
function requestOf(
  packet: EvaluatedPacket,
  analysis: PacketAnalysis,
  { snapshot, config, queries }: { snapshot: Snapshot; config: Config; queries: Queries },
): Omit<QueueState, 'place'> | null {
  if (!packet.work.pull || packet.status === 'merged' || packet.status === 'abandoned') return null
  const merge = analysis.events.merge
  const out = putOutBy(packet, snapshot.on(packet.base.branch))
  const ended =
    merge !== null &&
    (mergeEnding(merge, analysis.botComments) !== null || endedByGitHub(out, merge.at, merge.comment, analysis))
  const seen = headMerged(packet, analysis, snapshot.on(packet.base.branch), queries)
  if (merge && !ended && seen !== null && seen === packet.work.head)
    return { head: seen, at: merge.at, by: merge.by, comment: merge.comment }
  const isAuto = config.merge === 'auto' && autoReady(packet)
  if (!isAuto || endedByGitHub(out, packet.progress.doneAt ?? 0, null, analysis)) return null
  return { head: packet.work.head ?? '', at: packet.progress.doneAt ?? 0, by: 'merge: auto', comment: null }
}

const autoReady = (packet: EvaluatedPacket): boolean =>
  packet.status === 'done' &&
  !packet.merge.needsReview &&
  openObjections(packet).length === 0 &&
  packet.work.head !== null &&
  packet.work.checks.integration?.conclusion === 'success'

type Queued = Pick<EvaluatedPacket, 'issue' | 'dependencies'> & { queued: Pick<QueueState, 'at' | 'comment'> | null }

const first = (a: Queued, b: Queued) =>
  (a.queued?.at ?? 0) - (b.queued?.at ?? 0) || (a.queued?.comment ?? a.issue) - (b.queued?.comment ?? b.issue)

const waitsFor = (packet: Queued, kind: 'hard' | 'soft', left: Queued[]) =>
  packet.dependencies.some(
    (one) => one.kind === kind && left.some((other) => other.issue === one.issue && other !== packet),
  )

/** Queued packets in merge order. A cycle among soft dependencies is broken at the one queued first. */
export function queueOrder<P extends Queued>(packets: P[]): P[] {
  const left = packets.toSorted(first)
  const order: P[] = []
  while (left.length > 0) {
    const next =
      left.find((packet) => !waitsFor(packet, 'hard', left) && !waitsFor(packet, 'soft', left)) ??
      left.find((packet) => !waitsFor(packet, 'hard', left)) ??
      left[0]
    if (!next) break
    order.push(next)
    left.splice(left.indexOf(next), 1)
  }
  return order
}
