import { packets } from '../packets.ts'
import { branchOf, type PacketName } from '../scene.ts'
import type { Stage } from '../stage.ts'
import { expect } from '../until.ts'

const names: PacketName[] = ['db-users', 'api-users', 'tests-users']

export const filePackets: Stage = {
  happens: 'Three packets are filed: switchyard packet create',
  async play(scene) {
    for (const name of names) await scene.file(name, ['packet', 'create', name, '--file', '-'], packets[name])
    for (const name of names) {
      await scene.reaches(name, 'ready')
      expect(await scene.hasBranch(name), `${name} is ready without a branch`)
      await scene.botSays(name, 'git worktree add')
    }
    await scene.dashboard('three rows', (body) => names.every((name) => body.includes(branchOf(name))))
    return 'db-users, api-users and tests-users have a branch and a briefing'
  },
}
