import { overMock } from '../code/api-users.ts'
import { schema } from '../code/db-users.ts'
import { factory } from '../code/tests-users.ts'
import type { Files } from '../machine.ts'
import type { PacketName, Scene } from '../scene.ts'
import type { Stage } from '../stage.ts'
import { expect, until } from '../until.ts'

interface Work {
  files: Files
  message: string
  percent: number
  report: string
}

const works: Record<'db-users' | 'api-users' | 'tests-users', Work> = {
  'db-users': {
    files: schema,
    message: 'Tables and migration',
    percent: 40,
    report: 'tables and migration done, working on the repository',
  },
  'api-users': {
    files: overMock,
    message: 'List and read users, over a mock',
    percent: 35,
    report: 'GET /api/users and GET /api/users/:id over a mock',
  },
  'tests-users': { files: factory, message: 'Factory for users', percent: 25, report: 'factory for users done' },
}

const names = ['db-users', 'api-users', 'tests-users'] as const

/** The first work of an agent: write, test, push, report. */
async function work(scene: Scene, name: PacketName, { files, message, percent, report }: Work): Promise<void> {
  const tree = scene.worktree(name)
  await tree.test(files)
  await tree.push(files, message)
  await scene.agent(name, 'report', 'running', `${percent}%`, report)
}

export const begin: Stage = {
  happens: 'Three agents write, push and report; one asks: switchyard report, ask',
  async play(scene) {
    await Promise.all(names.map((name) => work(scene, name, works[name])))
    await scene.agent('api-users', 'ask', 'Should user creation return the created user or just the ID?')
    for (const name of names) {
      await scene.reaches(name, 'running')
      const pull = await until(`a pull request for ${name}`, () => scene.pull(name))
      expect(pull.draft, `the pull request of ${name} is no draft`)
      expect(pull.body?.includes(`#${scene.numberOf(name)}`) ?? false, `the pull request of ${name} closes no issue`)
    }
    await scene.dashboard('40, 35 and 25 percent', (body) => ['40%', '35%', '25%'].every((n) => body.includes(n)))
    return 'three draft pull requests; running at 40, 35 and 25 %'
  },
}
