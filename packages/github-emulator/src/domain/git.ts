import { spawn } from 'node:child_process'
import { type GitOptions, type GitResult, isLasting, lasting } from './lasting.ts'

export type { GitOptions, GitResult } from './lasting.ts'

/**
 * Answers git commands for a repository without a folder. Tests keep repositories in memory because git processes
 * dominate their cost.
 */
export interface StandIn {
  run(args: string[], options: GitOptions): GitResult
  /** All refs, full name → sha. */
  refs(): Record<string, string>
}

/** Fake repositories by folder. */
export const standIns = new Map<string, StandIn>()

/** The machine's own git configuration must not affect the emulator's repositories. */
function environment(options: GitOptions): Record<string, string> {
  const base: Record<string, string> = {
    PATH: process.env.PATH ?? '/usr/bin:/bin',
    HOME: '/nonexistent',
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    // A folder named `[id]` is that folder, not a pattern.
    GIT_LITERAL_PATHSPECS: '1',
  }
  if (options.index) base.GIT_INDEX_FILE = options.index
  if (!options.as) return base
  const { user, at } = options.as
  const email = `${user.id}+${user.login}@users.noreply.sandbox.invalid`
  const date = `${Math.floor(at / 1000)} +0000`
  for (const role of ['AUTHOR', 'COMMITTER']) {
    base[`GIT_${role}_NAME`] = user.login
    base[`GIT_${role}_EMAIL`] = email
    base[`GIT_${role}_DATE`] = date
  }
  return base
}

/**
 * Runs git in `dir`; gives its exit code and output, whatever the code. What can never change, because it was asked of
 * full object ids alone, is asked once.
 */
export async function gitTry(dir: string, args: string[], options: GitOptions = {}): Promise<GitResult> {
  const standIn = standIns.get(dir)
  if (standIn) return standIn.run(args, options)
  if (!isLasting(args, options)) return run(dir, args, options)
  const key = JSON.stringify([args, options.input])
  const known = lasting.get(dir, key)
  if (known) return known
  const result = await run(dir, args, options)
  const isMissing = options.input !== undefined && result.stdout.includes(' missing')
  const isAnswer = result.code === 0 || (result.code === 1 && args[0] === 'merge-base')
  if (isAnswer && !isMissing && result.bytes.length < 100_000) lasting.set(dir, key, result)
  return result
}

function run(dir: string, args: string[], options: GitOptions): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', args, { cwd: dir, env: environment(options), stdio: ['pipe', 'pipe', 'pipe'] })
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    child.on('error', reject)
    child.on('close', (code) => {
      const bytes = Buffer.concat(out)
      resolve({ code: code ?? -1, stdout: bytes.toString(), bytes, stderr: Buffer.concat(err).toString() })
    })
    // A child that ends before it reads its input is reported by its exit code.
    child.stdin.on('error', () => {})
    child.stdin.end(options.input ?? '')
  })
}

/** Runs git in `dir` and returns its output. Throws with git's message when it fails. */
export async function git(dir: string, args: string[], options: GitOptions = {}): Promise<string> {
  return (await gitBytes(dir, args, options)).toString()
}

/** Like `git`, for binary output. */
export async function gitBytes(dir: string, args: string[], options: GitOptions = {}): Promise<Buffer> {
  const result = await gitTry(dir, args, options)
  if (result.code !== 0) throw new Error(`git ${args[0]} failed (${result.code}): ${result.stderr.trim()}`)
  return result.bytes
}

/** Creates an empty bare repository with a reflog, so that a push the forge missed still names its author. */
export async function initBare(dir: string, defaultBranch: string): Promise<void> {
  await git('.', ['init', '-q', '--bare', `--initial-branch=${defaultBranch}`, dir])
  const settings = [
    ['core.logAllRefUpdates', 'true'],
    ['http.receivepack', 'true'],
    ['receive.advertisePushOptions', 'false'],
    // Only the forge writes pull request refs.
    ['receive.hideRefs', 'refs/pull'],
    ['gc.auto', '0'],
    ['uploadpack.allowAnySHA1InWant', 'true'],
  ]
  for (const [key, value] of settings) await git(dir, ['config', key ?? '', value ?? ''])
}
