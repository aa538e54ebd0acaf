/** A repository with another branch prefix, and a packet that names its own branch. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, until, type World } from './support/world.ts'

let world: World

beforeAll(async () => {
  world = await openWorld()
  const path = join(world.clone, '.github/switchyard.yml')
  const config = await readFile(path, 'utf8')
  await writeFile(path, `${config}\nbranches:\n  prefixes: [work/, feature/]\n`)
  await world.git(world.clone, 'commit', '-q', '-am', 'Packets stand under work/')
  const env = world.env('maintainer')
  await world.git(world.clone, 'push', '-q', world.info.gitUrl.replace('://', `://x:${env.GITHUB_TOKEN}@`), 'HEAD:main')
  await world.git(world.clone, 'fetch', '-q', 'origin')
})
afterAll(() => world.close())

const text = (branch = '') =>
  `**Objective:** x\n${branch}\n## Acceptance Criteria\n- [ ] y\n\n**In Scope:** src/${branch.length}/\n`

async function create(name: string, body: string) {
  const file = join(world.dir, `${name}.md`)
  await writeFile(file, body)
  return world.as('maintainer', ['packet', 'create', name, '--file', file, '--json'])
}

const ready = (name: string) =>
  until(async () => (await world.as('agent', ['packet', 'show', name, '--json'])).json.status === 'ready')

test('a packet is found from its branch, and a branch from its packet', async () => {
  expect((await create('limits', text())).json).toMatchObject({ name: 'limits', problems: [] })
  await ready('limits')
  const made = await world.as('agent', ['agent', 'create', 'limits', '--json'])
  expect(made.json).toMatchObject({ branch: 'work/limits' })
  await world.git(join(world.clone, 'worktrees/agent-limits'), 'checkout', '-q', '--detach')
  await world.git(world.clone, 'switch', '-q', 'work/limits')
  const { exit, json } = await world.as('agent', ['report', 'running', '10%', 'begun', '--json'])
  expect({ exit, json }).toMatchObject({ exit: 0, json: { name: 'limits' } })
  expect((await world.as('agent', ['status', '--json'])).json).toMatchObject({ name: 'limits', branch: 'work/limits' })
})

test('the branch that the text names is also found from a subfolder', async () => {
  expect((await create('pages', text('**Branch:** work/all-pages\n'))).json).toMatchObject({ problems: [] })
  await ready('pages')
  await world.git(world.clone, 'fetch', '-q', 'origin')
  await world.git(world.clone, 'switch', '-q', 'work/all-pages')
  const below = join(world.clone, 'src/pages')
  await mkdir(below, { recursive: true })
  expect((await world.as('agent', ['status', '--json'], below)).json).toMatchObject({ name: 'pages' })
})

test('a branch without a configured prefix belongs to no packet and is refused in one', async () => {
  await world.git(world.clone, 'switch', '-q', '-c', 'topic/limits')
  const { json } = await world.as('agent', ['report', 'done', '--json'])
  expect(json.error).toMatchObject({ code: 'no-packet-here', message: expect.stringContaining('topic/limits') })
  const refused = await create('other', text('**Branch:** topic/other\n'))
  expect(refused.json.error).toMatchObject({ code: 'bad-packet', message: expect.stringContaining('`work/other`') })
})

test('the template of a new packet has the default prefix', async () => {
  let template = ''
  const shell = async (_command: string, { args = [] }: { args?: string[] }) => {
    template = await readFile(args[0] ?? '', 'utf8')
    return 0
  }
  const env = { ...world.env('maintainer'), EDITOR: 'ed' }
  const { json } = await world.as('maintainer', ['packet', 'create', 'fresh', '--json'], world.clone, { shell, env })
  expect(template).toContain('**Branch:** `work/fresh`')
  expect(json.error).toMatchObject({ code: 'bad-packet', message: expect.stringContaining('template was not changed') })
})
