/** The command line works with the base branch that a packet's session names. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, until, type World } from './support/world.ts'

const packet = `**Objective:** Serve users

## Acceptance Criteria
- [ ] GET lists users

## Boundaries
**In Scope:** src/users/
`

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

test('sync merges the release branch of the session, and main stays out', async () => {
  const tree = join(world.clone, 'worktrees/agent-api-users')
  await world.git(world.clone, 'push', '-q', 'origin', 'main:refs/heads/release/2.0')
  await world.as('maintainer', ['session', 'start', 'two', '--goal', 'Ship it\n\n**Base:** release/2.0', '--json'])
  await writeFile(join(world.dir, 'api.md'), packet)
  await world.as('maintainer', ['packet', 'create', 'api-users', '--file', join(world.dir, 'api.md'), '--json'])
  await until(async () => (await world.as('agent', ['agent', 'create', 'api-users', '--json'])).exit === 0)
  expect((await world.as('agent', ['packet', 'show', 'api-users', '--json'], tree)).json).toMatchObject({
    base: 'release/2.0',
  })
  expect(await readFile(join(tree, '.switchyard/packet.md'), 'utf8')).toContain('Base: release/2.0.')
  const push = async (file: string, to: string) => {
    await writeFile(join(world.clone, file), `${file}\n`)
    await world.git(world.clone, 'add', file)
    await world.git(world.clone, 'commit', '-q', '-m', `Add ${file}`)
    await world.git(world.clone, 'push', '-q', 'origin', `HEAD:refs/heads/${to}`)
  }
  await push('FIX.md', 'release/2.0')
  await push('NEXT.md', 'main')
  const synced = await world.as('agent', ['agent', 'sync', '--json'], tree)
  expect(synced.json).toMatchObject({ base: 'release/2.0', commits: [{ subject: 'Add FIX.md' }], conflicts: [] })
  expect(await world.git(tree, 'ls-files')).not.toContain('NEXT.md')
})
