import { roles } from '../code/permissions.ts'
import type { Stage } from '../stage.ts'
import { until } from '../until.ts'
import { createAgent } from './create-agents.ts'

export const startPermissions: Stage = {
  happens: 'The agent of permissions begins',
  async play(scene) {
    await createAgent(scene, 'permissions')
    const tree = scene.worktree('permissions')
    await tree.test(roles)
    await tree.push(roles, 'Roles and what they may do')
    await scene.agent('permissions', 'report', 'running', '30%', 'table of roles done, endpoints next')
    const pull = await until('a pull request for permissions', () => scene.pull('permissions'))
    await scene.reaches('permissions', 'running')
    await scene.dashboard('30 percent', (body) => body.includes('30%'))
    return `draft pull request #${pull.number}, running at 30 %`
  },
}
