import { merge } from '../merged.ts'
import type { Stage } from '../stage.ts'
import { expect } from '../until.ts'

export const mergeDatabase: Stage = {
  happens: '/merge on db-users; the agent of api-users waits for it',
  async play(scene) {
    let sha = ''
    const heard = await scene.answered('api-users', ['--for', 'unblock'], async () => {
      sha = await merge(scene, 'db-users')
    })
    expect(heard.includes(sha), `the agent of api-users heard "${heard}"`)
    await scene.botSays('api-users', `is merged as \`${sha}\``)
    await scene.reaches('api-users', 'running')
    return `main moved to the tested commit ${sha}; api-users told, running again`
  },
}
