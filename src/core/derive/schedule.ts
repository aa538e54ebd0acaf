/** Fourth stage: slots and places in the queues, which packets get beside each other. */
import type { Config } from '../parse/config/schema.ts'
import { startOrder, takesSlot } from '../schedule/capacity.ts'
import type { Queries } from '../snapshot/ask.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { EvaluatedPacket, ScheduledPacket, Wait } from '../state/packet.ts'
import type { PacketAnalysis } from './analysis.ts'
import { placesAtGitHub } from './github-queue.ts'
import { queuePlaces } from './queue.ts'
import { issueOfLinked, type ResolvedPacket } from './resolve.ts'

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
  const queued = queuePlaces(packets, analyses, snapshot, config, queries)
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

interface Slots {
  /** Packets that get a slot now: their branch is to be made. */
  starting: Set<number>
  /** Packets that could start, but get no slot. */
  left: Set<number>
  /** What those wait for. */
  wait: Wait
}

const isFree = (resolved: ResolvedPacket | undefined): boolean => !resolved?.started && !resolved?.branchTaken

function assignSlots(
  packets: EvaluatedPacket[],
  resolved: ReadonlyMap<number, ResolvedPacket>,
  { capacity }: Pick<Config, 'capacity'>,
): Slots {
  const candidates = packets.filter(
    (packet) => packet.status === 'waiting' && packet.waits.length === 0 && isFree(resolved.get(packet.issue)),
  )
  const byHand = candidates.filter((packet) => packet.progress.startedByHand)
  const taken = packets.filter((packet) => takesSlot(packet.status)).length + byHand.length
  const inOrder = startOrder(
    candidates.filter((packet) => !packet.progress.startedByHand),
    packets,
  )
  const free = Math.max(0, capacity - taken)
  return {
    starting: new Set([...byHand, ...inOrder.slice(0, free)].map(({ issue }) => issue)),
    left: new Set(inOrder.slice(free).map(({ issue }) => issue)),
    wait: { kind: 'capacity', running: taken + Math.min(free, inOrder.length), capacity },
  }
}
