/** Runs the agent's command, and everything it starts, within a time limit. */
import { spawn } from 'node:child_process'
import type { AgentLog } from './log.ts'

export type Ended =
  | { kind: 'exit'; code: number }
  | { kind: 'signal'; signal: string }
  | { kind: 'timed-out'; minutes: number }
  | { kind: 'not-started'; reason: string }
  /** Stopped by the watcher. */
  | { kind: 'stopped' }

export interface CommandInput {
  /** Program and arguments; they do not go through a shell. */
  command: readonly string[]
  cwd: string
  env: NodeJS.ProcessEnv
  stdin: string
  log: AgentLog
  timeoutMs: number
  /** Milliseconds between SIGTERM and SIGKILL. */
  graceMs: number
}

export interface Running {
  ended: Promise<Ended>
  stop(): void
}

export function startCommand(input: CommandInput): Running {
  const { command, cwd, env, stdin, log } = input
  const [program = '', ...args] = command
  const { promise: ended, resolve } = Promise.withResolvers<Ended>()
  // A process group of its own, so that everything the agent starts can be ended with it.
  const child = spawn(program, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'], detached: true })
  let why: Ended | null = null
  const timers: NodeJS.Timeout[] = []
  const end = (reason: Ended) => {
    if (why !== null) return
    why = reason
    signal(child.pid, 'SIGTERM')
    timers.push(setTimeout(() => signal(child.pid, 'SIGKILL'), input.graceMs))
  }
  timers.push(
    setTimeout(() => end({ kind: 'timed-out', minutes: Math.round(input.timeoutMs / 60_000) }), input.timeoutMs),
  )
  child.stdout.on('data', log.add)
  child.stderr.on('data', log.add)
  // The command may close its input without reading it.
  child.stdin.on('error', () => {})
  child.stdin.end(stdin)
  const finish = (result: Ended) => {
    for (const timer of timers) clearTimeout(timer)
    signal(child.pid, 'SIGKILL')
    resolve(why ?? result)
  }
  child.on('error', (error: NodeJS.ErrnoException) => finish({ kind: 'not-started', reason: reasonOf(error, program) }))
  child.on('exit', () => timers.push(setTimeout(() => child.stdout.destroy(), input.graceMs)))
  child.on('close', (code, name) =>
    finish(code === null ? { kind: 'signal', signal: name ?? '' } : { kind: 'exit', code }),
  )
  return { ended, stop: () => end({ kind: 'stopped' }) }
}

function signal(pid: number | undefined, name: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, name)
  } catch {
    // The process group has ended already.
  }
}

function reasonOf({ code, message }: NodeJS.ErrnoException, program: string): string {
  if (code === 'ENOENT') return `the command "${program}" was not found`
  if (code === 'EACCES') return `the command "${program}" is not executable`
  return message
}
