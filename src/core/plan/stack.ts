/** What keeps a stack from merging: every packet in it has its own gates, and the stack lands as a whole. */
import { obstacleLine } from '../render/obstacles.ts'
import { mergeBlockWords } from '../render/rules.ts'
import { belowClosed, belowDraft, belowStray, belowWaits } from '../render/stack.ts'
import type { PacketState } from '../state/packet.ts'
import type { State } from '../state.ts'

/** Returns why what is below a packet in its stack may not land yet, from the bottom up; empty: all of it may. */
export function stackWaits(packet: PacketState, state: State): string[] {
  return (packet.merge.stack?.below ?? []).flatMap((one) => {
    if (one.state === 'closed') return [belowClosed(one.number)]
    const packets = one.packets.flatMap(({ issue }) => state.packets.find((other) => other.issue === issue) ?? [])
    if (packets.length === 0) return [belowStray(one.number)]
    const waits = packets.flatMap((other) => gatesOf(other, one.headSha).map((why) => belowWaits(other, why)))
    // The App marks what is done as ready by itself.
    return waits.length === 0 && one.draft ? [belowDraft(one.number)] : waits
  })
}

/** What the packet itself would have to meet to merge, besides a `/merge` of its own. */
function gatesOf(packet: PacketState, head: string): string[] {
  const { status, work, merge } = packet
  if (status !== 'done') return [`is ${status}`]
  if (work.head !== head) return ['has moved on: GitHub must rebase the stack']
  const obstacles = merge.obstacles.map((one) => obstacleLine(one, packet.base.branch))
  if (obstacles.length > 0) return obstacles
  // The stack does not merge by the way that the packet alone would take.
  const block = merge.mergeBlock?.kind === 'base-unguarded' ? null : merge.mergeBlock
  if (block !== null) return [`cannot merge: ${mergeBlockWords(block)}`]
  if (merge.trouble.length > 0) return ['has trouble, see its card']
  const red = Object.values(work.checks).find(
    (check) => check.conclusion !== 'success' && check.conclusion !== 'neutral',
  )
  if (red !== undefined || work.checks.integration === undefined)
    return [`has no passed check \`switchyard/${red?.name ?? 'integration'}\``]
  return []
}
