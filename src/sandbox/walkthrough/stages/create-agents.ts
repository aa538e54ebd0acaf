import type { CreatedAgent } from '../../../cli/verbs/results/agents.ts'
import type { PacketView } from '../../../cli/verbs/results/packets.ts'
import { branchOf, type PacketName, type Scene } from '../scene.ts'
import type { Stage } from '../stage.ts'
import { expect } from '../until.ts'

/** A worktree for the packet's agent, who reads there what to do. */
export async function createAgent(scene: Scene, name: PacketName): Promise<void> {
  const { branch } = await scene.person<CreatedAgent>(['agent', 'create', name])
  expect(branch === branchOf(name), `the worktree of ${name} is on ${branch}`)
  const { handover } = await scene.agent<PacketView>(name, 'packet', 'show', name)
  expect(handover !== null, `the agent of ${name} got no accepted text`)
}

export const createAgents: Stage = {
  happens: 'Each gets a worktree with its packet: switchyard agent create',
  async play(scene) {
    // One after the other, for they share a clone.
    for (const name of ['db-users', 'api-users', 'tests-users'] as const) await createAgent(scene, name)
    return 'worktrees/agent-db-users, agent-api-users and agent-tests-users'
  },
}
