import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { asRoot, folder, processesWith, run, runner, runOne, uniqueSeconds } from './fixture.ts'

/** Where a runner falls back to is removed after the test. */
function ownTemporaryFolder(): void {
  vi.stubEnv('TMPDIR', folder())
  onTestFinished(() => void vi.unstubAllEnvs())
}

const jobsIn = (root: string) => readdirSync(root).filter((name) => name.startsWith('job-'))

describe('commands', () => {
  test('run one after another in the prepared tree and share it', async () => {
    const { local, root } = runner()
    const names: string[] = []
    const steps = await run(local, ['cat given > made', 'cat made && ls'], {
      files: { given: 'hello\n' },
      onStep: (name) => void names.push(name),
    })
    expect(steps).toMatchObject([
      { name: 'test', command: 'cat given > made', outcome: 'passed', exitCode: 0, tail: '' },
      { outcome: 'passed', exitCode: 0, tail: 'hello\ngiven\nmade' },
    ])
    expect(names).toEqual(['test', 'test'])
    expect(jobsIn(root)).toEqual([])
  })

  test('stop at the first that fails, with its exit code and last lines in order', async () => {
    const { local } = runner()
    const steps = await run(local, ['echo out; echo err >&2; echo last; exit 3', 'echo never'])
    expect(steps).toMatchObject([{ outcome: 'failed', exitCode: 3, tail: 'out\nerr\nlast' }])
    expect(steps[0]?.seconds).toBeGreaterThanOrEqual(0)
  })

  test.each([
    ['a signal', 'kill -9 $$', 137],
    ['a program that is not there', 'no-such-program', 127],
    ['an error in the shell itself', 'if then', 2],
  ])('%s is a failure', async (_, command, exitCode) => {
    const { local } = runner()
    expect(await runOne(local, command)).toMatchObject({ outcome: 'failed', exitCode })
  })

  test('use the Node that runs Switchyard, read nothing from a terminal', async () => {
    const { local } = runner()
    expect(await runOne(local, 'node --version; cat')).toMatchObject({ outcome: 'passed', tail: process.version })
  })

  test('jobs side by side do not end each other', async () => {
    const { local } = runner()
    const long = runOne(local, 'i=0; while [ $i -lt 30 ]; do i=$((i+1)); sleep 0.01; done; echo whole')
    await runOne(local, 'true')
    expect(await long).toMatchObject({ outcome: 'passed', tail: 'whole' })
  })

  test('a tree that cannot be prepared is an error and leaves no folder', async () => {
    const { local, root } = runner()
    const job = { commands: [], timeoutMs: 1_000, signal: new AbortController().signal }
    const prepare = () => Promise.reject(new Error('no tree'))
    await expect(local.run({ ...job, prepare })).rejects.toThrow('no tree')
    expect(jobsIn(root)).toEqual([])
  })

  test('files without rights are removed all the same', async () => {
    const { local, root, log } = runner({ user: 'same' })
    const command =
      'mkdir -p deep/er && touch deep/er/file && chmod 500 deep/er deep && touch "$(printf \'odd\\n\\377\')"'
    await runOne(local, command)
    expect(jobsIn(root)).toEqual([])
    expect(log.filter((line) => line.includes('left'))).toEqual([])
  })
})

describe('limits', () => {
  test('the time is for all commands together', async () => {
    const { local } = runner()
    const steps = await run(local, ['echo first', 'echo second; sleep 60', 'echo third'], { timeoutMs: 5_000 })
    expect(steps).toMatchObject([
      { outcome: 'passed' },
      { outcome: 'timed-out', exitCode: null, tail: expect.stringMatching(/^second/) },
    ])
    expect(steps).toHaveLength(2)
  })

  test('a flood of output is stopped and its end is shown', async () => {
    const { local } = runner({ outputLimitBytes: 1_000_000 })
    const step = await runOne(local, 'yes flooded')
    expect(step).toMatchObject({ outcome: 'output-limit', exitCode: null })
    expect(step.tail.split('\n')).toHaveLength(60)
    expect(step.tail).toMatch(/flooded\n/)
  })

  test('an abort ends the command and throws its reason', async () => {
    const { local, root } = runner()
    const seconds = uniqueSeconds()
    const controller = new AbortController()
    const running = run(local, [`sleep ${seconds}`], {
      signal: controller.signal,
      onStep: () => void setImmediate(() => controller.abort(new Error('not needed any more'))),
    })
    await expect(running).rejects.toThrow('not needed any more')
    expect(processesWith(seconds)).toEqual([])
    expect(jobsIn(root)).toEqual([])
  })

  test('an abort that came before starts nothing', async () => {
    const { local } = runner()
    const prepare = vi.fn()
    const job = { commands: [], timeoutMs: 1_000, signal: AbortSignal.abort(new Error('too late')), prepare }
    await expect(local.run(job)).rejects.toThrow('too late')
    expect(prepare).not.toHaveBeenCalled()
  })
})

