/** An agent's clone: real git over HTTP, and real tests run in it. */
import { execFile } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { devNull } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Path → content; null removes the file. */
export type Files = Record<string, string | null>

export interface Remote {
  url: string
  token: string
  defaultBranch: string
}

export interface Checkout {
  /** Writes, commits and pushes; gives the commit. */
  push(files: Files, message: string): Promise<string>
  /** Takes in what the default branch has by now. */
  mergeMain(): Promise<void>
  /** Runs the project's tests as an agent does before it pushes. Rejects when one fails. */
  test(files: Files): Promise<void>
}

/** Clones one branch into a folder that does not exist yet. */
export async function checkOut(remote: Remote, branch: string, dir: string): Promise<Checkout> {
  await mkdir(dir, { recursive: true })
  const env = environment(remote.token, dir)
  const git = async (...args: string[]) => (await run('git', args, { cwd: dir, env, timeout: 60_000 })).stdout.trim()
  await git('clone', '-q', '--branch', branch, remote.url, '.')
  return {
    async push(files, message) {
      await writeAll(dir, files)
      await git('add', '-A')
      await git('commit', '-q', '-m', message)
      await git('push', '-q', 'origin', `HEAD:${branch}`)
      return git('rev-parse', 'HEAD')
    },
    async mergeMain() {
      await git('fetch', '-q', 'origin')
      await git('merge', '-q', '--no-edit', `origin/${remote.defaultBranch}`)
    },
    async test(files) {
      await writeAll(dir, files)
      await run(process.execPath, ['--test'], { cwd: dir, env, timeout: 60_000 })
    },
  }
}

async function writeAll(dir: string, files: Files): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const file = join(dir, path)
    if (content === null) await rm(file, { force: true })
    else {
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, content)
    }
  }
}

/** Nothing of this machine's git settings, and the token only in the environment, never in a file or a command line. */
function environment(token: string, home: string): Record<string, string> {
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64')
  const who = { NAME: 'agent', EMAIL: 'agent@example.invalid' }
  return {
    PATH: [dirname(process.execPath), process.env.PATH ?? ''].join(delimiter),
    HOME: home,
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'http.extraHeader',
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
    ...Object.fromEntries(
      ['AUTHOR', 'COMMITTER'].flatMap((role) =>
        Object.entries(who).map(([key, value]) => [`GIT_${role}_${key}`, value]),
      ),
    ),
  }
}
