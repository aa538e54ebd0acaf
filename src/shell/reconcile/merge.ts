/** Brings a tested commit to GitHub and has the base branch set to it. */

import type { TestedCommit } from '../../core/actions.ts'
import { scratchBranch } from '../../core/merging/route.ts'
import type { MergeAction, UpdateAction } from './decision.ts'
import type { GitAccess } from './git.ts'
import type { Fence, GitHub, Outcome } from './github.ts'
import type { Mirror } from './mirror.ts'

export interface MergeTools {
  github: GitHub
  git: GitAccess
  fence: Fence
  /** The remembered result names a commit that cannot be made again: it is forgotten. */
  dropTrial(trial: string): Promise<void>
}

/**
 * Has the trial commit in the mirror (made again if need be), pushes it to the packet's scratch branch, and asks GitHub
 * to set the base branch, or the packet's own, to it. The scratch branch is deleted whatever came.
 */
export async function executeMerge(
  tools: MergeTools,
  action: MergeAction | UpdateAction,
  mirror: Mirror,
): Promise<Outcome> {
  // The head is on GitHub, and that is all GitHub needs to merge the pull request.
  if (action.kind === 'merge' && action.method) return tools.github.execute(action, mirror, tools.fence)
  const { trial } = action
  if (!(await hasTrial(tools, action))) {
    await tools.dropTrial(trial)
    const message = 'The commit that was tested cannot be made again. `/check` tests it once more.'
    return { kind: 'refused', status: 0, message }
  }
  const branch = scratchBranch(action.packet)
  const pushed = await push(tools, trial, branch)
  if (pushed.kind !== 'done') return pushed
  try {
    return await tools.github.execute(action, mirror, tools.fence)
  } finally {
    // A scratch branch that stays is deleted when the branches are looked at next.
    await tools.github.execute({ kind: 'delete-branch', branch, sha: trial }, mirror, tools.fence).catch(() => null)
  }
}

/**
 * A trial commit has the same id each time it is made of the same pair and message, so a lost one is no loss. One that is
 * still here serves, whatever the packet is called by now.
 */
async function hasTrial({ git }: MergeTools, { base, head, trial, message }: TestedCommit): Promise<boolean> {
  const made = await git.useWith([base, head], async (mirror) =>
    (await mirror.has(trial)) ? { trial } : mirror.trial(base, head, message),
  )
  return 'trial' in made && made.trial === trial
}

/** GitHub's words when a push will never be taken, such as one that touches workflows without that permission. */
const FINAL = /refusing to allow|permission|denied|declined|protected branch|not permitted/i

async function push({ github, git, fence }: MergeTools, sha: string, branch: string): Promise<Outcome> {
  try {
    const remote = await github.remote()
    await git.use(async (mirror) => {
      await fence.check()
      await mirror.push(remote, sha, branch)
    })
    return { kind: 'done' }
  } catch (error) {
    if (fence.isLost()) return { kind: 'lost' }
    const message = error instanceof Error ? error.message : String(error)
    if (FINAL.test(message)) return { kind: 'refused', status: 0, message }
    return { kind: 'later', afterMs: 20_000, message }
  }
}
