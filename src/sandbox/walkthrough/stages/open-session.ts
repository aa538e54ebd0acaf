import type { Stage } from '../stage.ts'
import { until } from '../until.ts'

const pinned = `query($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) { issue(number: $number) { isPinned } }
}`

interface Pinned {
  repository: { issue: { isPinned: boolean } }
}

export const openSession: Stage = {
  happens: 'The maintainer opens the session user-management: switchyard session start',
  async play(scene) {
    const goal = 'List, create, change and delete users, with roles, in one afternoon.'
    const number = await scene.file('session', ['session', 'start', 'user-management', '--goal', goal])
    await scene.dashboard('a table, and the goal kept', (body) => body.includes('Last check') && body.includes(goal))
    const [owner, name] = scene.info.repo.split('/')
    await until('the dashboard is pinned', async () => {
      const { repository } = await scene.client.graphql<Pinned>(pinned, { owner, name, number })
      return repository.issue.isPinned
    })
    return `dashboard pinned: ${scene.info.url}/${scene.info.repo}/issues/${number}`
  },
}
