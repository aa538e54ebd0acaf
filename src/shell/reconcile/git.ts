/** The port to git, and exclusive access to the mirror: a cycle and a trial may use it at the same time. */

import type { DiffFact, Revert } from '../../core/snapshot/queries.ts'
import { Slots } from '../concurrency.ts'
import type { GitHub, GitRemote } from './github.ts'

/** The bot's bare mirror of one repository. One caller at a time. */
export interface GitMirror {
  fetch(remote: GitRemote): Promise<void>
  has(sha: string): Promise<boolean>
  diff(base: string, head: string): Promise<DiffFact>
  /** Creates the trial merge commit. Author and dates are fixed, so the same pair and message give the same commit id. */
  trial(
    base: string,
    head: string,
    message: string,
  ): Promise<{ trial: string } | { conflict: string[] } | { gone: true }>
  /** Returns whether `merge` has the tree of a trial merge of the two; null when a commit is missing. */
  isMergeOf(base: string, head: string, merge: string): Promise<boolean | null>
  /** Returns the commits that are reachable from `tip`; null when `tip` is missing. */
  contained(tip: string, commits: string[]): Promise<string[] | null>
  /** Returns the reverts that commits of `tip` but not of `since` declare; null when `tip` is missing. */
  reverts(tip: string, since: string): Promise<Revert[] | null>
  /** Returns the heads' commits that `base` lacks, with their parents; null when one is missing or there are too many. */
  ahead(base: string, heads: string[]): Promise<Record<string, string[]> | null>
  /**
   * Returns whether all commits from `before` to `after` are clean merges of `branch`. `not-yet`: they merge a commit that
   * is not on `branch` yet. Null: `before` or `after` is missing.
   */
  isBaseMerge(branch: string, before: string, after: string): Promise<'yes' | 'no' | 'not-yet' | null>
  /** Force-pushes `sha` to `refs/heads/BRANCH`. Used for the bot's own scratch branches only. */
  push(remote: GitRemote, sha: string, branch: string): Promise<void>
  /** Writes the tree of a commit to a folder, without a repository. */
  exportTree(sha: string, dir: string): Promise<void>
  /** Returns the files in which two branches conflict; null when a commit is missing. Leaves no objects behind. */
  conflicts(one: string, other: string): Promise<string[] | null>
  /** Returns the texts of the files whose paths `wanted` accepts; null when the commit is missing. */
  files(sha: string, wanted: (path: string) => boolean, bounds: FileBounds): Promise<FilesRead | null>
}

export interface FileBounds {
  /** Maximum number of files, in order of their paths. */
  files: number
  /** Maximum bytes of a file; larger ones are left out. */
  size: number
  /** Maximum bytes of all files together. */
  total: number
}

export interface FilesRead {
  /** Regular files only, without links and submodules. */
  files: { path: string; text: string }[]
  /** Number of wanted files beyond the bounds. */
  left: number
}

export interface GitAccess {
  /** Runs `work` with exclusive access to the mirror. */
  use<T>(work: (git: GitMirror) => Promise<T>): Promise<T>
  /** Like `use`, after a fetch if one of the commits is missing. A commit may still be missing then. */
  useWith<T>(commits: string[], work: (git: GitMirror) => Promise<T>): Promise<T>
}

/** @param open opens the mirror; called at the first use */
export function createGitAccess(open: () => Promise<GitMirror>, github: Pick<GitHub, 'remote'>): GitAccess {
  const one = new Slots(1)
  let mirror: GitMirror | null = null
  const use: GitAccess['use'] = (work) =>
    one.run(async () => {
      mirror ??= await open()
      return work(mirror)
    })
  return {
    use,
    useWith: (commits, work) =>
      use(async (git) => {
        if (!(await hasAll(git, commits))) await git.fetch(await github.remote('fetch'))
        return work(git)
      }),
  }
}

async function hasAll(git: GitMirror, commits: string[]): Promise<boolean> {
  for (const commit of commits) if (!(await git.has(commit))) return false
  return true
}
