import { needsYou } from '../scene.ts'
import type { Stage } from '../stage.ts'
import { expect } from '../until.ts'

const question = 'Should user creation return the created user'
const answer = 'Return the created user.'

export const decide: Stage = {
  happens: 'The agent of api-users waits for the answer to its question; /decide',
  async play(scene) {
    await scene.dashboard('the question under Needs you', (body) => needsYou(body).includes(question))
    const heard = await scene.answered('api-users', ['--for', 'decision'], () =>
      scene.say('maintainer', 'api-users', `/decide ${answer}`),
    )
    expect(heard.includes(answer), `the agent of api-users heard "${heard}"`)
    await scene.dashboard('the answer', (body) => body.includes(answer) && !needsYou(body).includes(question))
    await scene.reaches('api-users', 'running')
    return 'answer on record and put to the agent, which never stopped'
  },
}
