/** Pushes a tested commit and sets a branch to it. */

import type { TestedCommit } from '../../core/actions.ts'
import { NO_WORKFLOWS } from '../../core/authorize/app-permissions.ts'
import { isRefusedByRule, messageOf, pushScratch } from '../runner/scratch.ts'
import type { MergeAction, UpdateAction } from './decision.ts'
import type { GitAccess } from './git.ts'
import type { Fence, GitHub, Outcome } from './github.ts'
import type { Mirror } from './mirror.ts'

export interface MergeTools {
  github: GitHub
  git: GitAccess
  fence: Fence
  /** Forgets the result of a trial whose commit cannot be created again. */
  dropTrial(trial: string): Promise<void>
}

/** Merges, or brings the base into a packet's branch. GitHub is asked to do the second itself first. */
export async function executeMerge(
  tools: MergeTools,
  action: MergeAction | UpdateAction,
  mirror: Mirror,
): Promise<Outcome> {
  // GitHub merges the pull request itself; it has the head already.
  if (action.kind === 'merge') {
    return action.method ? tools.github.execute(action, mirror, tools.fence) : executePushed(tools, action, mirror)
  }
  const asked = await tools.github.execute(action, mirror, tools.fence)
  if (asked.kind !== 'not-this-way') return asked
  if (NO_WORKFLOWS.test(asked.message)) return { kind: 'refused', status: 403, message: asked.message }
  if (action.signed) return { kind: 'refused', status: 422, message: asked.message }
  const set = await executePushed(tools, { ...action, pushed: true }, mirror)
  return set.kind === 'not-this-way' ? { kind: 'refused', status: 422, message: set.message } : set
}

/**
 * Creates the trial commit in the mirror if it is missing, pushes it to the packet's scratch branch, and asks GitHub to
 * set the base branch, or the packet's own branch, to it. The scratch branch is always deleted afterwards.
 */
async function executePushed(tools: MergeTools, action: MergeAction | UpdateAction, mirror: Mirror): Promise<Outcome> {
  const { trial } = action
  if (!(await hasTrial(tools, action))) {
    await tools.dropTrial(trial)
    const message = 'The tested commit cannot be created again. Comment `/check` to test it once more.'
    return { kind: 'refused', status: 0, message }
  }
  const pushed = await push(tools, trial, action.packet)
  if ('kind' in pushed) return pushed
  const { branch } = pushed
  try {
    return await tools.github.execute(action, mirror, tools.fence)
  } finally {
    // If this fails, the next cycle that reads the branches deletes the scratch branch.
    await tools.github.execute({ kind: 'delete-branch', branch, sha: trial }, mirror, tools.fence).catch(() => null)
  }
}

/**
 * Creates the trial commit if it is missing: the same pair and message always give the same id. An existing commit is used
 * even if the packet was renamed since.
 */
async function hasTrial({ git }: MergeTools, { base, head, trial, message }: TestedCommit): Promise<boolean> {
  const merged = await git.useWith([base, head], async (mirror) =>
    (await mirror.has(trial)) ? { trial } : mirror.trial(base, head, message),
  )
  return 'trial' in merged && merged.trial === trial
}

/** A push without the rights fails as a whole. */
const NO_ACCESS = /permission|denied|not permitted|refusing to allow/i

/** Returns the scratch branch, or the outcome of a push that failed. */
async function push(
  { github, git, fence }: MergeTools,
  sha: string,
  packet: string,
): Promise<Outcome | { branch: string }> {
  try {
    const remote = await github.remote('push')
    const branch = await git.use((mirror) =>
      pushScratch(packet, sha, async (name) => {
        await fence.check()
        await mirror.push(remote, sha, name)
      }),
    )
    return { branch }
  } catch (error) {
    if (fence.isLost()) return { kind: 'lost' }
    const message = messageOf(error)
    if (isRefusedByRule(message)) return { kind: 'not-this-way', message, reread: { refs: true, rules: true } }
    if (NO_ACCESS.test(message)) return { kind: 'refused', status: 0, message }
    return { kind: 'later', afterMs: 20_000, message }
  }
}
