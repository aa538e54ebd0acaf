import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline/promises'
import { text } from 'node:stream/consumers'

/** The terminal, or a test's replacement for it. */
export interface Io {
  out(text: string): void
  err(text: string): void
  /** Whether colours are shown. */
  isTerminal: boolean
  /** Whether a person can answer questions. */
  canAsk: boolean
  columns: number
  env: NodeJS.ProcessEnv
  cwd: string
  /** Reads a file; `-` is standard input. */
  readFile(path: string): Promise<string>
  /** Asks the person and returns the line they type. */
  ask(question: string): Promise<string>
  /** Runs a command in a shell on this terminal and returns its exit code. */
  shell(command: string, options: { cwd: string; args?: string[]; env?: NodeJS.ProcessEnv }): Promise<number>
  fetch?: typeof fetch
  now?: () => number
  sleep?: (ms: number) => Promise<void>
}

/** Returns the terminal of this process. */
export function processIo(): Io {
  const { stdin, stdout, stderr, env } = process
  return {
    out: (words) => void stdout.write(words),
    err: (words) => void stderr.write(words),
    isTerminal: stdout.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb',
    canAsk: stdin.isTTY === true && stderr.isTTY === true,
    columns: stdout.columns ?? 100,
    env,
    cwd: process.cwd(),
    readFile: (path) => (path === '-' ? text(stdin) : readFile(path, 'utf8')),
    async ask(question) {
      const lines = createInterface({ input: stdin, output: stderr })
      try {
        return (await lines.question(question)).trim()
      } finally {
        lines.close()
      }
    },
    shell(command, { cwd, args = [], env: more = {} }) {
      const { promise, resolve, reject } = Promise.withResolvers<number>()
      const child = spawn('sh', ['-c', command, 'sh', ...args], { cwd, env: { ...env, ...more }, stdio: 'inherit' })
      child.on('error', reject)
      child.on('close', (code) => resolve(code ?? 1))
      return promise
    },
  }
}
