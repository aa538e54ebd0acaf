/** A terminal without a person. It collects the output of the command line, which is parsed as JSON. */
import { readFile } from 'node:fs/promises'
import type { Io } from '../../cli/io.ts'

export interface Ran {
  out: string
  err: string
}

interface TerminalInput {
  cwd: string
  env: NodeJS.ProcessEnv
  /** Standard input. */
  input: string
  ran: Ran
}

/** The sandbox is local and answers at once, so the command line polls more often than on GitHub. */
const longestPauseMs = 200

export function terminal({ cwd, env, input, ran }: TerminalInput): Io {
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
    shell: () => Promise.reject(new Error('There is no shell in the walkthrough')),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, Math.min(ms / 10, longestPauseMs))),
  }
}

/** @throws Error with the command's message when it failed. A result such as a conflict is not an error. */
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
