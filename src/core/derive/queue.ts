/** Who is queued for merging, and in which place. */

import { openObjections } from '../objections.ts'
import type { Config } from '../parse/config/schema.ts'
import { queueOrder } from '../schedule/queue.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { PacketState } from '../state.ts'
import type { PacketAnalysis } from './analysis.ts'
import { endedByGitHub, putOutBy } from './github-queue.ts'
import { headMerged } from './heads.ts'
import { mergeEnding } from './status.ts'

/** Queued: a `/merge` whose head is still the head, that no red check ended; or, with `merge: auto`, what is ready. */
export function queueUp(
  packets: PacketState[],
  analyses: Map<number, PacketAnalysis>,
  snapshot: Snapshot,
  config: Config,
): void {
  for (const packet of packets) {
    const analysis = analyses.get(packet.issue)
    if (!analysis || !packet.pull || packet.status === 'merged' || packet.status === 'abandoned') continue
    const merge = analysis.events.merge
    const out = putOutBy(packet, snapshot)
    const ended =
      merge !== null &&
      (mergeEnding(merge, analysis.botComments) !== null || endedByGitHub(out, merge.at, merge.comment, analysis))
    const seen = headMerged(packet, analysis, snapshot)
    if (merge && !ended && seen !== null && seen === packet.head)
      packet.queued = { head: seen, at: merge.at, by: merge.by, comment: merge.comment, place: 0 }
    else if (config.merge === 'auto' && autoReady(packet) && !endedByGitHub(out, packet.doneAt ?? 0, null, analysis)) {
      packet.queued = { head: packet.head ?? '', at: packet.doneAt ?? 0, by: 'merge: auto', comment: null, place: 0 }
    }
  }
  queueOrder(packets.filter((packet) => packet.queued)).forEach((packet, index) => {
    if (packet.queued) packet.queued.place = index + 1
  })
}

const autoReady = (packet: PacketState): boolean =>
  packet.status === 'done' &&
  !packet.needsReview &&
  openObjections(packet).length === 0 &&
  packet.head !== null &&
  packet.checks.integration?.conclusion === 'success'
