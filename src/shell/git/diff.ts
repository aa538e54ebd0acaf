import type { DiffFact, FileChange } from '../../core/snapshot/queries.ts'
import { type GitCall, git } from './run.ts'

/** Runs git inside the mirror. */
export type InMirror = (args: string[], call?: GitCall) => ReturnType<typeof git>

export const mirrorAt =
  (dir: string): InMirror =>
  (args, call = {}) =>
    git([`--git-dir=${dir}`, ...args], call)

/** A full commit id (SHA-1 or SHA-256). Anything else is never handed to git, where it could be an option or a ref. */
export const isObjectId = (text: string): boolean => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text)

export async function hasCommit(run: InMirror, sha: string): Promise<boolean> {
  if (!isObjectId(sha)) return false
  // 1: no such object; 128: an object of another kind.
  const { code } = await run(['cat-file', '-e', `${sha}^{commit}`], { answers: [0, 1, 128] })
  return code === 0
}

/** What `head` changed since its merge base with `base`. Renames are found as GitHub does (half the content alike). */
export async function diffCommits(run: InMirror, base: string, head: string): Promise<DiffFact> {
  const none: DiffFact = { mergeBase: null, ahead: 0, behind: 0, files: [] }
  if (!(await hasCommit(run, base)) || !(await hasCommit(run, head))) return none
  const counts = await text(run, ['rev-list', '--left-right', '--count', `${base}...${head}`, '--'])
  const [behind = 0, ahead = 0] = counts.split('\t').map(Number)
  const mergeBase = await mergeBaseOf(run, base, head)
  if (mergeBase === null) return { ...none, ahead, behind, unrelated: true }
  const files = await changes(run, mergeBase, head)
  const nothing = ahead > 0 && (files.length === 0 || (await changesNothing(run, base, head)))
  return { mergeBase, ahead, behind, files, ...(nothing && { nothing }) }
}

/** All of it is in the base already, by a squash or a cherry-pick: the merge has the base's tree. */
async function changesNothing(run: InMirror, base: string, head: string): Promise<boolean> {
  const how = ['merge-tree', '--write-tree', '-z', '--no-messages', '--name-only']
  const { code, stdout } = await run([...how, base, head], { answers: [0, 1] })
  if (code !== 0) return false
  return stdout.toString('latin1').split('\0')[0] === (await text(run, ['rev-parse', '--verify', `${base}^{tree}`]))
}

async function mergeBaseOf(run: InMirror, base: string, head: string): Promise<string | null> {
  const { code, stdout } = await run(['merge-base', base, head], { answers: [0, 1] })
  return code === 0 ? stdout.toString('latin1').trim() : null
}

const text = async (run: InMirror, args: string[]) => (await run(args)).stdout.toString('utf8').trim()

async function changes(run: InMirror, from: string, to: string): Promise<FileChange[]> {
  const how = ['-r', '-z', '-M', '--raw', '--numstat', '--no-textconv', '--no-ext-diff', '--ignore-submodules=none']
  const { stdout } = await run(['diff-tree', ...how, from, to, '--'])
  return parseChanges(stdout)
}

/**
 * Reads `git diff-tree -z --raw --numstat`: first every file's modes and kind, then every file's counts, each field
 * ended by NUL, so that any file name is safe. Bytes that are no UTF-8 become U+FFFD.
 */
function parseChanges(output: Buffer): FileChange[] {
  // latin1 keeps every byte apart, so that two odd names never share their counts.
  const fields = output.toString('latin1').split('\0')
  const files = new Map<string, FileChange>()
  for (let at = 0; at < fields.length - 1; ) {
    const field = fields[at] ?? ''
    at += field.startsWith(':') ? readRaw(fields, at, files) : readCounts(fields, at, files)
  }
  return [...files.values()]
}

const kinds: Record<string, FileChange['kind']> = {
  A: 'added',
  C: 'added',
  D: 'removed',
  R: 'renamed',
  T: 'type-changed',
}

function readRaw(fields: string[], at: number, files: Map<string, FileChange>): number {
  const [oldMode = '', newMode = '', , , status = ''] = (fields[at] ?? '').slice(1).split(' ')
  const letter = status.charAt(0)
  const moved = letter === 'R' || letter === 'C'
  const path = fields[moved ? at + 2 : at + 1] ?? ''
  files.set(path, {
    path: name(path),
    from: letter === 'R' ? name(fields[at + 1] ?? '') : null,
    kind: kinds[letter] ?? 'modified',
    additions: 0,
    deletions: 0,
    mode: modeOf(letter === 'D' ? oldMode : newMode),
  })
  return moved ? 3 : 2
}

/** `ADDED TAB DELETED TAB PATH`, or an empty path and then both names; `-` for what has no lines. */
function readCounts(fields: string[], at: number, files: Map<string, FileChange>): number {
  const [added = '', deleted = '', ...rest] = (fields[at] ?? '').split('\t')
  const path = rest.join('\t')
  const file = files.get(path === '' ? (fields[at + 2] ?? '') : path)
  if (file) {
    file.additions = Number.parseInt(added, 10) || 0
    file.deletions = Number.parseInt(deleted, 10) || 0
  }
  return path === '' ? 3 : 1
}

function modeOf(mode: string): FileChange['mode'] {
  if (mode === '120000') return 'symlink'
  return mode === '160000' ? 'submodule' : 'file'
}

/** A file name as git gave it, for people. */
export const name = (latin1: string): string => Buffer.from(latin1, 'latin1').toString('utf8')
