import { hasCommit, type InMirror } from './diff.ts'
import { isMergeOf } from './trial.ts'

/** Merges in one push; more is not looked at, and counts as somebody's work. */
const MOST = 20

/**
 * Whether every commit from `before` to `after`, along the first parents, merges a commit of `branch` into the one before
 * it, and has just the tree that git makes of the two without a conflict. So nothing is in them that was not on the
 * branch, whoever made them. `not-yet`: what was merged is not on `branch` as it stands in the mirror.
 */
export async function isBaseMerge(
  run: InMirror,
  branch: string,
  before: string,
  after: string,
): Promise<'yes' | 'no' | 'not-yet' | null> {
  if (!(await hasCommit(run, before)) || !(await hasCommit(run, after))) return null
  let at = after
  for (let count = 0; count < MOST && at !== before; count += 1) {
    const [first, second, ...more] = await parentsOf(run, at)
    if (first === undefined || second === undefined || more.length > 0) return 'no'
    if ((await isMergeOf(run, first, second, at)) !== true) return 'no'
    if (!(await isOn(run, second, branch))) return 'not-yet'
    at = first
  }
  return at === before && after !== before ? 'yes' : 'no'
}

async function parentsOf(run: InMirror, commit: string): Promise<string[]> {
  const { stdout } = await run(['rev-parse', `${commit}^@`])
  return stdout
    .toString('latin1')
    .split('\n')
    .filter((line) => line !== '')
}

/** 128: there is no such branch here. */
async function isOn(run: InMirror, commit: string, branch: string): Promise<boolean> {
  const { code } = await run(['merge-base', '--is-ancestor', commit, `refs/heads/${branch}`], { answers: [0, 1, 128] })
  return code === 0
}
