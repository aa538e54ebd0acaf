import { merge } from '../merged.ts'
import type { Stage } from '../stage.ts'
import { expect } from '../until.ts'

export const testsDone: Stage = {
  happens: 'tests-users is done; /merge',
  async play(scene) {
    await scene.tickAll('tests-users')
    await scene.agent('tests-users', 'report', 'done', 'edge cases covered')
    await scene.check('tests-users', 'integration', 'success')
    const sha = await merge(scene, 'tests-users')
    await scene.reaches('permissions', 'ready')
    expect(await scene.hasBranch('permissions'), 'permissions is ready without a branch')
    return `main moved to ${sha}; permissions got its branch`
  },
}
