/** What code under test may try against the bot: each attempt is a command like those of a configuration. */
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { git } from '../../../src/shell/git/run.ts'
import { asRoot, folder, processesWith, run, runner, runOne, uniqueSeconds } from './fixture.ts'

const KEY = 'planted-private-key'

/** A data folder as the bot makes it, with a database and a mirror in it. */
function dataFolder(): string {
  const dir = join(folder(), 'data')
  mkdirSync(join(dir, 'git'), { recursive: true })
  chmodSync(dir, 0o700)
  writeFileSync(join(dir, 'switchyard.db'), KEY, { mode: 0o600 })
  writeFileSync(join(dir, 'git', 'config'), KEY)
  return dir
}

describe.runIf(asRoot)('as another user, code under test cannot read', () => {
  test.each([
    ['the files in the data folder', (dir: string) => `cat ${dir}/switchyard.db ${dir}/git/config; ls -R ${dir}`],
    ['the environment of the bot', () => `cat /proc/${process.pid}/environ /proc/${process.ppid}/environ`],
    ['the memory of the bot', () => `head -c 100 /proc/${process.pid}/mem; cat /proc/${process.pid}/maps`],
    ['the open files of the bot', () => `ls -l /proc/${process.pid}/fd; cat /proc/${process.pid}/fd/*`],
    ['anything of every process it finds', () => 'cat /proc/[0-9]*/environ'],
    [
      'what stands beside its own folder',
      (dir: string) => `ls .. ../.. ../../..; cat ../../../data/switchyard.db ${dir}/*`,
    ],
  ])('%s', async (_name, command) => {
    vi.stubEnv('PRIVATE_KEY', KEY)
    onTestFinished(() => void vi.unstubAllEnvs())
    const dir = dataFolder()
    const { local } = runner()
    const { tail } = await runOne(local, `(${command(dir)}) 2>&1 | tr '\\0' '\\n'; id -u`)
    expect(tail).not.toContain(KEY)
    expect(tail).toMatch(/65534$/)
  })

  test.each(['kill -9 BOT', 'kill -STOP BOT', 'sudo -n id', 'su -c id', 'unshare -r id', 'mount -t tmpfs x .'])(
    'nor can it gain rights or touch the bot: %s',
    async (command) => {
      const { local } = runner()
      const step = await runOne(local, `${command.replace('BOT', String(process.pid))} && id -u | grep -qx 0`)
      expect(step.outcome).toBe('failed')
    },
  )

  test('nor write outside its folder', async () => {
    const other = folder()
    const { local, root } = runner()
    const places = [other, root, `${root}/..`, '/etc', '/usr/local/bin', '/root', '/proc/sys/kernel']
    const tries = places.map((place) => `(echo x > ${place}/planted) 2>/dev/null && echo wrote ${place}`)
    const { tail } = await runOne(local, `${tries.join('; ')}; true`)
    expect(tail).toBe('')
    expect(existsSync(join(other, 'planted'))).toBe(false)
  })
})

describe('code under test that plants things for git', () => {
  test('reaches no git of the bot: neither hooks, drivers nor settings', async () => {
    const witness = join(folder(), 'ran')
    const { local } = runner({ user: 'same' })
    const plant = `
      printf '[core]\\n\\thooksPath=%s\\n\\tfsmonitor=touch ${witness}\\n[merge "x"]\\n\\tdriver=touch ${witness}\\n' "$PWD" > "$HOME/.gitconfig"
      printf '#!/bin/sh\\ntouch ${witness}\\n' > post-checkout; chmod +x post-checkout
      git init -q . && cp post-checkout .git/hooks/ && git config core.fsmonitor "touch ${witness}"
      echo '* merge=x' > .gitattributes`
    await run(local, [plant])
    const bare = join(folder(), 'mirror.git')
    await git(['init', '--quiet', '--bare', '--', bare])
    await git([`--git-dir=${bare}`, 'hash-object', '-w', '--stdin'], { input: 'x' })
    expect(existsSync(witness)).toBe(false)
  })

  test('finds no repository around its folder to change', async () => {
    const { local } = runner()
    const { tail } = await runOne(local, 'git rev-parse --git-dir 2>&1; git config --global -l 2>&1; env | grep ^GIT_')
    expect(tail).toMatch(/not a git repository/)
    expect(tail).not.toMatch(/^GIT_(?!CEILING)/m)
  })

  test('a link that it leaves is removed, not followed', async () => {
    const other = folder()
    writeFileSync(join(other, 'kept'), 'kept')
    const { local } = runner()
    await runOne(local, `ln -s ${other} away; ln -s ${other}/kept file; chmod -R 777 . 2>/dev/null; true`)
    expect(readFileSync(join(other, 'kept'), 'utf8')).toBe('kept')
    expect(statSync(other).mode & 0o777).toBe(0o755)
  })
})

describe('code under test that does not stop', () => {
  const apart =
    spawnSync('unshare', ['--mount-proc', '--ipc', '--pid', '--fork', '--kill-child', '--', 'true']).status === 0
  const python = spawnSync('python3', ['--version']).status === 0

  test.runIf(asRoot && apart && python)(
    'with a process list of its own, not even what forks twice and clears its environment and folder is left',
    async () => {
      const { local } = runner()
      const seconds = uniqueSeconds()
      const daemon = [
        'import os',
        'if os.fork(): os._exit(0)',
        'os.setsid()',
        'if os.fork(): os._exit(0)',
        "os.chdir('/')",
        `os.execve('/bin/sleep', ['sleep', '${seconds}'], {})`,
      ]
      const files = { 'daemon.py': `${daemon.join('\n')}\n` }
      const step = await runOne(local, 'python3 daemon.py; sleep 0.3; echo started', { files })
      expect(step).toMatchObject({ outcome: 'passed', tail: 'started' })
      expect(processesWith(seconds)).toEqual([])
    },
  )

  test('prints without end in one line, and little of it is kept', async () => {
    const { local } = runner({ outputLimitBytes: 3_000_000 })
    const before = process.memoryUsage().rss
    const step = await runOne(local, 'tr "\\0" x < /dev/zero')
    expect(step).toMatchObject({ outcome: 'output-limit' })
    expect(step.tail.length).toBeLessThanOrEqual(6000)
    expect((process.memoryUsage().rss - before) / 1024 / 1024).toBeLessThan(200)
  })

  test('outlives its limit however deaf it is', async () => {
    const { local } = runner()
    const seconds = uniqueSeconds()
    const deaf = `trap '' TERM INT HUP; while :; do sleep ${seconds}; done`
    expect(await runOne(local, deaf, { timeoutMs: 800 })).toMatchObject({ outcome: 'timed-out' })
    expect(processesWith(seconds)).toEqual([])
  })
})

describe('what people read of it', () => {
  test('names no folder of this machine', async () => {
    const { local, root } = runner()
    const files = { 'a.mjs': "throw new Error('in ' + import.meta.url + ' of ' + process.cwd())\n" }
    const { tail } = await runOne(local, 'echo "$PWD/src/a.test.js:4 $HOME"; node a.mjs', { files })
    expect(tail).toContain('src/a.test.js:4')
    expect(tail).toMatch(/^a\.mjs:1$/m)
    expect(tail).not.toContain(root)
    expect(tail).not.toContain('job-')
  })
})
