import { repository } from '../code/db-users.ts'
import type { Stage } from '../stage.ts'
import { expect, until } from '../until.ts'

const blockedReport = `**STATUS: BLOCKED**
Reason: The mock has done its work, the real repository is needed

Blocking: Integration with the UserRepository of db-users
Can continue: More validation of input`

const doneReport = `**STATUS: DONE**
Completed:
- Migration, run twice in a test
- UserRepository with all its methods

Files changed:
- src/lib/repositories/user.js (new)
- src/lib/repositories/user.test.js (new)

Ready for: Integration review`

export const databaseDone: Stage = {
  happens: 'db-users is done; api-users is blocked on its repository',
  async play(scene) {
    const clone = await scene.clone('db-users')
    await clone.test(repository)
    await clone.push(repository, 'User repository')
    await scene.tickAll('db-users')
    await scene.say('agent', 'db-users', doneReport)
    await scene.say('agent', 'api-users', blockedReport)
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
