/** Programs of this project, started as a person starts them. */
import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { until } from '../../../cli/support/world.ts'

export interface Program {
  /** All that it printed. */
  printed(): string
  /** What the pattern's group is in it, once it is. */
  find(pattern: RegExp): Promise<string>
  /** Resolves to its exit code. */
  ended: Promise<number | null>
  /** Ends it as Ctrl+C does, if it runs. */
  stop(): Promise<void>
}

/** @param file below `src/` */
export function run(file: string, args: string[], cwd: string, env: Record<string, string> = {}): Program {
  const { PATH = '' } = process.env
  const main = fileURLToPath(new URL(`../../../../src/${file}`, import.meta.url))
  const child: ChildProcess = spawn(process.execPath, [main, ...args], {
    cwd,
    env: { PATH, HOME: cwd, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      printed += text
    })
  }
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return {
    ended,
    printed: () => printed,
    find: (pattern) => until(async () => pattern.exec(printed)?.[1]),
    async stop() {
      if (child.exitCode === null) child.kill('SIGINT')
      await ended
    },
  }
}
