/** The merge queue: hard dependencies first, then soft ones, then who was queued first. */
import type { EvaluatedPacket, QueueState } from '../state/packet.ts'

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
