/** Removes a worktree and its branch, and reports everything that exists only there. */
import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import { baseOfBranch, type Commit, commitsOf, fetchBranch } from '../git/branches.ts'
import type { Git } from '../git/git.ts'
import { ignoredFiles } from '../git/ignored.ts'
import { dirtyFiles, type Worktree, worktreeNamed } from '../git/worktrees.ts'
import { findPacket } from '../github/list.ts'
import { pullOfBranch } from '../github/pulls.ts'
import type { RemoveAgentInput, RemovedAgent } from './results/agents.ts'

interface Work {
  /** Changed and new files. */
  files: string[]
  /** Ignored files that exist only in this folder. */
  ignored: string[]
  /** Not merged into the base branch. */
  unmerged: Commit[]
  /** Those of `unmerged` that are on no branch of origin. */
  lost: Commit[]
}

/** @throws CliError `would-lose-work` unless `force`; `no-worktree` */
export async function removeAgent(input: RemoveAgentInput, context: Context): Promise<RemovedAgent> {
  const git = await context.git()
  const worktree = await worktreeNamed(git, input.name)
  if (git.here === worktree.path)
    throw new CliError('usage', `You are in ${worktree.path}. Change to ${git.root} first.`)
  const work = await workIn(git, worktree, input.name, context)
  const { path, branch } = worktree
  if (!input.force && [work.files, work.ignored, work.unmerged].some((list) => list.length > 0))
    throw wouldLose(path, branch, work)
  const removed = {
    name: input.name,
    worktree: path,
    branch: branch ?? '(detached)',
    lost: { files: [...work.files, ...work.ignored], commits: work.lost },
    branchDeleted: branch !== null,
    dryRun: context.dryRun,
  }
  if (context.dryRun) return removed
  await git.run(['worktree', 'remove', ...(input.force ? ['--force'] : []), path], git.root)
  const deleted = branch === null ? null : await git.attempt(['branch', '--quiet', '-D', branch], git.root)
  return { ...removed, branchDeleted: deleted?.code === 0 }
}

async function workIn(git: Git, { path, branch, head }: Worktree, name: string, context: Context): Promise<Work> {
  const base = await baseOfBranch(git, branch)
  await fetchBranch(git, base).catch((error: unknown) =>
    context.progress(`Using the state of the last fetch: ${error instanceof Error ? error.message : error}`),
  )
  const [files, ignored] = [await dirtyFiles(git, path), await ignoredFiles(git, path)]
  const unmerged = await commitsOf(git, ['HEAD', '--not', `refs/remotes/origin/${base}`], path)
  if (unmerged.length === 0 || (await isMergedAsOtherCommit({ git, path, base, head, branch, name }, context)))
    return { files, ignored, unmerged: [], lost: [] }
  return { files, ignored, unmerged, lost: await commitsOf(git, ['HEAD', '--not', '--remotes=origin'], path) }
}

interface MergeQuery {
  git: Git
  path: string
  base: string
  head: string
  branch: string | null
  name: string
}

/** Returns whether this head was merged as a squash or rebase commit that is now on the base branch. */
async function isMergedAsOtherCommit(
  { git, path, base, head, branch, name }: MergeQuery,
  context: Context,
): Promise<boolean> {
  if (branch === null) return false
  try {
    const api = await context.github()
    const { row } = await findPacket(api, context.reader, name)
    const pull = await pullOfBranch(api, branch, row.issue)
    if (!pull?.mergedAs || pull.head !== head) return false
    const onBase = ['merge-base', '--is-ancestor', pull.mergedAs, `refs/remotes/origin/${base}`]
    return (await git.attempt(onBase, path)).code === 0
  } catch (error) {
    if (error instanceof CliError) return false
    throw error
  }
}

function wouldLose(path: string, branch: string | null, { files, ignored, unmerged, lost }: Work): CliError {
  const parts = [
    files.length > 0 && `Not committed: ${some(files)}.`,
    ignored.length > 0 && `Ignored by git and nowhere else: ${some(ignored)}.`,
    lost.length > 0 && `Not pushed: ${some(lost.map(({ sha, subject }) => `${sha} ${subject}`))}.`,
    unmerged.length > lost.length &&
      `Pushed to origin but not merged (these stay on origin): ${some(unmerged.filter(({ sha }) => !lost.some((one) => one.sha === sha)).map(({ sha, subject }) => `${sha} ${subject}`))}.`,
  ].filter((part) => part !== false)
  const isWork = files.length > 0 || unmerged.length > 0
  const first = isWork ? 'Commit, push and merge it first' : 'Copy the files you want to keep'
  const fix = `${first}, or remove everything with --force.`
  const has = isWork ? 'work that is not merged' : 'files that exist nowhere else'
  return new CliError('would-lose-work', `${path} (${branch ?? 'detached'}) has ${has}. ${parts.join(' ')} ${fix}`, {
    files,
    ignored,
    unmerged,
    lost,
  })
}

const some = (items: string[]): string =>
  items.length <= 10 ? items.join(', ') : `${items.slice(0, 10).join(', ')} and ${items.length - 10} more`
