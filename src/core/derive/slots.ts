/** Who gets one of the free slots. */
import type { Config } from '../parse/config/schema.ts'
import { startOrder, takesSlot } from '../schedule/capacity.ts'
import type { EvaluatedPacket, Wait } from '../state/packet.ts'
import type { ResolvedPacket } from './resolve.ts'

export interface Slots {
  /** Packets that get a slot now: their branch is to be made. */
  starting: Set<number>
  /** Packets that could start, and get none. */
  left: Set<number>
  /** What those wait for. */
  wait: Wait
}

const isFree = (resolved: ResolvedPacket | undefined): boolean => !resolved?.started && !resolved?.branchTaken

export function assignSlots(
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
