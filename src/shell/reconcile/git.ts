/** The port to git, and the mirror for one caller at a time, opened at first use: the loop and a job may both want it. */

import type { DiffFact, Revert } from '../../core/snapshot/queries.ts'
import { Slots } from '../concurrency.ts'
import type { GitHub, GitRemote } from './github.ts'

/** The bot's bare mirror of one repository. One caller at a time. */
export interface GitMirror {
  fetch(remote: GitRemote): Promise<void>
  has(sha: string): Promise<boolean>
  diff(base: string, head: string): Promise<DiffFact>
  /** Makes the trial merge commit, the same commit id each time for the same pair (fixed author and dates). */
  trial(
    base: string,
    head: string,
    message: string,
  ): Promise<{ trial: string } | { conflict: string[] } | { gone: true }>
  /** Whether `merge` has the tree of a trial merge of the two; null when one of them is not here. */
  isMergeOf(base: string, head: string, merge: string): Promise<boolean | null>
  /** Those of the commits that are reachable from `tip`; null when `tip` is not here. */
  contained(tip: string, commits: string[]): Promise<string[] | null>
  /** What commits of `tip` that `since` lacks say they revert; null when `tip` is not here. */
  reverts(tip: string, since: string): Promise<Revert[] | null>
  /** Commits of the heads that `base` lacks, with their parents; null when one is not here, or there are too many. */
  ahead(base: string, heads: string[]): Promise<Record<string, string[]> | null>
  /**
   * Whether all commits from `before` to `after` are clean merges of BRANCH; `not-yet`: of something that is not on BRANCH
   * by now; null when one of the two is not here.
   */
  isBaseMerge(branch: string, before: string, after: string): Promise<'yes' | 'no' | 'not-yet' | null>
  /** `sha` to `refs/heads/BRANCH`, forced (only ever used for the bot's own scratch branches). */
  push(remote: GitRemote, sha: string, branch: string): Promise<void>
  /** A standalone copy of the tree (no repository in it). */
  exportTree(sha: string, dir: string): Promise<void>
  /** Files that two branches would conflict in (empty: none do); null when a commit is not here. Leaves no objects. */
  conflicts(one: string, other: string): Promise<string[] | null>
  /** Texts of the files of a commit whose paths `wanted` takes; null when the commit is not here. */
  files(sha: string, wanted: (path: string) => boolean, bounds: FileBounds): Promise<FilesRead | null>
}

export interface FileBounds {
  /** So many files at most, in order of their paths. */
  files: number
  /** Bytes; larger files are left out. */
  size: number
  /** Bytes of all together. */
  total: number
}

export interface FilesRead {
  /** Ordinary files only: links and submodules are left out. */
  files: { path: string; text: string }[]
  /** Wanted files beyond the bounds. */
  left: number
}

export interface GitAccess {
  /** `work` has the mirror alone. */
  use<T>(work: (git: GitMirror) => Promise<T>): Promise<T>
  /** The same, after a fetch when one of the commits is missing; a missing one may stay so. */
  useWith<T>(commits: string[], work: (git: GitMirror) => Promise<T>): Promise<T>
}

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
        if (!(await hasAll(git, commits))) await git.fetch(await github.remote())
        return work(git)
      }),
  }
}

async function hasAll(git: GitMirror, commits: string[]): Promise<boolean> {
  for (const commit of commits) if (!(await git.has(commit))) return false
  return true
}
