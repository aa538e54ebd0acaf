/** `packet create` with an editor, and `agent create --start`: the programs really run. */
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Io, processIo } from '../../src/cli/io.ts'
import { openWorld, until, type World } from './support/world.ts'

let world: World

beforeAll(async () => {
  world = await openWorld()
  vi.stubEnv('TMPDIR', world.dir)
})
afterAll(() => {
  vi.unstubAllEnvs()
  return world.close()
})

/** Writes a program that gets the packet's file as its argument. */
async function editor(name: string, script: string): Promise<string> {
  const path = join(world.dir, name)
  await writeFile(path, `#!/bin/sh\n${script}\n`)
  await chmod(path, 0o755)
  return path
}

const { shell } = processIo()
const create = (name: string, EDITOR: string, io: Partial<Io> = {}, args: string[] = ['--json']) =>
  world.as('maintainer', ['packet', 'create', name, ...args], world.clone, {
    shell,
    env: { ...world.env('maintainer'), EDITOR },
    ...io,
  })
const issues = async () =>
  (await world.call<{ title: string; body: string }[]>('maintainer', 'GET', 'issues?state=all')).filter(({ title }) =>
    title.startsWith('Work Packet'),
  )
const leftovers = async () => (await readdir(world.dir)).filter((name) => name.startsWith('switchyard-'))

const good = `sed -i -e 's/<!-- What this.*-->/Serve users/' -e 's/<!-- A result.*-->/GET lists users/' -e 's/<!-- paths, .*-->/src\\/users\\//' "$1"`

describe('the editor', () => {
  test('the text written in the editor is filed', async () => {
    const before = await leftovers()
    const { exit, json } = await create('users', await editor('fills', good))
    expect({ exit, json }).toMatchObject({ exit: 0, json: { name: 'users', problems: [] } })
    expect((await issues())[0]).toMatchObject({
      title: 'Work Packet: users',
      body: expect.stringContaining('**Objective:** Serve users'),
    })
    expect(await leftovers()).toEqual(before)
  })

  test.each([
    ['leaves the template', 'true', 'bad-packet', 'template was not changed'],
    ['fails', 'exit 3', 'bad-file', 'exited with code 3'],
    ['does not exist', null, 'bad-file', 'exited with code 127'],
    ['empties it', ': > "$1"', 'bad-packet', 'Nothing was filed'],
    ['removes the criteria', `${good}; sed -i '/^- \\[ \\]/d' "$1"`, 'bad-packet', 'acceptance criterion'],
  ])('files nothing when it %s', async (what, script, code, words) => {
    const program = script === null ? join(world.dir, 'nowhere') : await editor(what.replaceAll(' ', '-'), script)
    const { exit, json } = await create('other', program)
    expect({ exit, json }).toMatchObject({ exit: 1, json: { error: { code } } })
    expect(json.error?.message).toContain(words)
    expect(await issues()).toHaveLength(1)
  })

  test('a text that could not be filed is kept', async () => {
    const { json } = await create('third', await editor('no-criteria', `${good}; sed -i '/^- \\[ \\]/d' "$1"`))
    const kept = /Your text is in (\/\S+packet\.md)\./.exec(json.error?.message ?? '')?.[1] ?? ''
    expect(await readFile(kept, 'utf8')).toContain('Serve users')
  })

  test('asks before it files, shows warnings, and files nothing after a no', async () => {
    const scoped = `${good}; sed -i 's/^.*In Scope.*$//' "$1"`
    const asked: string[] = []
    const ask = async (question: string) => {
      asked.push(question)
      return 'n'
    }
    const { exit, err } = await create('fourth', await editor('no-scope', scoped), { canAsk: true, ask }, [])
    expect({ exit, asked }).toEqual({ exit: 1, asked: ['File the packet "fourth"? [Y/n] '] })
    expect(err).toContain('warning, line')
    expect(err).toContain('Your text is in')
    expect(await issues()).toHaveLength(1)
  })

  test('without a terminal and an editor it suggests --file', async () => {
    const { exit, json } = await create('fifth', '')
    expect({ exit, json }).toMatchObject({ exit: 2, json: { error: { code: 'usage' } } })
    expect(json.error?.message).toContain('--file')
  })
})

describe('agent create --start', () => {
  const start = (command: string, more: string[] = []) =>
    world.as('agent', ['agent', 'create', 'users', '--start', command, '--json', ...more], world.clone, { shell })

  test('runs the command in the worktree with the packet, and passes on its exit code', async () => {
    await until(async () => (await world.as('agent', ['packet', 'show', 'users', '--json'])).json.status === 'ready')
    const tried = await start('touch started', ['--dry-run'])
    expect(tried.json).toMatchObject({ dryRun: true })
    const { exit, json } = await start('pwd > ../where; cat "$SWITCHYARD_PACKET" > ../packet; exit 4')
    expect({ exit, json }).toMatchObject({ exit: 1, json: { exitCode: 4, name: 'users' } })
    const tree = join(world.clone, 'worktrees/agent-users')
    expect((await readFile(join(tree, '../where'), 'utf8')).trim()).toBe(tree)
    expect(await readFile(join(tree, '../packet'), 'utf8')).toContain('Serve users')
    expect(await readdir(tree)).not.toContain('started')
  })

  test('a command that does not exist fails, and the worktree stays', async () => {
    await world.as('agent', ['agent', 'remove', 'users', '--force'])
    const { exit, json } = await start('no-such-agent --go')
    expect({ exit, json }).toMatchObject({ exit: 1, json: { exitCode: 127 } })
    expect((await world.as('agent', ['agent', 'list', '--json'])).json).toMatchObject({ agents: [{ name: 'users' }] })
  })
})
