/** Who gets one of the free places. */
import type { Config } from '../parse/config/schema.ts'
import { startOrder, takesSlot } from '../schedule/capacity.ts'
import type { PacketState } from '../state.ts'
import type { ResolvedPacket } from './packet.ts'

const isFree = (resolved: ResolvedPacket | undefined): boolean => !resolved?.started && !resolved?.branchTaken

/** Free places go out; who gets none says so in its waits. */
export function assignSlots(
  packets: PacketState[],
  resolved: Map<number, ResolvedPacket>,
  config: Config,
): Set<number> {
  const candidates = packets.filter(
    (packet) => packet.status === 'waiting' && packet.waits.length === 0 && isFree(resolved.get(packet.issue)),
  )
  const byHand = candidates.filter((packet) => packet.startedByHand)
  const taken = packets.filter((packet) => takesSlot(packet.status)).length + byHand.length
  const inOrder = startOrder(
    candidates.filter((packet) => !packet.startedByHand),
    packets,
  )
  const free = Math.max(0, config.capacity - taken)
  for (const packet of inOrder.slice(free))
    packet.waits.push({ kind: 'capacity', running: taken + Math.min(free, inOrder.length), capacity: config.capacity })
  return new Set([...byHand, ...inOrder.slice(0, free)].map((packet) => packet.issue))
}
