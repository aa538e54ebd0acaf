/** Every command under failures it did not cause: it prints one JSON object with a code and a message, and nothing is lost. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorld, switchyard, until, type World } from './support/world.ts'

let world: World
let lone: string

beforeAll(async () => {
  world = await openWorld()
  lone = join(world.dir, 'no-repository')
  await mkdir(lone)
  await writeFile(join(world.dir, 'good.md'), good)
  const body = good.replace('# Work Packet: one\n', '')
  await world.call('maintainer', 'POST', 'issues', { title: 'Work Packet: one', body })
  await until(async () => (await world.as('agent', ['status', 'one', '--json'])).json.status === 'ready')
  expect((await world.as('agent', ['agent', 'create', 'one', '--json'])).exit).toBe(0)
})
afterAll(() => world.close())

const good = '# Work Packet: one\n\n**Objective:** x\n\n## Acceptance Criteria\n- [ ] y\n\n**In Scope:** src/one/\n'

/** Every command with typical arguments. */
const commands = (): string[][] => [
  ['packet', 'create', 'two', '--file', join(world.dir, 'good.md'), '--yes'],
  ['packet', 'list'],
  ['packet', 'show', 'one'],
  ['agent', 'create', 'one'],
  ['agent', 'sync', 'one'],
  ['agent', 'run', '--', 'true'],
  ['report', 'running', '10%', 'x', '--packet', 'one'],
  ['ask', 'x?', '--packet', 'one'],
  ['wait', '--packet', 'one', '--timeout', '0s'],
  ['tick', '1', '--packet', 'one'],
  ['scope', 'src/x', 'why', '--packet', 'one'],
  ['next'],
  ['status', 'one'],
  ['explain', 'one'],
  ['session', 'start', 'x'],
  ['session', 'show'],
  ['session', 'end'],
  ['round'],
]

/** All but `agent sync`: git has its own credentials and address, so it works without the API. */
const asking = () => commands().filter(([, second]) => second !== 'sync')

/** Checks what every failure has in common. */
function failed({ exit, out, json }: Awaited<ReturnType<typeof switchyard>>): { code: string; message: string } {
  expect(exit).toBe(1)
  expect(out.trimEnd()).not.toContain('\n')
  const { code = '', message = '' } = json.error ?? {}
  expect(code).not.toBe('internal')
  expect(message.length).toBeGreaterThan(20)
  expect(message).not.toMatch(/\bat \S+\.ts:\d+|ghp_wrong|x-access-token/)
  return { code, message }
}

const env = (more: NodeJS.ProcessEnv) => ({ ...world.env('agent'), ...more })

describe('every command', () => {
  test('names the current folder when it is not in a repository', async () => {
    for (const args of commands()) {
      const ran = await switchyard([...args, '--json'], { cwd: lone, env: world.env('agent') })
      expect(failed(ran)).toMatchObject({ code: 'not-a-repository', message: expect.stringContaining(lone) })
    }
  })

  test('reports a wrong token without showing it', async () => {
    for (const args of asking()) {
      const wrong = env({ GITHUB_TOKEN: 'ghp_wrong' })
      const ran = await switchyard(withJson(args), { cwd: world.clone, env: wrong })
      expect(failed(ran).code).toBe('bad-token')
    }
  })

  test('names the address that does not answer when there is no network', async () => {
    const gone = env({ GITHUB_API_URL: 'http://127.0.0.1:1/api/v3' })
    for (const args of asking()) {
      const ran = await switchyard(withJson(args), { cwd: world.clone, env: gone })
      expect(failed(ran)).toMatchObject({ code: 'no-network', message: expect.stringContaining('127.0.0.1:1') })
    }
  })

  test('says how to get a token when there is none', async () => {
    const none = { ...env({}), GITHUB_TOKEN: '', PATH: process.env.PATH }
    await world.git(world.clone, 'remote', 'set-url', 'origin', world.info.gitUrl)
    for (const args of [['packet', 'list'], ['next'], ['report', 'done', '--packet', 'one']]) {
      const ran = await switchyard(withJson(args), { cwd: world.clone, env: none })
      expect(failed(ran)).toMatchObject({ code: 'no-token', message: expect.stringContaining('gh auth login') })
    }
    const back = world.info.gitUrl.replace('://', `://x-access-token:${world.info.tokens.agent}@`)
    await world.git(world.clone, 'remote', 'set-url', 'origin', back)
  })

  test('changes nothing with --dry-run', async () => {
    const before = await world.call<object[]>('maintainer', 'GET', 'issues?state=all')
    const comments = await world.call<object[]>('maintainer', 'GET', 'issues/comments?per_page=100')
    for (const args of commands().filter(([first]) => !['next', 'status', 'wait', 'explain'].includes(first ?? ''))) {
      if (args[1] === 'list' || args[1] === 'show') continue
      const ran = await world.as('agent', withJson([...args, '--dry-run']))
      expect([0, 1]).toContain(ran.exit)
      if (ran.exit === 1) expect(failed(ran).code).toMatch(/^(?:worktree-exists|no-such-session)$/)
      else expect(ran.json.dryRun ?? ran.json.would).toBeTruthy()
    }
    expect(await world.call('maintainer', 'GET', 'issues?state=all')).toHaveLength(before.length)
    expect(await world.call('maintainer', 'GET', 'issues/comments?per_page=100')).toHaveLength(comments.length)
  })
})

