/** What keeps a packet from going to its agent, for people. */

import { dispatchPlan } from '../dispatch/plan.ts'
import type { Config } from '../parse/config/schema.ts'
import type { Packet } from '../parse/packet/reading.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'

/** `issue`: the packet's, which can start and was not heard of. Empty when nothing is in the way. */
export function dispatchTrouble(issue: number, packet: Packet, config: Config, snapshot: Snapshot): string[] {
  const plan = dispatchPlan(packet, config)
  if (plan.cannot !== null) return [plan.cannot]
  return Object.entries(snapshot.refused)
    .filter(([key]) => key.startsWith(`dispatch #${issue} `))
    .map(([, refusal]) => plan.refusal(refusal, snapshot.repo.defaultBranch))
    .filter((words) => words !== '')
}
