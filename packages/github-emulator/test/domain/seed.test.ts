import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { can } from '../../src/domain/access.ts'
import { createForge } from '../../src/domain/create.ts'
import { seedWorld } from '../../src/domain/seed.ts'
import { FILES, HELPER } from '../../src/testing/bench.ts'

const run = promisify(execFile)
let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'demo-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const make = (name: string) => createForge({ root: join(dir, name), clock: { now: () => Date.UTC(2025, 0, 6) } })

test('the repository can be cloned, and holds the files it was given', async () => {
  const forge = make('a')
  const { repo } = await seedWorld(forge, { files: FILES })
  const work = join(dir, 'work')
  await run('git', ['clone', '-q', forge.bareDir(repo), work])
  expect(await readFile(join(work, 'src/index.js'), 'utf8')).toBe(FILES['src/index.js'])
})

test('at the same time on the clock it is the same commit', async () => {
  const tips = []
  for (const name of ['a', 'b']) tips.push((await seedWorld(make(name))).repo.refs['refs/heads/main'])
  expect(tips[0]).toBe(tips[1])
})

test('the roles are what their names say, and the App may write contents but not workflows', async () => {
  const forge = make('a')
  const { repo, users, installation, app } = await seedWorld(forge, { app: HELPER })
  if (!app || !installation) throw new Error('no App')
  const writes = Object.values(users).filter((user) =>
    can({ forge, repo, viewer: { kind: 'user', user } }, 'contents', 'write'),
  )
  expect(writes.map((u) => u.login)).toEqual(['maintainer', 'writer', 'agent'])
  const bot = forge.world.users.find((u) => u.id === app.botUserId)
  if (!bot) throw new Error('the App has no bot')
  expect(bot).toMatchObject({ login: 'helper[bot]', type: 'Bot' })
  const viewer = { kind: 'installation', installationId: installation.id, appId: app.id, user: bot } as const
  expect(can({ forge, repo, viewer }, 'contents', 'write')).toBe(true)
  expect(can({ forge, repo, viewer }, 'workflows', 'write')).toBe(false)
})

test('an existing repository is copied with its branches, and left as it is', async () => {
  const source = join(dir, 'source')
  const git = (...args: string[]) =>
    run('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.invalid', ...args], { cwd: source })
  await run('git', ['init', '-q', '--initial-branch=trunk', source])
  await writeFile(join(source, 'file'), 'text\n')
  await git('add', '.')
  await git('commit', '-q', '-m', 'first')
  await git('branch', 'feature/old')
  const { repo } = await seedWorld(make('a'), { importFrom: source })
  const { stdout } = await git('rev-parse', 'HEAD')
  expect(repo.defaultBranch).toBe('trunk')
  expect(repo.refs).toEqual({ 'refs/heads/trunk': stdout.trim(), 'refs/heads/feature/old': stdout.trim() })
})
