import { needsYou } from '../scene.ts'
import type { Stage } from '../stage.ts'

const question = 'should user creation return the created user'
const answer = 'Return the created user.'

export const decide: Stage = {
  happens: 'api-users asks what user creation returns; /decide',
  async play(scene) {
    await scene.dashboard('the question under Needs you', (body) => needsYou(body).includes(question))
    await scene.say('maintainer', 'api-users', `/decide ${answer}`)
    await scene.dashboard('the answer', (body) => body.includes(answer) && !needsYou(body).includes(question))
    await scene.reaches('api-users', 'running')
    return 'answer on record and put to the agent, which never stopped'
  },
}
