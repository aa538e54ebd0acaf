/** A packet on ghe.com, where the API has a host of its own: by the command line, the bot and real git pushes. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { packet } from '../harness/scenario.ts'
import { openWorld, until } from './support/world.ts'

it('a packet goes from filing to merged where the API is on another host than git and the pages', async () => {
  const world = await openWorld('ghe.com')
  onTestFinished(() => world.close())
  const { info, clone } = world
  expect(new URL(info.apiUrl).host).not.toBe(new URL(info.gitUrl).host)
  const at = (role: 'maintainer' | 'agent') => ({ env: { ...world.env(role), GITHUB_API_URL: info.apiUrl } })
  const file = join(world.dir, 'one.md')
  await writeFile(file, packet('one', 'src/one/'))
  const created = await world.as(
    'maintainer',
    ['packet', 'create', 'one', '--file', file, '--json'],
    clone,
    at('maintainer'),
  )
  expect(created.json).toMatchObject({ name: 'one', problems: [] })
  const show = async () => (await world.as('agent', ['packet', 'show', 'one', '--json'], clone, at('agent'))).json
  await until(async () => (await show()).status === 'ready')
  const made = await world.as('agent', ['agent', 'create', 'one', '--json'], clone, at('agent'))
  const worktree = String(made.json.worktree)
  await mkdir(join(worktree, 'src/one'), { recursive: true })
  await writeFile(join(worktree, 'src/one/a.js'), 'export const one = 1\n')
  await world.git(worktree, 'add', '-A')
  await world.git(worktree, 'commit', '-q', '-m', 'Add one')
  await world.git(worktree, 'push', '-q', 'origin', 'HEAD')
  expect((await world.as('agent', ['tick', '1'], worktree, at('agent'))).exit).toBe(0)
  expect((await world.as('agent', ['report', 'done', 'it works'], worktree, at('agent'))).exit).toBe(0)
  await until(async () => (await show()).status === 'done')
  await world.call('maintainer', 'POST', `issues/${String(created.json.issue)}/comments`, { body: '/merge' })
  await until(async () => (await show()).status === 'merged')
  await world.git(clone, 'fetch', '-q')
  expect(await world.git(clone, 'show', 'origin/main:src/one/a.js')).toBe('export const one = 1')
})
