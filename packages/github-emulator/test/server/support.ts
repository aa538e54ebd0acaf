import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'
import { createEmulator, type Emulator, type EmulatorOptions } from '../../src/server/emulator.ts'
import type { RoleName } from '../../src/server/info.ts'
import { FILES, HELPER } from '../../src/testing/bench.ts'

const run = promisify(execFile)

/** A folder that is gone when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'sandbox-test-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  return dir
}

/** A clock that moves only when told. */
export function testClock(at = Date.UTC(2026, 0, 5, 9)) {
  let now = at
  return {
    now: () => now,
    forward(ms: number) {
      now += ms
    },
  }
}

/** A fresh sandbox that sends no webhook by itself, closed when the test ends. */
export async function testSandbox(options: Partial<EmulatorOptions> = {}): Promise<Emulator> {
  const dataDir = options.dataDir ?? (await temporaryFolder())
  const sandbox = await createEmulator({ outbox: 'manual', seed: { app: HELPER, files: FILES }, ...options, dataDir })
  onTestFinished(() => sandbox.close())
  return sandbox
}

export interface GraphqlAnswer {
  status: number
  data: unknown
  errors?: { type?: string; message: string; path?: (string | number)[] }[]
}

/** Asks GraphQL as a role, or with a token. */
export async function ask(
  sandbox: Emulator,
  who: RoleName | { token: string },
  query: string,
  variables: Record<string, unknown> = {},
): Promise<GraphqlAnswer> {
  const token = typeof who === 'string' ? sandbox.info().tokens[who] : who.token
  const request = new Request('http://localhost/api/graphql', {
    method: 'POST',
    headers: { authorization: `bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  })
  const response = await sandbox.fetch(request)
  const { data, errors } = (await response.json()) as Omit<GraphqlAnswer, 'status'>
  return { status: response.status, data, ...(errors && { errors }) }
}

/** Real git, with nothing of this machine's configuration. */
export async function git(cwd: string, ...args: string[]): Promise<string> {
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: cwd,
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'agent',
    GIT_AUTHOR_EMAIL: 'agent@example.invalid',
    GIT_COMMITTER_NAME: 'agent',
    GIT_COMMITTER_EMAIL: 'agent@example.invalid',
  }
  return (await run('git', args, { cwd, env })).stdout.trim()
}
