/** Branches here and on the remote `origin`. */
import { CliError } from '../errors.ts'
import { type Git, type GitAnswer, lastWords } from './git.ts'

/** Network trouble and refused credentials, told apart from each other. */
function remoteError(answer: GitAnswer, what: string): CliError {
  const words = lastWords(answer)
  if (
    /Authentication failed|could not read (Username|Password)|Permission denied|invalid credentials|access denied/i.test(
      words,
    )
  )
    return new CliError(
      'bad-token',
      `origin does not let git ${what}: ${words} Set up git's credentials for it (gh auth setup-git).`,
    )
  if (
    /Could not resolve|Failed to connect|Could not connect|Connection (refused|timed out|reset)|unable to access|Could not read from remote/i.test(
      words,
    )
  )
    return new CliError('no-network', `git could not ${what}: ${words}`)
  if (/No such remote|does not appear to be a git repository/.test(words))
    return new CliError('no-origin', `git could not ${what}: ${words} Add the remote: git remote add origin URL.`)
  return new CliError('git-failed', `git could not ${what}: ${words}`)
}

export async function remoteHas(git: Git, branch: string): Promise<boolean> {
  const answer = await git.attempt(['ls-remote', '--heads', 'origin', `refs/heads/${branch}`])
  if (answer.code !== 0) throw remoteError(answer, 'look at origin')
  return answer.stdout.trim() !== ''
}

/** Brings `origin/BRANCH` up to date. */
export async function fetchBranch(git: Git, branch: string): Promise<void> {
  const answer = await git.attempt([
    'fetch',
    '--quiet',
    'origin',
    `+refs/heads/${branch}:refs/remotes/origin/${branch}`,
  ])
  if (answer.code !== 0) throw remoteError(answer, `fetch ${branch} from origin`)
}

/** Whether this path is part of `origin/BRANCH`. */
export async function tracks(git: Git, branch: string, path: string): Promise<boolean> {
  return (await git.run(['ls-tree', `refs/remotes/origin/${branch}`, '--', path], git.root)) !== ''
}

/** The branch that main work goes to: what origin calls its HEAD; `main` where nobody said. */
export async function baseBranch(git: Git): Promise<string> {
  const { stdout } = await git.attempt(['symbolic-ref', '--quiet', '--short', 'refs/remotes/origin/HEAD'])
  const known = stdout.trim().replace(/^origin\//, '')
  if (known !== '') return known
  const asked = await git.attempt(['ls-remote', '--symref', 'origin', 'HEAD'])
  return /^ref: refs\/heads\/(\S+)\tHEAD$/m.exec(asked.stdout)?.[1] ?? 'main'
}

export interface Commit {
  sha: string
  subject: string
}

/** Commits of a range, newest first. */
export async function commitsOf(git: Git, range: string[], cwd: string): Promise<Commit[]> {
  const text = await git.run(['log', '--max-count=200', '--format=%h%x00%s', ...range], cwd)
  return text.split('\n').flatMap((line) => {
    const [sha = '', subject = ''] = line.split('\0')
    return sha === '' ? [] : [{ sha, subject }]
  })
}
