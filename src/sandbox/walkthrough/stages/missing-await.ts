import { withoutAwait } from '../code/api-users.ts'
import type { Stage } from '../stage.ts'
import { expect } from '../until.ts'

const failing = 'POST /api/users returns the created user'

/** With the mock every call answered at once, so the agent looked at it by hand and reported done. */
export const missingAwait: Stage = {
  happens: 'api-users is done, but an await is missing',
  async play(scene) {
    await scene.agent('api-users', 'agent', 'sync')
    await scene.worktree('api-users').push(withoutAwait, 'The real repository, and the other endpoints')
    await scene.tickAll('api-users')
    await scene.agent('api-users', 'report', 'done', 'endpoints work on the real repository')
    const { output } = await scene.check('api-users', 'integration', 'failure')
    const shown = [output.title, output.summary, output.text].join('\n')
    expect(shown.includes(failing), 'the failing test is not shown in the check')
    await scene.botSays('api-users', 'Back to running')
    await scene.reaches('api-users', 'running')
    return `trial merge fails, main untouched, the agent has the log`
  },
}