/** Puts `--json` before the arguments of another program. */
const withJson = (args: string[]): string[] => {
  const at = args.indexOf('--')
  return at < 0
    ? [...args, '--json']
    : [...args.slice(0, at), ...args.slice(at + 1 + 1), '--json', ...args.slice(at, at + 2)]
}

describe('worktrees', () => {
  test('a folder of that name that is not a worktree is not touched', async () => {
    const body = good.replace('# Work Packet: one\n', '').replace('src/one/', 'src/three/')
    await world.call('maintainer', 'POST', 'issues', { title: 'Work Packet: three', body })
    await until(async () => (await world.as('agent', ['status', 'three', '--json'])).json.status === 'ready')
    const place = join(world.clone, 'worktrees/agent-three')
    await mkdir(place)
    await writeFile(join(place, 'notes.md'), 'mine')
    const ran = await world.as('agent', ['agent', 'create', 'three', '--json'])
    expect(failed(ran)).toMatchObject({ code: 'worktree-exists', message: expect.stringContaining('Move it away') })
    expect(await readFile(join(place, 'notes.md'), 'utf8')).toBe('mine')
    await rename(place, join(world.dir, 'moved'))
    expect((await world.as('agent', ['agent', 'create', 'three', '--json'])).exit).toBe(0)
  })

  test('a worktree whose folder was deleted is created again', async () => {
    await rename(join(world.clone, 'worktrees/agent-three'), join(world.dir, 'gone'))
    const listed = await world.as('agent', ['agent', 'list', '--json'])
    expect(listed.exit).toBe(0)
    const again = await world.as('agent', ['agent', 'create', 'three', '--json'])
    expect(again).toMatchObject({ exit: 0, json: { name: 'three' } })
  })

  test('sync without the API still merges main, and says that the packet file was not updated', async () => {
    const gone = env({ GITHUB_API_URL: 'http://127.0.0.1:1/api/v3' })
    const ran = await switchyard(['agent', 'sync', 'one', '--json'], { cwd: world.clone, env: gone })
    expect(ran).toMatchObject({ exit: 0, json: { refreshed: false }, err: expect.stringContaining('127.0.0.1:1') })
  })

  test('without a network git keeps local work, and the message says what could not be done', async () => {
    await world.git(world.clone, 'remote', 'set-url', 'origin', 'http://127.0.0.1:1/acme/app.git')
    const there = env({ GITHUB_API_URL: world.info.apiUrl })
    const synced = await world.as('agent', ['agent', 'sync', 'one', '--json'], world.clone, { env: there })
    expect(failed(synced)).toMatchObject({ code: 'no-network' })
    const removed = await world.as('agent', ['agent', 'remove', 'one', '--json'], world.clone, { env: there })
    expect(removed).toMatchObject({ exit: 0, err: expect.stringContaining('Using the state of the last fetch') })
  })
})
