import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createLocalRunner, type LocalRunnerOptions } from '../../../src/shell/runner/local.ts'

export const asRoot = process.getuid?.() === 0

/** A folder that every account may enter. */
export function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'switchyard-test-'))
  chmodSync(dir, 0o755)
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

export function runner(options: Partial<LocalRunnerOptions> = {}) {
  const root = options.root ?? join(folder(), 'jobs')
  const log: string[] = []
  const local = createLocalRunner({ root, graceMs: 300, log: (message) => void log.push(message), ...options })
  return { local, root, log }
}

interface Options {
  files?: Record<string, string>
  timeoutMs?: number
  signal?: AbortSignal
  onStep?(name: string): void
}

/** Runs the commands as tests and gives the steps. */
export function run(local: ReturnType<typeof createLocalRunner>, commands: string[], desired: Options = {}) {
  return local.run({
    async prepare(dir) {
      for (const [name, text] of Object.entries(desired.files ?? {})) writeFileSync(join(dir, name), text)
    },
    commands: commands.map((command) => ({ name: 'test', command })),
    timeoutMs: desired.timeoutMs ?? 20_000,
    signal: desired.signal ?? new AbortController().signal,
    ...(desired.onStep && { onStep: desired.onStep }),
  })
}

/** The only step of one command. */
export async function runOne(local: ReturnType<typeof createLocalRunner>, command: string, desired: Options = {}) {
  const [step] = await run(local, [command], desired)
  if (!step) throw new Error('no step')
  return step
}

/** Ids of processes whose command line holds `text`. */
export function processesWith(text: string): number[] {
  const lines = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return lines.filter((pid) => commandLine(pid).includes(text)).map(Number)
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1')
  } catch {
    return ''
  }
}

/** A number of seconds to sleep that no other process has, to find a process by. */
export const uniqueSeconds = () => `9${process.pid}.${Math.floor(performance.now() * 1000)}`
