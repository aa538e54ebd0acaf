/** Local branches, branches of the remote `origin`, and the prefixes of packet branches. */
import { parseConfig } from '../../core/parse/config/parse.ts'
import { configSchema } from '../../core/parse/config/schema.ts'
import { refProblem } from '../../core/parse/packet/refname.ts'
import { CliError } from '../errors.ts'
import { type Git, type GitAnswer, lastWords } from './git.ts'

/** Distinguishes refused credentials, network errors and a missing remote. */
function remoteError(answer: GitAnswer, what: string): CliError {
  const reason = lastWords(answer)
  if (
    /Authentication failed|could not read (Username|Password)|Permission denied|invalid credentials|access denied/i.test(
      reason,
    )
  )
    return new CliError(
      'bad-token',
      `origin does not let git ${what}: ${reason} Set up git's credentials for it (gh auth setup-git).`,
    )
  if (
    /Could not resolve|Failed to connect|Could not connect|Connection (refused|timed out|reset)|unable to access|Could not read from remote/i.test(
      reason,
    )
  )
    return new CliError('no-network', `git could not ${what}: ${reason}`)
  if (/No such remote|does not appear to be a git repository/.test(reason))
    return new CliError('no-origin', `git could not ${what}: ${reason} Add the remote: git remote add origin URL.`)
  return new CliError('git-failed', `git could not ${what}: ${reason}`)
}

export async function remoteHas(git: Git, branch: string): Promise<boolean> {
  const answer = await git.attempt(['ls-remote', '--heads', 'origin', `refs/heads/${branch}`])
  if (answer.code !== 0) throw remoteError(answer, 'read the branches of origin')
  return answer.stdout.trim() !== ''
}

/** Fetches `origin/BRANCH`. @throws CliError `bad-token`, `no-network`, `no-origin`, `git-failed` */
export async function fetchBranch(git: Git, branch: string): Promise<void> {
  const answer = await git.attempt([
    'fetch',
    '--quiet',
    'origin',
    `+refs/heads/${branch}:refs/remotes/origin/${branch}`,
  ])
  if (answer.code !== 0) throw remoteError(answer, `fetch ${branch} from origin`)
}

/** Returns whether `origin/BRANCH` contains this path. */
export async function tracks(git: Git, branch: string, path: string): Promise<boolean> {
  return (await git.run(['ls-tree', `refs/remotes/origin/${branch}`, '--', path], git.root)) !== ''
}

const baseKey = (branch: string): string => `branch.${branch}.switchyard-base`

/** Notes in the clone's configuration which branch a packet is merged into, for work without GitHub. null: the default one. */
export async function noteBase(git: Git, branch: string, base: string | null): Promise<void> {
  if (base === null) await git.attempt(['config', '--unset-all', baseKey(branch)])
  else if (refProblem(base) === null) await git.attempt(['config', baseKey(branch), base])
}

/** Returns the branch that the packet on `branch` is merged into, as last noted; the default branch when nothing is. */
export async function baseOfBranch(git: Git, branch: string | null): Promise<string> {
  const noted = branch === null ? null : await git.attempt(['config', '--get', baseKey(branch)])
  return noted?.stdout.trim() || defaultBranch(git)
}

/** Returns origin's HEAD, or `main` when it is unknown. */
export async function defaultBranch(git: Git): Promise<string> {
  const { stdout } = await git.attempt(['symbolic-ref', '--quiet', '--short', 'refs/remotes/origin/HEAD'])
  const known = stdout.trim().replace(/^origin\//, '')
  if (known !== '') return known
  const answer = await git.attempt(['ls-remote', '--symref', 'origin', 'HEAD'])
  return /^ref: refs\/heads\/(\S+)\tHEAD$/m.exec(answer.stdout)?.[1] ?? 'main'
}

export interface Commit {
  sha: string
  subject: string
}

/** Returns the commits of a range, newest first, at most 200. */
export async function commitsOf(git: Git, range: string[], cwd: string): Promise<Commit[]> {
  const text = await git.run(['log', '--max-count=200', '--format=%h%x00%s', ...range], cwd)
  return text.split('\n').flatMap((line) => {
    const [sha = '', subject = ''] = line.split('\0')
    return sha === '' ? [] : [{ sha, subject }]
  })
}

const configPath = '.github/switchyard.yml'

/** Reads the prefixes from the text of the configuration. Uses the default for a missing or invalid configuration. */
export function prefixesIn(text: string | null): string[] {
  const config = (text === null ? null : parseConfig(text).config) ?? configSchema.parse({})
  return config.branches.prefixes
}

/** Reads the prefixes from the default branch as last fetched, else from HEAD. Uses no network; the bot reads GitHub. */
export async function prefixesHere(git: Git | null): Promise<string[]> {
  for (const ref of git ? ['refs/remotes/origin/HEAD', 'HEAD'] : []) {
    const shown = await git?.attempt(['show', `${ref}:${configPath}`])
    if (shown?.code === 0) return prefixesIn(shown.stdout)
  }
  return prefixesIn(null)
}
