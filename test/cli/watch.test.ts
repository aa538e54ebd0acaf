/** Packets that go to a command on somebody's machine: claims, endings, limits. git, server and bot are real. */
import { type ChildProcess, spawn } from 'node:child_process'
import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openGit } from '../../src/cli/git/git.ts'
import { createClaims } from '../../src/cli/watch/claims.ts'
import { openWorld, until, type World } from './support/world.ts'

const cli = fileURLToPath(new URL('../../src/cli/switchyard.ts', import.meta.url))

let world: World
const issues = new Map<string, number>()
const numberOf = (name: string): number => issues.get(name) ?? 0

async function file(name: string, more = '', who: 'maintainer' | 'outsider' = 'maintainer'): Promise<void> {
  const body = `**Objective:** Write ${name}\n${more}\n\n## Acceptance Criteria\n- [x] ${name} is there\n\n## Boundaries\n**In Scope:** src/${name}/\n`
  const { number } = await world.call<{ number: number }>(who, 'POST', 'issues', {
    title: `Work Packet: ${name}`,
    body,
  })
  issues.set(name, number)
}

const say = (name: string, body: string) =>
  world.call('maintainer', 'POST', `issues/${numberOf(name)}/comments`, { body })

async function status(name: string): Promise<string> {
  const { labels } = await world.call<{ labels: { name: string }[] }>('agent', 'GET', `issues/${numberOf(name)}`)
  return labels.map((one) => one.name).find((label) => label.startsWith('status: ')) ?? ''
}
const becomes = (name: string, wanted: string) => until(async () => (await status(name)) === `status: ${wanted}`)

const comments = async (name: string) =>
  (await world.call<{ body: string }[]>('agent', 'GET', `issues/${numberOf(name)}/comments?per_page=100`)).map(
    ({ body }) => body,
  )

const reports = async (name: string) => (await comments(name)).filter((body) => body.startsWith('/status'))

/** A program for `agent run`: the text of a shell script. */
async function script(name: string, text: string): Promise<string> {
  const path = join(world.dir, name)
  await writeFile(path, `#!/bin/sh\n${text}\n`)
  await chmod(path, 0o755)
  return path
}

interface Watcher {
  child: ChildProcess
  output(): string
  ended: Promise<number | null>
}

function watcher(args: string[], cwd = world.clone): Watcher {
  const child = spawn(process.execPath, [cli, 'agent', 'run', ...args], { cwd, env: world.env('agent') })
  let text = ''
  child.stdout.on('data', (chunk) => {
    text += chunk
  })
  child.stderr.on('data', (chunk) => {
    text += chunk
  })
  const { promise: ended, resolve } = Promise.withResolvers<number | null>()
  child.on('close', resolve)
  return { child, output: () => text, ended }
}

const worked = async () => (await readdir(world.dir)).filter((name) => name.startsWith('ran-'))

/** Leaves a file of a name of its own for each run, so that a second run of a packet is seen. */
const honest = () =>
  script(
    'honest',
    `cat > "${world.dir}/stdin-$SWITCHYARD_NAME"
cmp -s "${world.dir}/stdin-$SWITCHYARD_NAME" "$SWITCHYARD_PACKET" || exit 9
touch "${world.dir}/ran-$SWITCHYARD_NAME-$$"
mkdir -p "src/$SWITCHYARD_NAME" && echo "export const x = 1" > "src/$SWITCHYARD_NAME/x.js"
git add src && git commit -qm work && git push -q origin HEAD
exec "${process.execPath}" "${cli}" report done "it is written"`,
  )

beforeAll(async () => {
  world = await openWorld()
  await world.call('maintainer', 'POST', 'issues', { title: 'Session: small', body: 'Goal: a small thing' })
  await world.git(
    world.dir,
    'clone',
    '-q',
    world.info.gitUrl.replace('://', `://x-access-token:${world.info.tokens.agent}@`),
    'second',
  )
})
afterAll(() => world.close())

const COMMAND = '\n**Dispatch:** command'

