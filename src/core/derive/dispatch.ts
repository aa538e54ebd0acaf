/** What keeps a packet from going to its agent. */
import { dispatchPlan } from '../dispatch/plan.ts'
import type { Config } from '../parse/config/schema.ts'
import type { Packet } from '../parse/packet/reading.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { Trouble } from '../state/obstacles.ts'

/** `issue`: the packet's, which can start and was not heard of. Empty when nothing is in the way. */
export function dispatchTrouble(
  issue: number,
  packet: Packet,
  config: Config,
  snapshot: Pick<Snapshot, 'refused' | 'repo'>,
): Trouble[] {
  const plan = dispatchPlan(packet, config)
  if (plan.cannot !== null) return [{ kind: 'no-dispatch', problem: plan.cannot }]
  return Object.values(snapshot.refused)
    .filter(({ target }) => target.kind === 'dispatch' && target.issue === issue)
    .map((refusal) => plan.refusal(refusal, snapshot.repo.defaultBranch))
    .filter((problem) => problem !== '')
    .map((problem) => ({ kind: 'no-dispatch', problem }))
}
