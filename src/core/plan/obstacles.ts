/** What stands between a packet and its merge: what git and GitHub show (`fold/obstacles.ts`), checks, and rules. */

import { checkRunName } from '../records/check-run.ts'
import { obstacleLine } from '../render/obstacles.ts'
import { troubleWords } from '../render/refused.ts'
import { mergeBlockWords } from '../render/rules.ts'
import type { PacketState } from '../state/packet.ts'
import type { State } from '../state.ts'
import { readingChecks } from './checks.ts'

export const pullOpen = (packet: PacketState) =>
  packet.work.pull?.state === 'open' && packet.work.head !== null && packet.work.pull.headSha === packet.work.head

/** What keeps a queued packet from merging, apart from its trial; empty when nothing does. */
export function obstacles(packet: PacketState, state: State): string[] {
  if (packet.status !== 'done') return [`it is ${packet.status}, and merges once its agent has reported done`]
  const red = readingChecks(packet, state).filter((result) => result.conclusion === 'failure')
  return [
    ...packet.merge.obstacles.map((one) => obstacleLine(one, state.baseBranch)),
    ...red.map((result) => `\`${checkRunName(result.name)}\` is red`),
    ...(packet.merge.mergeBlock ? [mergeBlockWords(packet.merge.mergeBlock)] : []),
    ...packet.merge.trouble.map(troubleWords),
  ]
}
