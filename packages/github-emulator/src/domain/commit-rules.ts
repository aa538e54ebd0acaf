/** Rules about the commits that a change brings into a branch. Messages are GitHub's. */
import type { CommitData, RefChange } from './commits.ts'
import type { Forge } from './forge.ts'
import { git } from './git.ts'
import type { Repo, Rule } from './model.ts'
import { lines, readCommits, ZERO } from './objects.ts'
import { matchesPath } from './patterns.ts'
import { isVerified } from './signatures.ts'

/** What the commits that GitHub makes for a merge must keep to as well. */
export const METADATA_RULES = new Set([
  'commit_message_pattern',
  'commit_author_email_pattern',
  'committer_email_pattern',
])

const FIELDS: Record<string, { name: string; of: (commit: CommitData) => string }> = {
  commit_message_pattern: { name: 'Commit message', of: ({ message }) => message },
  commit_author_email_pattern: { name: 'Author email', of: ({ author }) => author.email },
  committer_email_pattern: { name: 'Committer email', of: ({ committer }) => committer.email },
}

/** Returns GitHub's message for a rule that a commit which is new to the branch breaks; null when none does. */
export async function commitViolation(forge: Forge, repo: Repo, change: RefChange, rule: Rule): Promise<string | null> {
  const range = newIn(repo, change)
  switch (rule.type) {
    case 'required_linear_history':
      return (await hasMerges(forge, repo, range)) ? 'This branch must not contain merge commits.' : null
    case 'required_signatures':
      return unsignedIn(forge, repo, range)
    case 'file_path_restriction':
    case 'file_extension_restriction':
    case 'max_file_path_length':
    case 'max_file_size':
      return fileViolation(forge, repo, range, rule)
    default:
      return patternViolation(forge, repo, range, rule)
  }
}

/** The commits that a change adds: those that no branch has yet, for a new one. */
function newIn(repo: Repo, { before, after }: RefChange): string[] {
  return before === ZERO ? [after, '--not', ...new Set(Object.values(repo.refs))] : [after, `^${before}`]
}

async function hasMerges(forge: Forge, repo: Repo, range: string[]): Promise<boolean> {
  return (await listed(forge, repo, ['--merges', '--max-count=1', ...range])).length > 0
}

const listed = async (forge: Forge, repo: Repo, args: string[]) =>
  lines(await git(forge.bareDir(repo), ['rev-list', ...args]))

/** Returns GitHub's message for commits of a range that nobody signed; null when all are signed. */
export async function unsignedIn(forge: Forge, repo: Repo, range: string[]): Promise<string | null> {
  const commits = await listed(forge, repo, range)
  return commits.every((sha) => isVerified(repo, sha)) ? null : 'Commits must have verified signatures.'
}

/** Returns GitHub's message for a branch whose name a rule forbids. */
export function nameViolation(branch: string, rule: Rule): string | null {
  return isKept(branch, rule) ? null : `Branch name ${demand(rule)}`
}

async function patternViolation(forge: Forge, repo: Repo, range: string[], rule: Rule): Promise<string | null> {
  const field = FIELDS[rule.type]
  if (field === undefined) return null
  const commits = await readCommits(forge, repo, range)
  const wrong = commits.filter((commit) => !isKept(field.of(commit), rule))
  if (wrong.length === 0) return null
  const found = `Found ${wrong.length} violation${wrong.length === 1 ? '' : 's'}:`
  return `${field.name} ${demand(rule)}\n\n  ${found}\n\n  ${wrong.map(({ sha }) => sha).join('\n  ')}`
}

function isKept(text: string, { parameters }: Rule): boolean {
  const pattern = String(parameters?.pattern ?? '')
  return fits(text, String(parameters?.operator), pattern) !== (parameters?.negate === true)
}

/** GitHub's expressions are RE2's. What JavaScript cannot read fits nothing. */
function fits(text: string, operator: string, pattern: string): boolean {
  if (operator === 'starts_with') return text.startsWith(pattern)
  if (operator === 'ends_with') return text.endsWith(pattern)
  if (operator === 'contains') return text.includes(pattern)
  try {
    return new RegExp(pattern).test(text)
  } catch {
    return false
  }
}

const DEMANDS: Record<string, string> = {
  starts_with: 'start with a matching pattern',
  ends_with: 'end with a matching pattern',
  contains: 'contain a matching pattern',
}

function demand({ parameters }: Rule): string {
  const kind = DEMANDS[String(parameters?.operator)] ?? 'match a given regex pattern'
  return `must ${parameters?.negate === true ? 'not ' : ''}${kind}: ${String(parameters?.pattern ?? '')}`
}

const MEGABYTE = 1024 * 1024

async function fileViolation(forge: Forge, repo: Repo, range: string[], rule: Rule): Promise<string | null> {
  const paths = await changedPaths(forge, repo, range)
  const { parameters = {} } = rule
  const listOf = (name: string) => (Array.isArray(parameters[name]) ? parameters[name].map(String) : [])
  if (rule.type === 'max_file_size') return sizeViolation(forge, repo, paths, Number(parameters.max_file_size))
  if (rule.type === 'max_file_path_length') {
    const most = Number(parameters.max_file_path_length)
    return paths.some(({ path }) => path.length > most) ? 'File path is too long' : null
  }
  if (rule.type === 'file_extension_restriction') {
    const endings = listOf('restricted_file_extensions').map((ending) => `.${ending.replace(/^\*?\.?/, '')}`)
    return paths.some(({ path }) => endings.some((ending) => path.endsWith(ending)))
      ? 'File extension is restricted'
      : null
  }
  const restricted = listOf('restricted_file_paths')
  return paths.some(({ path }) => restricted.some((one) => matchesPath(one, path))) ? 'File path is restricted' : null
}

interface ChangedPath {
  path: string
  blob: string
}

async function changedPaths(forge: Forge, repo: Repo, range: string[]): Promise<ChangedPath[]> {
  const commits = await listed(forge, repo, range)
  if (commits.length === 0) return []
  const args = [
    'diff-tree',
    '--stdin',
    '-r',
    '-m',
    '--root',
    '-z',
    '--no-renames',
    '--no-abbrev',
    '--raw',
    '--no-commit-id',
  ]
  const out = await git(forge.bareDir(repo), args, { input: `${commits.join('\n')}\n` })
  return [...out.matchAll(/:\d+ \d+ [0-9a-f]+ ([0-9a-f]+) [A-Z]\0([^\0]+)\0/g)].map(([, blob = '', path = '']) => ({
    path,
    blob,
  }))
}

/** @param most in megabytes */
async function sizeViolation(forge: Forge, repo: Repo, paths: ChangedPath[], most: number): Promise<string | null> {
  const blobs = paths.map(({ blob }) => blob).filter((blob) => blob !== ZERO)
  if (blobs.length === 0) return null
  const args = ['cat-file', '--batch-check=%(objectsize)']
  const sizes = lines(await git(forge.bareDir(repo), args, { input: `${blobs.join('\n')}\n` }))
  return sizes.some((size) => Number(size) > most * MEGABYTE) ? `File size exceeds the limit of ${most} MB` : null
}
