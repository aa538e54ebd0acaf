import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Forge } from './forge.ts'
import { git } from './git.ts'
import type { Repo } from './model.ts'
import { lines } from './objects.ts'

/** One change of a tree: `sha` null removes the path. */
export interface TreeChange {
  path: string
  mode: string
  sha: string | null
}

export interface TreeEntry {
  mode: string
  type: 'blob' | 'tree' | 'commit'
  sha: string
  size: number | null
  path: string
}

export async function writeBlob(forge: Forge, repo: Repo, content: string | Buffer): Promise<string> {
  return (await git(forge.bareDir(repo), ['hash-object', '-w', '--stdin'], { input: content })).trim()
}

/** Writes the tree `base` (or an empty one) with the changes and returns its sha. */
export async function writeTree(forge: Forge, repo: Repo, base: string | null, changes: TreeChange[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'index-'))
  const options = { index: join(folder, 'index') }
  const dir = forge.bareDir(repo)
  try {
    await git(dir, base === null ? ['read-tree', '--empty'] : ['read-tree', base], options)
    const rows = changes.map((c) =>
      c.sha === null ? `0 ${'0'.repeat(40)}\t${c.path}` : `${c.mode} ${c.sha}\t${c.path}`,
    )
    await git(dir, ['update-index', '-z', '--index-info'], { ...options, input: rows.map((r) => `${r}\0`).join('') })
    return (await git(dir, ['write-tree'], options)).trim()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Returns the entries of a tree, with those of all folders below it when `recursive`. */
export async function readTree(forge: Forge, repo: Repo, tree: string, recursive: boolean): Promise<TreeEntry[]> {
  const args = ['ls-tree', '-z', '--long', ...(recursive ? ['-r', '-t'] : []), tree]
  const out = await git(forge.bareDir(repo), args)
  return lines(out.replaceAll('\0', '\n')).map((line) => {
    const [head = '', path = ''] = line.split('\t')
    const [mode = '', type = '', sha = '', size = '-'] = head.split(/ +/)
    return { mode, type: type as TreeEntry['type'], sha, size: size === '-' ? null : Number(size), path }
  })
}

/** Writes the files of a commit into a new folder. */
export async function checkoutTree(forge: Forge, repo: Repo, sha: string, dir: string): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'index-'))
  const options = { index: join(scratch, 'index') }
  try {
    await mkdir(dir, { recursive: true })
    await git(forge.bareDir(repo), ['read-tree', sha], options)
    await git(forge.bareDir(repo), [`--work-tree=${dir}`, 'checkout-index', '--all', '--force'], options)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}
