import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { World } from '../../src/domain/model.ts'
import { openKeeper } from '../../src/domain/save.ts'
import * as verbs from '../../src/domain/verbs/index.ts'
import { firstRepo } from '../../src/server/info.ts'
import { temporaryFolder, testSandbox } from './support.ts'

/** What is on disk, read by somebody who knows nothing of the writer. */
function reread(file: string): World | null {
  const keeper = openKeeper(file)
  const world = keeper.load()
  keeper.close()
  return world
}

test('whatever is done in whatever order, what comes back is what was there', async () => {
  const sandbox = await testSandbox()
  const { forge } = sandbox
  const repo = firstRepo(forge)
  const writer = forge.world.users.find((user) => user.login === 'writer')
  if (!writer) throw new Error('no writer')
  const issue = verbs.createIssue({ forge, actor: writer, repo }, { title: 'one' })
  const some = <T>(list: T[], at: number): T | undefined => list[at % Math.max(1, list.length)]
  const acts: ((at: number) => void)[] = [
    (at) => verbs.createIssue({ forge, actor: writer, repo }, { title: `${at}` }),
    (at) => verbs.createComment({ forge, actor: writer, repo }, issue, `${at}`),
    (at) => verbs.editIssue({ forge, actor: writer, repo }, some(repo.issues, at) ?? issue, { body: `${at}` }),
    (at) => verbs.addLabels({ forge, actor: writer, repo }, some(repo.issues, at) ?? issue, [`label ${at % 3}`]),
    (at) => verbs.addReaction({ forge, actor: writer, repo }, some(repo.comments, at) ?? issue, 'eyes'),
    (at) => {
      const comment = some(repo.comments, at)
      if (comment) verbs.deleteComment({ forge, actor: writer, repo }, comment)
    },
    (at) => {
      const label = some(repo.labels, at)
      if (label) verbs.deleteLabel({ forge, actor: writer, repo }, label)
    },
  ]
  const file = join(await temporaryFolder(), 'world.db')
  const steps = fc.array(fc.tuple(fc.nat(acts.length - 1), fc.nat(1_000)), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(steps, (chosen) => {
      const keeper = openKeeper(file)
      keeper.load()
      for (const [act, at] of chosen) {
        acts[act]?.(at)
        keeper.save(forge.world)
      }
      keeper.close()
      expect(reread(file)).toEqual(forge.world)
    }),
    { numRuns: 30 },
  )
})

test('only what changed is written', async () => {
  const sandbox = await testSandbox()
  const { forge } = sandbox
  const repo = firstRepo(forge)
  const keeper = openKeeper(join(await temporaryFolder(), 'world.db'))
  expect(keeper.save(forge.world)).toBeGreaterThan(2)
  expect(keeper.save(forge.world)).toBe(0)
  repo.pushedAt += 1
  expect(keeper.save(forge.world)).toBe(1)
  keeper.close()
})

test('a world of an earlier version keeps its protected branches: pull requests alone, for everybody', async () => {
  const { forge } = await testSandbox()
  const earlier = structuredClone(forge.world)
  Object.assign(earlier.repos[0] ?? {}, { protectedBranches: ['main'] })
  const file = join(await temporaryFolder(), 'world.db')
  const keeper = openKeeper(file)
  keeper.save(earlier)
  keeper.close()
  const [repo] = reread(file)?.repos ?? []
  expect(repo).not.toHaveProperty('protectedBranches')
  expect(repo?.protections).toMatchObject([{ pattern: 'main', enforceAdmins: true, reviews: { count: 0 } }])
})
