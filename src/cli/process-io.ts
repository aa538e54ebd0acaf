/** The real terminal. */
import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline/promises'
import { text } from 'node:stream/consumers'
import type { Io } from './io.ts'

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
