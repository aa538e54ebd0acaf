import { needsYou } from '../scene.ts'
import type { Stage } from '../stage.ts'

const decision = 'Wrap each test in a transaction and roll it back afterwards.'

export const unblock: Stage = {
  happens: 'tests-users is blocked on its test database; /unblock',
  async play(scene) {
    await scene.say('agent', 'tests-users', '/status blocked the test database is not clean between tests')
    await scene.reaches('tests-users', 'blocked')
    await scene.dashboard('the block under Needs you', (body) => needsYou(body).includes('not clean between tests'))
    await scene.say('maintainer', 'tests-users', `/unblock ${decision}`)
    await scene.reaches('tests-users', 'running')
    await scene.dashboard('the decision', (body) => body.includes('Wrap each test in a transaction'))
    return 'decision on record, running again'
  },
}
