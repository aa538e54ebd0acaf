import { edgeCases } from '../code/tests-users.ts'
import { needsYou } from '../scene.ts'
import type { Stage } from '../stage.ts'
import { expect } from '../until.ts'

const page = 'docs/testing.md'

interface Annotation {
  path: string
}

export const scope: Stage = {
  happens: `tests-users writes ${page}, out of bounds; /scope allow`,
  async play(scene) {
    await scene.agent('tests-users', 'agent', 'sync')
    const tree = scene.worktree('tests-users')
    await tree.test(edgeCases)
    await tree.push(edgeCases, 'Edge cases, and a page on testing')
    await scene.reaches('tests-users', 'drifting')
    const { id } = await scene.check('tests-users', 'scope', 'failure')
    const annotations = await scene.client.get<Annotation[]>(`check-runs/${id}/annotations`)
    expect(
      annotations.some(({ path }) => path === page),
      `${page} is not annotated`,
    )
    await scene.agent('tests-users', 'scope', page, 'the helpers need a page')
    await scene.dashboard('the request under Needs you', (body) => needsYou(body).includes(page))
    await scene.say('maintainer', 'tests-users', '/scope allow')
    await scene.reaches('tests-users', 'running')
    await scene.check('tests-users', 'scope', 'success')
    return 'drifting at first; grant on record, scope check green'
  },
}