test('two watchers, three packets: each is run once, and what nobody accepted or a person starts is left alone', {
  timeout: 120_000,
}, async () => {
  for (const name of ['one', 'two', 'three']) await file(name, COMMAND)
  await file('foreign', COMMAND, 'outsider')
  await file('byhand')
  for (const name of ['one', 'two', 'three']) await becomes(name, 'ready')
  const tried = await world.as('agent', ['agent', 'run', '--limit', '3', '--dry-run', '--json', '--', 'true'])
  expect(tried.json).toMatchObject({ ran: [], would: [{ name: 'one' }, { name: 'two' }, { name: 'three' }] })
  expect(await reports('one')).toEqual([])
  const command = await honest()
  const both = [
    watcher(['--limit', '2', '--interval', '1s', '--', command]),
    watcher(['--limit', '2', '--interval', '1s', '--', command], join(world.dir, 'second')),
  ]
  expect(await Promise.all(both.map(({ ended }) => ended))).toEqual([0, 0])
  for (const name of ['one', 'two', 'three']) await becomes(name, 'done')
  expect((await worked()).map((name) => name.split('-')[1]).sort()).toEqual(['one', 'three', 'two'])
  for (const name of ['one', 'two', 'three']) expect(await reports(name)).toHaveLength(2)
  expect(await readFile(join(world.dir, 'stdin-one'), 'utf8')).toContain('Accepted by maintainer')
  expect(await status('foreign')).toBe('status: proposed')
  expect(await reports('byhand')).toEqual([])
  expect(await world.git(world.clone, 'ls-remote', 'origin', 'refs/switchyard/*')).toBe('')
})

describe('an end without a word of the agent is told as blocked, with the last lines', () => {
  test.each([
    [
      'crash',
      'echo "reading the packet"; echo "cannot go on: no database" >&2; exit 3',
      [],
      'exit code 3',
      'no database',
    ],
    ['silent', 'exit 0', [], 'without reporting done', ''],
    ['hang', 'echo started; sleep 300 & wait', ['--timeout', '6s'], 'took longer', 'started'],
  ])(
    '%s',
    async (name, text, options, why, last) => {
      await file(name, COMMAND)
      await becomes(name, 'ready')
      const command = await script(name, text)
      const run = watcher(['--interval', '1s', ...options, '--', command])
      expect(await run.ended).toBe(0)
      const [first = '', end = ''] = await reports(name)
      expect(first).toMatch(/^\/status running/)
      expect(end).toMatch(/^\/status blocked/)
      expect(end).toContain(why)
      expect(end).toContain(last)
      await becomes(name, 'blocked')
      await say(name, '/abandon tried enough')
    },
    120_000,
  )

  test('megabytes are kept within bounds, and the last lines are still told', async () => {
    await file('loud', COMMAND)
    await becomes('loud', 'ready')
    const command = await script('loud', 'head -c 5000000 /dev/zero | tr "\\0" "x" | fold -w 100\necho the end\nexit 1')
    const run = watcher(['--interval', '1s', '--log-size', '1', '--', command])
    expect(await run.ended).toBe(0)
    const folder = join(world.clone, '.git/switchyard')
    const sizes = await Promise.all(['loud.log', 'loud.log.1'].map(async (log) => (await stat(join(folder, log))).size))
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1024 * 1024)
    const end = (await reports('loud')).at(-1) ?? ''
    expect(end).toContain('the end')
    expect(end.length).toBeLessThan(5000)
    await say('loud', '/abandon tried enough')
  }, 120_000)

  test('a command that is not there stops the watcher', async () => {
    await file('missing', COMMAND)
    await becomes('missing', 'ready')
    const run = watcher(['--watch', '--interval', '1s', '--', join(world.dir, 'nowhere')])
    expect(await run.ended).toBe(2)
    expect((await reports('missing')).at(-1)).toContain('was not found')
    await say('missing', '/abandon tried enough')
  }, 120_000)
})

test('an answer starts the command again, with the answer in its packet; a stop is told as paused', {
  timeout: 120_000,
}, async () => {
  await file('asker', COMMAND)
  await becomes('asker', 'ready')
  const command = await script(
    'asker',
    `if grep -q "use the blue one" "$SWITCHYARD_PACKET"; then echo "$$" > "${world.dir}/asker.pid"; sleep 300; fi
exec "${process.execPath}" "${cli}" report blocked "which one"`,
  )
  const run = watcher(['--watch', '--interval', '1s', '--', command])
  await becomes('asker', 'blocked')
  await say('asker', '/unblock use the blue one')
  const pid = Number(await until(() => readFile(join(world.dir, 'asker.pid'), 'utf8').catch(() => '')))
  run.child.kill('SIGINT')
  expect(await run.ended).toBe(0)
  expect(() => process.kill(pid, 0)).toThrow()
  await becomes('asker', 'paused')
  expect((await reports('asker')).at(-1)).toMatch(/^\/status paused/)
  expect(await world.git(world.clone, 'ls-remote', 'origin', 'refs/switchyard/*')).toBe('')
  await say('asker', '/abandon tried enough')
})

