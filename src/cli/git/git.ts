/** Runs the person's own git, with their settings and credentials. */
import { type ExecFileException, execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { CliError } from '../errors.ts'
import { withoutCredentials } from './remote.ts'

export interface GitAnswer {
  code: number
  stdout: string
  stderr: string
}

export interface Git {
  /** The main worktree: agents' worktrees are made below it. */
  root: string
  /** The current worktree. */
  here: string
  /** The `.git` folder that all worktrees share. */
  commonDir: string
  /** Returns git's output without the last newline. Throws a CliError with git's own message when it fails. */
  run(args: string[], cwd?: string): Promise<string>
  /** Like `run`, but returns a failure instead of throwing. */
  attempt(args: string[], cwd?: string): Promise<GitAnswer>
}

const maxOutputBytes = 64 * 1024 * 1024

/** English, because messages are matched. No prompts on the terminal: there may be nobody to answer them. */
const environment = (env: NodeJS.ProcessEnv) => ({
  ...env,
  LC_ALL: 'C',
  GIT_TERMINAL_PROMPT: '0',
  GIT_MERGE_AUTOEDIT: 'no',
})

function start(args: string[], cwd: string, env: NodeJS.ProcessEnv): Promise<GitAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<GitAnswer>()
  execFile('git', args, { cwd, env: environment(env), maxBuffer: maxOutputBytes }, (error, stdout, stderr) => {
    if (error && typeof error.code !== 'number') reject(notStarted(error, cwd))
    else resolve({ code: Number(error?.code ?? 0), stdout, stderr: withoutCredentials(stderr) })
  })
  return promise
}

function notStarted(error: ExecFileException, cwd: string): CliError {
  if (error.code === 'ENOENT' && !existsSync(cwd)) return new CliError('not-a-repository', `${cwd} does not exist.`)
  if (error.code === 'ENOENT')
    return new CliError('no-git', `git cannot be started in ${cwd}. Install git 2.38 or later.`)
  return new CliError('git-failed', `git was interrupted: ${withoutCredentials(error.message)}`)
}

/** @throws CliError `not-a-repository` outside of a git repository */
export async function openGit(cwd: string, env: NodeJS.ProcessEnv = process.env): Promise<Git> {
  const ask = ['rev-parse', '--path-format=absolute', '--git-common-dir', '--show-toplevel']
  const found = await start(ask, cwd, env)
  if (found.code !== 0) throw notARepository(found, cwd)
  const [commonDir = '', here = ''] = found.stdout.trimEnd().split('\n')
  const attempt = (args: string[], at = here) => start(args, at, env)
  async function run(args: string[], at = here): Promise<string> {
    const answer = await start(args, at, env)
    if (answer.code === 0) return answer.stdout.trimEnd()
    throw new CliError('git-failed', `\`git ${args[0]}\` failed in ${at}: ${lastWords(answer)}`)
  }
  const list = await run(['worktree', 'list', '--porcelain'])
  const root = /^worktree (.+)$/m.exec(list)?.[1] ?? here
  return { root, here, commonDir, run, attempt }
}

function notARepository({ stderr }: GitAnswer, cwd: string): CliError {
  if (/must be run in a work tree/.test(stderr))
    return new CliError('not-a-repository', `${cwd} is a bare repository or inside .git. Change to a clone.`)
  if (/dubious ownership/.test(stderr)) return new CliError('git-failed', stderr.trim())
  return new CliError(
    'not-a-repository',
    `${cwd} is not in a git repository. Change to a clone of it. Commands that need no worktree also take --repo OWNER/NAME.`,
  )
}

/** Returns git's last lines of output, joined into one line. */
export const lastWords = ({ stderr, stdout, code }: GitAnswer): string =>
  (stderr.trim() || stdout.trim() || `exit code ${code}`).split('\n').slice(-3).join(' ')
