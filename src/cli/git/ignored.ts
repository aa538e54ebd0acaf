/** Ignored files that exist only in one worktree. `git worktree remove` deletes them without a warning. */
import { lstat, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Git } from './git.ts'

/** Written by the command line itself. */
const OWN = ['.switchyard/', 'worktrees/']
/** Packages and caches, which tools recreate from the files of the branch. */
const RECREATED = new Set(['node_modules', '__pycache__', '.pytest_cache', '.mypy_cache', '.ruff_cache'])

/**
 * Returns ignored files that exist only in this worktree, such as settings and local databases. A wholly ignored folder
 * is one entry that ends in `/`. Files with an identical copy in the main worktree are left out.
 */
export async function ignoredFiles(git: Git, path: string): Promise<string[]> {
  const args = ['ls-files', '--others', '--ignored', '--exclude-standard', '--directory', '--no-empty-directory', '-z']
  const all = (await git.run(args, path)).split('\0').filter((file) => file !== '')
  const found: string[] = []
  for (const file of all) {
    if (OWN.includes(`${file.replace(/\/$/, '')}/`) || file.split('/').some((part) => RECREATED.has(part))) continue
    if (!(await isCopy(join(path, file), join(git.root, file)))) found.push(file)
  }
  return found
}

async function isCopy(one: string, other: string): Promise<boolean> {
  try {
    const [here, there] = await Promise.all([lstat(one), lstat(other)])
    if (!here.isFile() || !there.isFile() || here.size !== there.size) return false
    const [mine, theirs] = await Promise.all([readFile(one), readFile(other)])
    return mine.equals(theirs)
  } catch {
    return false
  }
}
