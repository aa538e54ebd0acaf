import { needsYou } from '../scene.ts'
import type { Stage } from '../stage.ts'
import { expect } from '../until.ts'

const decision = 'Wrap each test in a transaction and roll it back afterwards.'

export const unblock: Stage = {
  happens: 'tests-users is blocked on its test database; /unblock',
  async play(scene) {
    await scene.agent('tests-users', 'report', 'blocked', 'the test database is not clean between tests')
    await scene.reaches('tests-users', 'blocked')
    await scene.dashboard('the block under Needs you', (body) => needsYou(body).includes('not clean between tests'))
    const heard = await scene.answered('tests-users', ['--for', 'unblock'], () =>
      scene.say('maintainer', 'tests-users', `/unblock ${decision}`),
    )
    expect(heard.includes(decision), `the agent of tests-users heard "${heard}"`)
    await scene.reaches('tests-users', 'running')
    await scene.dashboard('the decision', (body) => body.includes('Wrap each test in a transaction'))
    return 'decision on record, running again'
  },
}
