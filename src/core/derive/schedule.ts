/** Fourth stage: slots and places in the queues, which packets get beside each other. */
import type { Config } from '../parse/config/schema.ts'
import type { Queries } from '../snapshot/ask.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { EvaluatedPacket, ScheduledPacket } from '../state/packet.ts'
import type { PacketAnalysis } from './analysis.ts'
import { placesAtGitHub } from './github-queue.ts'
import { queuePlaces } from './queue.ts'
import { issueOfLinked, type ResolvedPacket } from './resolve.ts'
import { assignSlots } from './slots.ts'

export interface Schedule {
  packets: ScheduledPacket[]
  /** Packets that get a slot now: their branch is to be made. */
  starting: Set<number>
}

export function schedulePackets(
  packets: EvaluatedPacket[],
  resolved: ResolvedPacket[],
  analyses: ReadonlyMap<number, PacketAnalysis>,
  { snapshot, config, queries }: { snapshot: Snapshot; config: Config; queries: Queries },
): Schedule {
  const slots = assignSlots(packets, new Map(resolved.map((one) => [issueOfLinked(one), one])), config)
  const atGitHub = placesAtGitHub(packets, snapshot, queries)
  const queued = queuePlaces(packets, analyses, snapshot, config)
  return {
    packets: packets.map((packet) => ({
      ...packet,
      waits: slots.left.has(packet.issue) ? [...packet.waits, slots.wait] : packet.waits,
      queued: queued.get(packet.issue) ?? null,
      atGitHub: atGitHub.get(packet.issue) ?? null,
    })),
    starting: slots.starting,
  }
}
