/** Who is queued for merging, and in which place. */

import { standingObjections } from '../objections.ts'
import type { Config } from '../parse/config/schema.ts'
import { queueOrder } from '../schedule/queue.ts'
import type { Facts } from '../snapshot/snapshot.ts'
import type { PacketState } from '../state.ts'
import type { Draft } from './analysis.ts'
import { endedByGitHub, putOutBy } from './github-queue.ts'
import { headMerged } from './heads.ts'
import { mergeEnding } from './status.ts'

/** Queued: a `/merge` whose head is still the head, that no red check ended; or, with `merge: auto`, what is ready. */
export function queueUp(packets: PacketState[], drafts: Map<number, Draft>, facts: Facts, config: Config): void {
  for (const packet of packets) {
    const draft = drafts.get(packet.issue)
    if (!draft || !packet.pull || packet.status === 'merged' || packet.status === 'abandoned') continue
    const merge = draft.fold.merge
    const out = putOutBy(packet, facts)
    const ended =
      merge !== null && (mergeEnding(merge, draft.told) !== null || endedByGitHub(out, merge.at, merge.comment, draft))
    const seen = headMerged(packet, draft, facts)
    if (merge && !ended && seen !== null && seen === packet.head)
      packet.queued = { head: seen, at: merge.at, by: merge.by, comment: merge.comment, place: 0 }
    else if (config.merge === 'auto' && autoReady(packet) && !endedByGitHub(out, packet.doneAt ?? 0, null, draft)) {
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
  standingObjections(packet).length === 0 &&
  packet.head !== null &&
  packet.checks.integration?.conclusion === 'success'
