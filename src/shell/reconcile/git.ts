/** The mirror for one caller at a time, opened at first use: the loop and a job may both want it. */

import { Slots } from '../concurrency.ts'
import type { GitHub, GitMirror } from '../ports.ts'

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