describe.each([
  ['with a process list of its own where there is one', { namespace: true }],
  ['without one', { namespace: false }],
  ['as the same user', { user: 'same' as const }],
])('no process is left, %s', (_, options) => {
  const ways: [string, (seconds: string) => string][] = [
    ['in the background', (seconds) => `sleep ${seconds} &`],
    ['in a session of its own', (seconds) => `setsid sleep ${seconds} &`],
    ['deaf to SIGTERM', (seconds) => `(trap '' TERM; sleep ${seconds}) &`],
    ['twice removed', (seconds) => `setsid sh -c 'sleep ${seconds} & :' ;`],
    ['without the environment', (seconds) => `env -i setsid sleep ${seconds} &`],
  ]
  test.each(ways)('%s, when the command ends', async (_way, command) => {
    const { local } = runner(options)
    const seconds = uniqueSeconds()
    expect(await runOne(local, `${command(seconds)} echo started`)).toMatchObject({
      outcome: 'passed',
      tail: 'started',
    })
    expect(processesWith(seconds)).toEqual([])
  })

  test('of all of these, when the time is over', async () => {
    const { local } = runner(options)
    const seconds = uniqueSeconds()
    const all = ways.map(([, command]) => command(seconds)).join('\n')
    const step = await runOne(local, `${all}\necho started; sleep 60`, { timeoutMs: 5_000 })
    expect(step).toMatchObject({ outcome: 'timed-out', tail: expect.stringMatching(/^started/) })
    expect(processesWith(seconds)).toEqual([])
  })
})

describe('what a command can see', () => {
  test('an environment without anything of the bot', async () => {
    vi.stubEnv('WEBHOOK_SECRET', 'planted')
    vi.stubEnv('GITHUB_TOKEN', 'planted')
    vi.stubEnv('NODE_OPTIONS', '--no-warnings')
    onTestFinished(() => void vi.unstubAllEnvs())
    const { local } = runner()
    const { tail } = await runOne(local, 'env')
    const names = tail.split('\n').map((line) => line.split('=')[0])
    expect(tail).not.toContain('planted')
    expect(names.filter((name) => !['PWD', 'OLDPWD', 'SHLVL', '_'].includes(name ?? '')).sort()).toEqual(
      ['CI', 'GIT_CEILING_DIRECTORIES', 'HOME', 'LANG', 'PATH', 'SWITCHYARD_JOB', 'TERM', 'TMPDIR'].sort(),
    )
    expect(tail).not.toMatch(/^PATH=.*node_modules\/\.bin/m)
  })

  test('a home and a temporary folder that are its own and writable', async () => {
    const { local, root } = runner()
    const where = `case "$HOME:$TMPDIR" in ${root}/job-*/home:${root}/job-*/tmp) echo inside;; esac`
    const step = await runOne(local, `touch "$HOME/a" "$TMPDIR/b" c && ${where}`)
    expect(step).toMatchObject({ outcome: 'passed', tail: 'inside' })
  })

  test('no file of the bot when another account runs it, else the note says so', async () => {
    const { local, log } = runner()
    const secret = join(folder(), 'key.pem')
    writeFileSync(secret, 'PRIVATE KEY', { mode: 0o600 })
    const { account, notes } = await local.ready
    const step = await runOne(local, `cat ${secret}; cat /proc/${process.pid}/environ; id -u`)
    expect(account).toEqual(asRoot ? { uid: 65_534, gid: 65_534 } : null)
    expect(step.tail.includes('PRIVATE KEY')).toBe(!asRoot)
    expect(log).toEqual(notes)
    expect(notes[0]).toMatch(asRoot ? /^Tests run as user 65534/ : /which can read all that Switchyard can/)
  })

  test('asked for the same user, the note says what that means', async () => {
    const { local } = runner({ user: 'same' })
    expect((await local.ready).notes[0]).toMatch(/as the same user as Switchyard, which can read all/)
  })
})

describe('the place', () => {
  test('what a killed process left, folders and processes, is removed at the start', async () => {
    const root = join(folder(), 'jobs')
    const left = join(root, 'job-left')
    mkdirSync(left, { recursive: true })
    const seconds = uniqueSeconds()
    const child = spawn('sleep', [seconds], { env: { PATH: process.env.PATH, SWITCHYARD_JOB: left } })
    const ended = once(child, 'exit')
    await once(child, 'spawn')
    await runner({ root }).local.ready
    expect((await ended)[1]).toBe('SIGKILL')
    expect(jobsIn(root)).toEqual([])
  })

  test('inside a project, tests run elsewhere and do not find its packages', async () => {
    const project = folder()
    ownTemporaryFolder()
    const module = join(project, 'node_modules/inner')
    mkdirSync(module, { recursive: true })
    writeFileSync(join(module, 'index.js'), '')
    const { local } = runner({ root: join(project, 'jobs') })
    const workspace = await local.ready
    expect(workspace.root.startsWith(project)).toBe(false)
    expect(workspace.notes.join(' ')).toContain('lies inside a project')
    const step = await runOne(local, 'node -e "require(\'inner\')"')
    expect(step).toMatchObject({ outcome: 'failed', tail: expect.stringContaining('Cannot find module') })
  })

  test('a folder and a Node that the account cannot reach are replaced, and the notes say so', async () => {
    const closed = folder()
    ownTemporaryFolder()
    writeFileSync(join(closed, 'node'), '#!/bin/sh\necho v0.0.1\n', { mode: 0o755 })
    chmodSync(closed, 0o700)
    const { local, root } = runner({ root: join(closed, 'jobs'), node: join(closed, 'node') })
    const workspace = await local.ready
    expect(await runOne(local, 'node')).toMatchObject({ outcome: 'passed', tail: 'v0.0.1' })
    expect(workspace.root === root).toBe(!asRoot)
    expect(workspace.notes.length).toBe(asRoot ? 3 : 1)
  })

  test('an account that cannot be used stops everything, and the log says so', async () => {
    ownTemporaryFolder()
    const { local, log } = runner({ user: asRoot ? { uid: -5, gid: -5 } : { uid: 1, gid: 1 } })
    await expect(runOne(local, 'id -u')).rejects.toThrow(/cannot run as user -5|no command could be started as user 1/)
    expect(log.join()).toContain('Tests cannot run here')
  })
})
