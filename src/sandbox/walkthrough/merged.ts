/** A merge, and all that belongs to it. */
import type { RemovedAgent } from '../../cli/verbs/results/agents.ts'
import type { PacketName, Scene } from './scene.ts'
import { expect, until } from './until.ts'

interface Branch {
  commit: { sha: string }
}

/** `/merge` by the maintainer, and what must come of it; then the worktree goes. Gives the merge commit's short name. */
export async function merge(scene: Scene, name: PacketName): Promise<string> {
  await scene.answered(name, ['--for', 'merge'], () => scene.say('maintainer', name, '/merge'))
  const pull = await until(`${name} is merged`, async () => {
    const found = await scene.pull(name)
    return found?.merged_at ? found : null
  })
  await scene.reaches(name, 'merged')
  await until(`the branch of ${name} is gone`, async () => !(await scene.hasBranch(name)))
  expect((await scene.issue(name)).state === 'closed', `the issue of ${name} is still open`)
  const main = await scene.client.get<Branch>(`branches/${scene.info.defaultBranch}`)
  expect(main.commit.sha === pull.merge_commit_sha, `main is not at the tested commit of ${name}`)
  const { lost } = await scene.person<RemovedAgent>(['agent', 'remove', name])
  expect(lost.commits.length === 0, `${name} was merged, and its worktree had commits of its own`)
  return main.commit.sha.slice(0, 7)
}
