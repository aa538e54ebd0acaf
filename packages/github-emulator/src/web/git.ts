/**
 * Read-only questions to a bare repository, bounded in time and output: a page must not hang on a huge diff.
 * Commit ids and names come from the world and from addresses; ids are checked before use.
 */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

const settings = ['-c', 'core.quotePath=true', '-c', 'core.fsmonitor=false', '-c', 'diff.renames=true']
const environment = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_NO_REPLACE_OBJECTS: '1',
  LC_ALL: 'C',
}
const limits = { maxBuffer: 8 * 1024 * 1024, timeout: 10_000 }

/** What git prints, or null when it refuses (a commit that is gone, output over 8 MiB, more than 10 s). */
export async function git(dir: string, args: string[]): Promise<string | null> {
  try {
    const env = { ...environment, PATH: process.env.PATH }
    const { stdout } = await run('git', ['--git-dir', dir, ...settings, ...args], { ...limits, env })
    return stdout
  } catch {
    return null
  }
}

export const isSha = (value: string): boolean => /^[0-9a-f]{7,64}$/.test(value)

export interface CommitLine {
  sha: string
  parents: string[]
  author: string
  /** Milliseconds. */
  at: number
  subject: string
}

/** Commits in `to` that `from` does not have (all of `to` when `from` is null), newest first. */
export async function commits(dir: string, from: string | null, to: string, most = 100): Promise<CommitLine[]> {
  if (!isSha(to) || (from !== null && !isSha(from))) return []
  const range = from === null ? [to] : [`${from}..${to}`]
  const format = '--format=%H%x00%P%x00%at%x00%an%x00%s'
  const out = await git(dir, ['log', '-z', `--max-count=${most}`, format, ...range, '--'])
  if (!out) return []
  const fields = out.split('\0')
  const lines: CommitLine[] = []
  for (let i = 0; i + 4 < fields.length; i += 5) {
    const [sha = '', parents = '', at = '0', author = '', subject = ''] = fields.slice(i, i + 5)
    lines.push({ sha, parents: parents.split(' ').filter(Boolean), at: Number(at) * 1000, author, subject })
  }
  return lines
}

/** The full id of a branch, tag or (abbreviated) commit; null when there is none. */
export async function resolve(dir: string, name: string): Promise<string | null> {
  if (name.startsWith('-') || name.includes('..') || name.includes('@{')) return null
  for (const full of isSha(name) ? [name, `refs/heads/${name}`] : [`refs/heads/${name}`, `refs/tags/${name}`]) {
    const out = await git(dir, ['rev-parse', '--verify', '--quiet', `${full}^{commit}`])
    if (out) return out.trim()
  }
  return null
}

/** A file's text at a commit; null when it is not there or no text. */
export async function fileAt(dir: string, sha: string, path: string): Promise<string | null> {
  if (!isSha(sha)) return null
  const text = await git(dir, ['cat-file', 'blob', `${sha}:${path}`])
  return text?.includes('\0') ? null : text
}

export interface TreeEntry {
  name: string
  kind: 'tree' | 'blob' | 'commit'
}

/** What a folder holds at a commit (`path` '' = the root), folders first; null when there is no such folder. */
export async function treeAt(dir: string, sha: string, path: string): Promise<TreeEntry[] | null> {
  if (!isSha(sha)) return null
  const out = await git(dir, ['ls-tree', '-z', `${sha}:${path}`])
  if (out === null) return null
  const entries = out.split('\0').filter(Boolean).map(treeEntry)
  return entries.sort((a, b) => b.kind.localeCompare(a.kind) || a.name.localeCompare(b.name))
}

function treeEntry(line: string): TreeEntry {
  const tab = line.indexOf('\t')
  const kind = line.slice(0, tab).split(' ')[1]
  return { name: line.slice(tab + 1), kind: kind === 'tree' || kind === 'commit' ? kind : 'blob' }
}
