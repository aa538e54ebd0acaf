/** What keeps a packet from going to its agent, for people. */

import { dispatchPlan } from '../dispatch/plan.ts'
import type { Config } from '../parse/config/schema.ts'
import type { Packet } from '../parse/packet/reading.ts'
import { workflowFix } from '../render/comments/dispatch.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'

/** `issue`: the packet's, which can start and was not heard of. Empty when nothing is in the way. */
export function dispatchTrouble(
  issue: number,
  packet: Packet,
  config: Config,
  snapshot: Pick<Snapshot, 'refused' | 'repo'>,
): string[] {
  const plan = dispatchPlan(packet, config)
  if (plan.adapter === 'none') return [plan.trouble]
  if (plan.adapter !== 'workflow') return []
  const start = { file: plan.file, ref: plan.ref ?? snapshot.repo.defaultBranch, inputs: named(plan.inputs) }
  return Object.entries(snapshot.refused)
    .filter(([key]) => key.startsWith(`dispatch-workflow #${issue} `))
    .map(
      ([, { status, message }]) =>
        `GitHub refused to start \`${plan.file}\`: ${message}. ${workflowFix(start, status)}`,
    )
}

const named = (more: Record<string, string>) => ({ ...more, packet: '', issue: '', branch: '', base: '' })
