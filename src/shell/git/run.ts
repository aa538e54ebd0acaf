/** The only place where git is started: no shell, a fixed environment, a time limit and a bound on what it prints. */
import { spawn } from 'node:child_process'
import { gitEnvironment } from './environment.ts'
import { scrub } from './scrub.ts'

export interface GitCall {
  /** Folder to run in; the root folder when nothing is said, so that no repository is found by chance. */
  cwd?: string
  /** Added to the fixed environment. */
  env?: Record<string, string>
  /** Where `authorization` may be sent. */
  url?: string
  /** Value of an `Authorization` header, '' for none. */
  authorization?: string
  input?: string
  /** Exit codes that are answers, not errors. Default: 0 alone. */
  answers?: number[]
  timeoutMs?: number
  maxBytes?: number
  /** Lets git read local paths as remotes. Only for repositories the operator made himself. */
  localRemotes?: boolean
}

export interface GitAnswer {
  code: number
  stdout: Buffer
}

export type GitFailure = 'failed' | 'timed-out' | 'output-limit' | 'not-started'

/** `message` and `stderr` are free of the header, tokens and passwords. */
export class GitError extends Error {
  readonly kind: GitFailure
  readonly stderr: string
  constructor(kind: GitFailure, command: string, stderr: string) {
    super(`git ${command} ${saying[kind]}${stderr === '' ? '' : `: ${stderr}`}`)
    this.name = 'GitError'
    this.kind = kind
    this.stderr = stderr
  }
}

const saying: Record<GitFailure, string> = {
  failed: 'failed',
  'timed-out': 'took too long and was stopped',
  'output-limit': 'printed more than is allowed and was stopped',
  'not-started': 'could not be started',
}

const MINUTE = 60_000
const MEBIBYTE = 1024 * 1024
const STDERR_KEPT = 8_000
const GRACE_MS = 2_000

/**
 * Runs git with `args` and gives its exit code and output.
 * Throws a `GitError` for an exit code that is not among `answers`, a time-out (default one minute) or output over
 * `maxBytes` (default 64 MiB).
 */
export async function git(args: string[], call: GitCall = {}): Promise<GitAnswer> {
  const ending = await ended(args, call)
  const failure = failureOf(ending, call.answers ?? [0])
  if (failure === null) return { code: ending.code ?? 0, stdout: Buffer.concat(ending.stdout) }
  const command = args.find((arg) => !arg.startsWith('-')) ?? ''
  throw new GitError(failure, command, scrub(ending.stderr.trim() || `exit code ${ending.code}`, call))
}

interface Ending {
  code: number | null
  stdout: Buffer[]
  stderr: string
  stopped: GitFailure | null
}

function failureOf({ code, stopped }: Ending, answers: number[]): GitFailure | null {
  if (stopped) return stopped
  return code !== null && answers.includes(code) ? null : 'failed'
}

function ended(args: string[], call: GitCall): Promise<Ending> {
  const { promise, resolve } = Promise.withResolvers<Ending>()
  // A group of its own, so that a stop also reaches git's helpers (git-remote-https, index-pack).
  const child = spawn('git', args, { cwd: call.cwd ?? '/', env: gitEnvironment(call), detached: true })
  const ending: Ending = { code: null, stdout: [], stderr: '', stopped: null }
  let size = 0
  let killer: NodeJS.Timeout | undefined
  // SIGTERM first: git then takes its lock files away itself.
  const stop = (why: GitFailure) => {
    if (ending.stopped) return
    ending.stopped = why
    signalGroup(child.pid, 'SIGTERM')
    killer = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), GRACE_MS)
  }
  const timer = setTimeout(() => stop('timed-out'), call.timeoutMs ?? MINUTE)
  const finish = (code: number | null) => {
    clearTimeout(timer)
    clearTimeout(killer)
    resolve({ ...ending, code })
  }
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size > (call.maxBytes ?? 64 * MEBIBYTE)) return stop('output-limit')
    ending.stdout.push(chunk)
  })
  child.stderr.on('data', (chunk: Buffer) => {
    ending.stderr = (ending.stderr + chunk.toString('utf8')).slice(-STDERR_KEPT)
  })
  child.on('error', (error) => {
    ending.stopped = 'not-started'
    ending.stderr = error.message
    finish(null)
  })
  child.on('close', finish)
  // git may end before it has read all; its exit code tells the story.
  child.stdin.on('error', () => undefined)
  child.stdin.end(call.input ?? '')
  return promise
}

function signalGroup(pid: number | undefined, name: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, name)
  } catch {
    // Already gone.
  }
}