test('a watcher that lost its claim while it slept stops without a word', async () => {
  await file('lost', COMMAND)
  await becomes('lost', 'ready')
  const run = watcher(['--interval', '1s', '--', await script('lost', `touch "${world.dir}/lost.started"; sleep 300`)])
  await until(() => stat(join(world.dir, 'lost.started')).catch(() => null))
  await world.git(world.clone, 'push', '-q', 'origin', `:refs/switchyard/claims/${numberOf('lost')}`)
  expect(await run.ended).toBe(0)
  expect(run.output()).toContain('another machine runs it now')
  expect(await reports('lost')).toHaveLength(1)
  await say('lost', '/abandon tried enough')
})

test('a pause by a writer stops the command', async () => {
  await file('stopped', COMMAND)
  await becomes('stopped', 'ready')
  const run = watcher(['--interval', '1s', '--', await script('stopped', 'sleep 300')])
  await becomes('stopped', 'running')
  await say('stopped', '/pause')
  expect(await run.ended).toBe(0)
  expect(await reports('stopped')).toHaveLength(1)
  await becomes('stopped', 'paused')
  await say('stopped', '/abandon tried enough')
})

describe('claims', () => {
  async function watching(cwd: string) {
    const time = { at: 0 }
    const claims = createClaims({
      git: await openGit(cwd, world.env('agent')),
      monotonic: () => time.at,
      staleMs: 600_000,
    })
    return { claims, time }
  }

  test('of many at once one wins; it keeps the claim, and gives it back for another', async () => {
    const folders = [world.clone, join(world.dir, 'second')]
    const all = await Promise.all(Array.from({ length: 6 }, (_, n) => watching(folders[n % 2] ?? world.clone)))
    const won = await Promise.all(all.map(({ claims }) => claims.take(901)))
    expect(won.filter(Boolean)).toHaveLength(1)
    const winner = all[won.indexOf(true)]?.claims
    const loser = all[won.indexOf(false)]?.claims
    expect(await winner?.take(901)).toBe(true)
    expect(await winner?.holds(901)).toBe(true)
    expect(await loser?.holds(901)).toBe(false)
    await loser?.release(901)
    expect(await winner?.holds(901)).toBe(true)
    await winner?.release(901)
    expect(await loser?.take(901)).toBe(true)
    await loser?.release(901)
  })

  test('a dead one is taken over by one watcher only, and whoever wakes up sees that it is gone', async () => {
    const [dead, first, second] = await Promise.all([
      watching(world.clone),
      watching(world.clone),
      watching(join(world.dir, 'second')),
    ])
    expect(await dead.claims.take(902)).toBe(true)
    for (const other of [first, second]) expect(await other.claims.take(902)).toBe(false)
    for (const other of [first, second]) other.time.at = 599_999
    for (const other of [first, second]) expect(await other.claims.take(902)).toBe(false)
    for (const other of [first, second]) other.time.at = 600_000
    const won = await Promise.all([first.claims.take(902), second.claims.take(902)])
    expect(won.filter(Boolean)).toHaveLength(1)
    expect(await dead.claims.holds(902)).toBe(false)
    await dead.claims.release(902)
    expect(await (won[0] ? first : second).claims.holds(902)).toBe(true)
  })

  test('without the right to push there is no claim, and the message says what is missing', async () => {
    const dir = join(world.dir, 'reading')
    await world.git(
      world.dir,
      'clone',
      '-q',
      world.info.gitUrl.replace('://', `://x-access-token:${world.info.tokens.reader}@`),
      dir,
    )
    const git = await openGit(dir, world.env('reader'))
    const claims = createClaims({ git, monotonic: () => 0, staleMs: 1 })
    await expect(claims.take(903)).rejects.toThrow('needs permission to push')
  })
})
