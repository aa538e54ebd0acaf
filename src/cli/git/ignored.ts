/** What git ignores in a worktree and nobody could get back: `git worktree remove` deletes it without a word. */
import { lstat, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Git } from './git.ts'

/** What the command line put there itself. */
const OWN = ['.switchyard/', 'worktrees/']
/** Packages and caches, which their tools make again from what stands in the branch. */
const MADE_AGAIN = new Set(['node_modules', '__pycache__', '.pytest_cache', '.mypy_cache', '.ruff_cache'])

/**
 * Ignored files that stand only in this worktree: settings, local databases. A folder of nothing else is one entry that
 * ends in `/`. Left out is what stands with the same content at the same place of the main worktree.
 */
export async function ignoredFiles(git: Git, path: string): Promise<string[]> {
  const asked = ['ls-files', '--others', '--ignored', '--exclude-standard', '--directory', '--no-empty-directory', '-z']
  const all = (await git.run(asked, path)).split('\0').filter((file) => file !== '')
  const found: string[] = []
  for (const file of all) {
    if (OWN.includes(`${file.replace(/\/$/, '')}/`) || file.split('/').some((part) => MADE_AGAIN.has(part))) continue
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
