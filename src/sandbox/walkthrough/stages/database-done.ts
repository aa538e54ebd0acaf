import { repository } from '../code/db-users.ts'
import type { Stage } from '../stage.ts'
import { expect, until } from '../until.ts'

const blocked = 'the mock has done its work, the real repository of db-users is needed; could add validation meanwhile'

export const databaseDone: Stage = {
  happens: 'db-users ticks its criteria and is done; api-users is blocked on its repository',
  async play(scene) {
    const tree = scene.worktree('db-users')
    await tree.test(repository)
    await tree.push(repository, 'User repository')
    await scene.tickAll('db-users')
    await scene.agent('db-users', 'report', 'done', 'migration, and UserRepository with all its methods')
    await scene.agent('api-users', 'report', 'blocked', blocked)
    await scene.reaches('db-users', 'done')
    await scene.reaches('api-users', 'blocked')
    for (const check of ['scope', 'acceptance', 'dependencies', 'integration'])
      await scene.check('db-users', check, 'success')
    await scene.check('db-users', 'contract', 'success', 'neutral')
    await until('the pull request is ready for review', async () => (await scene.pull('db-users'))?.draft === false)
    const pull = await scene.pull('db-users')
    expect(pull?.merged_at === null, 'db-users was merged before anybody said so')
    return `trial merge with main tested; pull request #${pull?.number} ready for review`
  },
}
