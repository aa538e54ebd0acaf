/**
 * The machine on which the agents work: one clone of the repository, a worktree for each agent, and the command line
 * `switchyard`, which runs in this process.
 */

import { execFile } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { devNull } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Info, RoleName } from '@switchyard/github-emulator'
import { main } from '../../cli/program.ts'
import { type Ran, resultOf, terminal } from './terminal.ts'

const run = promisify(execFile)

/** Path → content; null removes the file. */
export type Files = Record<string, string | null>

export interface Worktree {
  /** Writes, commits and pushes; returns the commit. */
  push(files: Files, message: string): Promise<string>
  /** Runs the project's tests as an agent does before it pushes. Rejects when one fails. */
  test(files: Files): Promise<void>
}

/** A typed command, for the terminal. */
export interface Typed {
  /** The packet of the worktree; null: the clone. */
  at: string | null
  line: string
}

export interface Machine {
  /**
   * Runs `switchyard ARGS --json` as `who`, in the clone or in the worktree of a packet.
   * @throws Error with the command's own message when it fails
   */
  switchyard<T>(who: RoleName, args: string[], options?: { at?: string; input?: string }): Promise<T>
  worktree(name: string): Worktree
  /** Commands typed since the last call. */
  typed(): Typed[]
}

/** Clones the repository into `folder` on first use. */
export function createMachine(info: Info, folder: string): Machine {
  const clone = join(folder, 'app')
  const lines: Typed[] = []
  let cloned: Promise<unknown> | null = null
  const ready = () => {
    cloned ??= run('git', ['clone', '-q', info.gitUrl, clone], { env: environment(info, 'agent', folder) })
    return cloned
  }
  const worktreeFolder = (name: string) => join(clone, 'worktrees', `agent-${name}`)
  return {
    async switchyard<T>(who: RoleName, args: string[], options: { at?: string; input?: string } = {}): Promise<T> {
      await ready()
      const { at, input = '' } = options
      lines.push({ at: at ?? null, line: ['switchyard', ...args.map(quoted)].join(' ') })
      const ran: Ran = { out: '', err: '' }
      const cwd = at === undefined ? clone : worktreeFolder(at)
      const env = { ...environment(info, who, folder), GITHUB_TOKEN: info.tokens[who] }
      await main([...args, '--json'], terminal({ cwd, env, input, ran }))
      return resultOf<T>(args, ran)
    },
    worktree: (name) => worktreeIn(worktreeFolder(name), environment(info, 'agent', folder)),
    typed: () => lines.splice(0),
  }
}

const quoted = (word: string): string => (/^[\w./%-]+$/.test(word) ? word : `"${word}"`)

function worktreeIn(dir: string, env: NodeJS.ProcessEnv): Worktree {
  const git = async (...args: string[]) => (await run('git', args, { cwd: dir, env, timeout: 60_000 })).stdout.trim()
  return {
    async push(files, message) {
      await writeAll(dir, files)
      await git('add', '-A')
      await git('commit', '-q', '-m', message)
      await git('push', '-q', 'origin', 'HEAD')
      return git('rev-parse', 'HEAD')
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

/** Ignores this machine's git settings. The token is only in the environment, never in a file or a command line. */
function environment(info: Info, who: RoleName, home: string): NodeJS.ProcessEnv {
  const basic = Buffer.from(`x-access-token:${info.tokens[who]}`).toString('base64')
  const author = { NAME: who, EMAIL: `${who}@example.invalid` }
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
        Object.entries(author).map(([key, value]) => [`GIT_${role}_${key}`, value]),
      ),
    ),
  }
}
