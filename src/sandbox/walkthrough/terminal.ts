/** A terminal at which nobody sits: what the command line prints is kept, and read as JSON. */
import { readFile } from 'node:fs/promises'
import type { Io } from '../../cli/io.ts'

export interface Ran {
  out: string
  err: string
}

interface Seat {
  cwd: string
  env: NodeJS.ProcessEnv
  /** Standard input. */
  input: string
  ran: Ran
}

/** The sandbox is next door and answers at once: who waits looks again soon, and not after the polite half minute. */
const longestPauseMs = 200

export function terminal({ cwd, env, input, ran }: Seat): Io {
  return {
    cwd,
    env,
    isTerminal: false,
    canAsk: false,
    columns: 100,
    out: (text) => {
      ran.out += text
    },
    err: (text) => {
      ran.err += text
    },
    readFile: async (path) => (path === '-' ? input : readFile(path, 'utf8')),
    ask: async () => 'y',
    shell: () => Promise.reject(new Error('nobody is there to run it')),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, Math.min(ms / 10, longestPauseMs))),
  }
}

/** @throws Error with the command's message when it failed; an answer that is not what one hoped for is none */
export function resultOf<T>(args: string[], { out, err }: Ran): T {
  const command = `switchyard ${args.slice(0, 2).join(' ')}`
  const printed = parsed(out)
  if (printed === null) throw new Error(`${command} printed no JSON: ${(out || err).slice(0, 300)}`)
  if (printed.error) throw new Error(`${command}: ${printed.error.message}`)
  return printed as T
}

function parsed(text: string): { error?: { message: string } } | null {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
