import type { Files } from '../checkout.ts'
import { overMock } from '../code/api-users.ts'
import { schema } from '../code/db-users.ts'
import { factory } from '../code/tests-users.ts'
import type { PacketName, Scene } from '../scene.ts'
import type { Stage } from '../stage.ts'
import { expect, until } from '../until.ts'

/** The first work of an agent: clone, write, test, push, report. */
async function work(scene: Scene, name: PacketName, files: Files, message: string, report: string): Promise<void> {
  const clone = await scene.clone(name)
  await clone.test(files)
  await clone.push(files, message)
  await scene.say('agent', name, report)
}

const databaseReport = `**STATUS: RUNNING**
Progress:
- Tables users, roles and user_roles
- Migration drafted
- Working on the repository

~40% complete, on track.`

const apiReport = `**STATUS: RUNNING**
Progress:
- Mock repository in place
- GET /api/users and GET /api/users/:id

~35% complete. Question: should user creation return the created user or just the ID?`

export const begin: Stage = {
  happens: 'Three agents clone, write, push and report',
  async play(scene) {
    await Promise.all([
      work(scene, 'db-users', schema, 'Tables and migration', databaseReport),
      work(scene, 'api-users', overMock, 'List and read users, over a mock', apiReport),
      work(scene, 'tests-users', factory, 'Factory for users', '/status running 25% factory for users done'),
    ])
    for (const name of ['db-users', 'api-users', 'tests-users'] as const) {
      await scene.reaches(name, 'running')
      const pull = await until(`a pull request for ${name}`, () => scene.pull(name))
      expect(pull.draft, `the pull request of ${name} is no draft`)
      expect(pull.body?.includes(`#${scene.numberOf(name)}`) ?? false, `the pull request of ${name} closes no issue`)
    }
    await scene.dashboard('40, 35 and 25 percent', (body) => ['40%', '35%', '25%'].every((n) => body.includes(n)))
    return 'three draft pull requests; running at 40, 35 and 25 %'
  },
}
