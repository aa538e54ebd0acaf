import type { Stage } from '../stage.ts'
import { expect, until } from '../until.ts'

export const endSession: Stage = {
  happens: 'switchyard session end',
  async play(scene) {
    await scene.person(['session', 'end'])
    const { body } = await scene.botSays('session', 'Session report')
    await until('the session is closed', async () => (await scene.issue('session')).state === 'closed')
    const [done = '', left = ''] = body.split('## Deferred')
    for (const name of ['db-users', 'api-users', 'tests-users'])
      expect(done.includes(name), `the report does not count ${name} as completed`)
    expect((left.split('\n## ')[0] ?? '').includes('permissions'), 'the report does not carry permissions forward')
    return 'report posted, session closed, permissions carried forward'
  },
}
