import { withAwait } from '../code/api-users.ts'
import { merge } from '../merged.ts'
import type { Stage } from '../stage.ts'

export const awaitMended: Stage = {
  happens: 'api-users adds the await and is done again; /merge',
  async play(scene) {
    const tree = scene.worktree('api-users')
    await tree.test(withAwait)
    await tree.push(withAwait, 'Wait for the created user')
    await scene.agent('api-users', 'report', 'done', 'the missing await is in')
    await scene.check('api-users', 'integration', 'success')
    const sha = await merge(scene, 'api-users')
    return `trial merge passes, main moved to ${sha}`
  },
}
