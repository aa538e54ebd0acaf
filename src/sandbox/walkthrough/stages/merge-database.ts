import { merge } from '../merged.ts'
import type { Stage } from '../stage.ts'

export const mergeDatabase: Stage = {
  happens: '/merge on db-users',
  async play(scene) {
    const sha = await merge(scene, 'db-users')
    await scene.botSays('api-users', `is merged as \`${sha}\``)
    await scene.reaches('api-users', 'running')
    return `main moved to the tested commit ${sha}; api-users told, running again`
  },
}
