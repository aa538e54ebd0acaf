/** A listening sandbox with the bot, a clone of its repository, and the command line in it. */

import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Info, RoleName, ServerKind } from '@switchyard/github-emulator'
import type { Io } from '../../../src/cli/io.ts'
import { main } from '../../../src/cli/program.ts'
import { createSandbox } from '../../../src/sandbox/emulator.ts'
import type { Bot } from '../../../src/shell/bot.ts'
import { silentLog } from '../../../src/shell/log.ts'
import { startBot } from '../../../src/shell/start.ts'

const run = promisify(execFile)

export interface Ran {
  exit: number
  out: string
  err: string
  /** The output, parsed as JSON. */
  json: Printed
}

interface Printed {
  error?: { code: string; message: string }
  ready?: unknown[]
  waiting?: unknown[]
  checks?: { name: string; conclusion: string | null }[]
  [field: string]: unknown
}

/** Runs `switchyard ARGS` in this process. */
export async function switchyard(args: string[], io: Partial<Io> = {}): Promise<Ran> {
  let [out, err] = ['', '']
  const exit = await main(args, {
    out: (text) => {
      out += text
    },
    err: (text) => {
      err += text
    },
    isTerminal: false,
    canAsk: false,
    columns: 100,
    env: { PATH: process.env.PATH },
    cwd: tmpdir(),
    readFile: (path) => readFile(path, 'utf8'),
    ask: async () => 'y',
    shell: async () => 0,
    // Tests poll ten times as often as asked for.
    sleep: (ms) => sleep(Math.min(ms / 10, 200)),
    ...io,
  })
  return {
    exit,
    out,
    err,
    get json() {
      return JSON.parse(out)
    },
  }
}

export interface World {
  dir: string
  clone: string
  info: Info
  git(cwd: string, ...args: string[]): Promise<string>
  /** Environment of a person in this role, with no other token. */
  env(role: RoleName): NodeJS.ProcessEnv
  as(role: RoleName, args: string[], cwd?: string, io?: Partial<Io>): Promise<Ran>
  call<T>(role: RoleName, method: string, path: string, body?: object): Promise<T>
  close(): Promise<void>
}

/** @param kind of GitHub; missing: one that has everything */
export async function openWorld(kind?: ServerKind): Promise<World> {
  const dir = await mkdtemp(join(tmpdir(), 'cli-'))
  const sandbox = await createSandbox({ dataDir: join(dir, 'data'), limits: false, ...(kind && { kind }) })
  const bots: Bot[] = []
  const info = await sandbox.listen(0, async ({ apiUrl, url }) => {
    const bot = await startBot({
      appId: sandbox.app.id,
      privateKey: sandbox.app.privateKey,
      webhookSecret: sandbox.app.webhookSecret,
      apiUrl,
      webUrl: url,
      host: '127.0.0.1',
      port: 0,
      dataDir: sandbox.layout.bot,
      allowLocalRunner: () => true,
      log: silentLog,
    })
    bots.push(bot)
    sandbox.setWebhookUrl(`${bot.url}/api/github/webhooks`)
  })
  const environment = (token: string): NodeJS.ProcessEnv => ({
    PATH: process.env.PATH,
    HOME: dir,
    GIT_CONFIG_NOSYSTEM: '1',
    GITHUB_TOKEN: token,
    GIT_AUTHOR_NAME: 'agent',
    GIT_AUTHOR_EMAIL: 'agent@example.invalid',
    GIT_COMMITTER_NAME: 'agent',
    GIT_COMMITTER_EMAIL: 'agent@example.invalid',
  })
  const git = async (cwd: string, ...args: string[]) =>
    (await run('git', args, { cwd, env: environment(info.tokens.agent) })).stdout.trim()
  const clone = join(dir, 'app')
  await git(dir, 'clone', '-q', info.gitUrl.replace('://', `://x-access-token:${info.tokens.agent}@`), clone)
  const env = (role: RoleName) => environment(info.tokens[role])
  return {
    dir,
    clone,
    info,
    git,
    env,
    as: (role, args, cwd = clone, io = {}) => switchyard(args, { cwd, env: env(role), ...io }),
    async call(role, method, path, body) {
      const response = await fetch(`${info.apiUrl}/repos/${info.repo}/${path}`, {
        method,
        headers: { authorization: `token ${info.tokens[role]}` },
        ...(body && { body: JSON.stringify(body) }),
      })
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
      return response.json() as never
    },
    async close() {
      for (const bot of bots) await bot.close()
      await sandbox.close()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

/** Polls until the result is truthy; the suite's time-out ends a wait that never succeeds. */
export async function until<T>(look: () => Promise<T | null | undefined | false>): Promise<T> {
  for (;;) {
    const found = await look()
    if (found) return found
    await sleep(100)
  }
}
