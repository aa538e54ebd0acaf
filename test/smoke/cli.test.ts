/** The command line against a running bot: a packet is filed, begun and reported on. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openWorld, until } from '../cli/support/world.ts'
import { packet } from '../harness/scenario.ts'

it('the command line files a packet and shows it as ready once the bot has started it', async () => {
  const world = await openWorld()
  onTestFinished(() => world.close())
  const file = join(world.dir, 'one.md')
  await writeFile(file, packet('one', 'src/one/'))
  const created = await world.as('maintainer', ['packet', 'create', 'one', '--file', file, '--json'])
  expect(created.json).toMatchObject({ name: 'one', problems: [] })
  const show = async () => (await world.as('agent', ['packet', 'show', 'one', '--json'])).json
  expect(await until(async () => (await show()).status === 'ready')).toBe(true)
})
