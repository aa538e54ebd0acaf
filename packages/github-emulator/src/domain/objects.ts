import type { CommitData, CommitPaths } from './commits.ts'
import type { Forge } from './forge.ts'
import { git, gitTry } from './git.ts'
import type { Repo, User } from './model.ts'
import { iso } from './time.ts'

/** What git knows about commits and trees of a repository. A sha here is a full commit id. */

export interface ChangedFile {
  path: string
  previousPath: string | null
  status: 'added' | 'removed' | 'modified' | 'renamed'
  sha: string
  additions: number
  deletions: number
}

const SHA = /^[0-9a-f]{40}$/
export const isSha = (text: string) => SHA.test(text)
export const ZERO = '0'.repeat(40)

/** Returns the commit that a branch, tag, sha or short sha names; null when there is none. */
export async function resolveCommit(forge: Forge, repo: Repo, name: string): Promise<string | null> {
  // GitHub: a branch or tag cannot have a commit id as its name.
  const candidates = isSha(name) ? [name] : [`refs/heads/${name}`, `refs/tags/${name}`, name]
  for (const candidate of candidates) {
    if (candidate.startsWith('-')) return null
    const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${candidate}^{commit}`]
    const result = await gitTry(forge.bareDir(repo), args)
    if (result.code === 0) return result.stdout.trim()
  }
  return null
}

export const lines = (text: string) => text.split('\n').filter((line) => line !== '')

export async function isAncestor(forge: Forge, repo: Repo, ancestor: string, of: string): Promise<boolean> {
  const result = await gitTry(forge.bareDir(repo), ['merge-base', '--is-ancestor', ancestor, of])
  return result.code === 0
}

export async function mergeBase(forge: Forge, repo: Repo, a: string, b: string): Promise<string | null> {
  const result = await gitTry(forge.bareDir(repo), ['merge-base', a, b])
  return result.code === 0 ? result.stdout.trim() : null
}

const FIELDS = ['%H', '%T', '%P', '%an', '%ae', '%at', '%cn', '%ce', '%ct', '%B'].join('%x1f')

interface LogOptions {
  /** Further arguments of `git log`. */
  extra?: string[]
  /** Only commits that change one of these paths. */
  paths?: string[]
}

/** Returns the commits in `range` (such as `a..b`), newest first. */
export async function readCommits(
  forge: Forge,
  repo: Repo,
  range: string[],
  { extra = [], paths = [] }: LogOptions = {},
) {
  const args = ['log', `--format=${FIELDS}%x1e`, ...extra, ...range, '--', ...paths]
  const out = await git(forge.bareDir(repo), args)
  return out
    .split('\x1e')
    .map((text) => text.replace(/^\n/, ''))
    .filter((text) => text !== '')
    .map(parseCommit)
}

/** Like `readCommits`, with the paths that each commit changes. */
export async function readCommitsWithPaths(
  forge: Forge,
  repo: Repo,
  range: string[],
  extra: string[],
): Promise<(CommitData & { paths: CommitPaths })[]> {
  const how = ['-z', '--name-status', '--no-renames', '--diff-merges=first-parent']
  const out = await git(forge.bareDir(repo), ['log', `--format=%x1e${FIELDS}%x1d`, ...how, ...extra, ...range, '--'])
  return out.split('\x1e').flatMap((text) => {
    const [fields = '', ...rest] = text.split('\x1d')
    const commit = { ...parseCommit(fields), paths: pathsIn(rest.join('\x1d').split('\0')) }
    // A path may contain this separator too.
    return /^[0-9a-f]{40,64}$/.test(commit.sha) ? [commit] : []
  })
}

/** GitHub names at most 3,000 files of a commit. */
const MOST_PATHS = 3000

function pathsIn(parts: string[]): CommitPaths {
  const paths: CommitPaths = { added: [], removed: [], modified: [] }
  const first = parts.findIndex((part) => /^\n?[AMDT]$/.test(part))
  for (let at = first; at >= 0 && at + 1 < parts.length && at - first < 2 * MOST_PATHS; at += 2) {
    const kind = parts[at]?.trim()
    const path = parts[at + 1] ?? ''
    if (kind === 'A') paths.added.push(path)
    else if (kind === 'D') paths.removed.push(path)
    else paths.modified.push(path)
  }
  return paths
}

export async function readCommit(forge: Forge, repo: Repo, sha: string): Promise<CommitData | null> {
  const found = await readCommits(forge, repo, [sha], { extra: ['-1'] })
  return found[0] ?? null
}

function parseCommit(text: string): CommitData {
  const [sha = '', tree = '', parents = '', an = '', ae = '', at = '0', cn = '', ce = '', ct = '0', ...rest] =
    text.split('\x1f')
  return {
    sha,
    tree,
    parents: parents.split(' ').filter((p) => p !== ''),
    author: { name: an, email: ae, at: Number(at) * 1000 },
    committer: { name: cn, email: ce, at: Number(ct) * 1000 },
    message: rest.join('\x1f').trimEnd(),
  }
}

/** Returns the files that differ between two trees, with line counts. A binary file has no lines. */
export async function changedFiles(forge: Forge, repo: Repo, from: string, to: string): Promise<ChangedFile[]> {
  const dir = forge.bareDir(repo)
  const raw = (await git(dir, ['diff-tree', '-r', '-z', '-M', '--no-abbrev', '--raw', from, to])).split('\0')
  const counts = await lineCounts(dir, from, to)
  const files: ChangedFile[] = []
  for (let i = 0; i < raw.length; ) {
    const head = (raw[i] ?? '').split(' ')
    const letter = head[4]?.[0]
    if (!letter) break
    const renamed = letter === 'R' || letter === 'C'
    const path = raw[i + (renamed ? 2 : 1)] ?? ''
    const [additions = 0, deletions = 0] = counts.get(path) ?? []
    files.push({
      path,
      previousPath: renamed ? (raw[i + 1] ?? null) : null,
      status: letter === 'A' ? 'added' : letter === 'D' ? 'removed' : renamed ? 'renamed' : 'modified',
      sha: (letter === 'D' ? head[2] : head[3]) ?? ZERO,
      additions,
      deletions,
    })
    i += renamed ? 3 : 2
  }
  return files
}

async function lineCounts(dir: string, from: string, to: string): Promise<Map<string, [number, number]>> {
  const parts = (await git(dir, ['diff-tree', '-r', '-z', '-M', '--numstat', from, to])).split('\0')
  const counts = new Map<string, [number, number]>()
  for (let i = 0; i < parts.length; i += 1) {
    const [added, deleted, path] = (parts[i] ?? '').split('\t')
    if (added === undefined || deleted === undefined || path === undefined) continue
    const name = path === '' ? (parts[i + 2] ?? '') : path
    counts.set(name, [Number(added) || 0, Number(deleted) || 0])
    if (path === '') i += 2
  }
  return counts
}

/** Returns the patch of one file between two trees, starting at its first `@@`; null for a binary file. */
export async function patchOf(forge: Forge, repo: Repo, range: { from: string; to: string }, paths: string[]) {
  const { from, to } = range
  const args = ['diff', '-M', '--no-color', '--no-ext-diff', '--no-textconv', from, to, '--', ...paths]
  const out = await git(forge.bareDir(repo), args)
  const at = out.indexOf('\n@@')
  return at < 0 ? null : out.slice(at + 1).trimEnd()
}

export type TreeMerge = { tree: string } | { conflicts: string[] }

/** Merges two commits in memory. Returns the tree, or the paths that conflict. */
export async function mergeTrees(forge: Forge, repo: Repo, ours: string, theirs: string): Promise<TreeMerge> {
  const args = ['merge-tree', '--write-tree', '--name-only', '--no-messages', '-z', ours, theirs]
  const result = await gitTry(forge.bareDir(repo), args)
  const [tree = '', ...paths] = result.stdout.split('\0').filter((part) => part !== '')
  if (result.code === 0) return { tree: tree.trim() }
  if (result.code === 1) return { conflicts: [...new Set(paths)] }
  // Unrelated histories, for example. GitHub reports a conflict too.
  return { conflicts: [] }
}

/** Writes a commit object by `user` with the current time and returns its sha. */
export async function commitTree(
  forge: Forge,
  repo: Repo,
  user: User,
  commit: { tree: string; parents: string[]; message: string },
): Promise<string> {
  const parents = commit.parents.flatMap((p) => ['-p', p])
  const as = { user, at: forge.clock.now() }
  const out = await git(forge.bareDir(repo), ['commit-tree', commit.tree, ...parents], { input: commit.message, as })
  return out.trim()
}

/** Counts what `head` changes since `from`, in the fields of GitHub's pull request. */
export async function countChanges(forge: Forge, repo: Repo, from: string, head: string) {
  const files = await changedFiles(forge, repo, from, head)
  const commits = await git(forge.bareDir(repo), ['rev-list', '--count', `${from}..${head}`])
  return {
    commits: Number(commits),
    additions: files.reduce((sum, f) => sum + f.additions, 0),
    deletions: files.reduce((sum, f) => sum + f.deletions, 0),
    changed_files: files.length,
  }
}

/** Renders GitHub's `simple-commit`, which check suites store and webhooks carry. */
export function commitSummary(commit: CommitData) {
  return {
    id: commit.sha,
    tree_id: commit.tree,
    message: commit.message,
    timestamp: iso(commit.committer.at),
    author: { name: commit.author.name, email: commit.author.email },
    committer: { name: commit.committer.name, email: commit.committer.email },
  }
}
