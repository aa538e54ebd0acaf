/** Merges the base branch into an agent's worktree. */
import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import { baseOfBranch, type Commit, commitsOf, fetchBranch, noteBase } from '../git/branches.ts'
import { type Git, lastWords } from '../git/git.ts'
import { worktreeNamed, writePacketFile } from '../git/worktrees.ts'
import { readPacket, viewOf } from '../github/packet.ts'
import { packetHere } from './here.ts'
import { packetFile } from './packet-file.ts'
import type { SyncAgentInput, SyncedAgent } from './results/agents.ts'
import type { PacketView } from './results/packets.ts'

/**
 * Merges the base branch and rewrites the packet file. A conflict is left in the worktree and listed in the result.
 *
 * @throws CliError `dirty`, `conflict` (an earlier one is still open), `no-worktree`, `no-network`
 */
export async function syncAgent(input: SyncAgentInput, context: Context): Promise<SyncedAgent> {
  const git = await context.git()
  const name = await packetHere(context, input.name)
  const { path, branch } = await worktreeNamed(git, name)
  await checkClean(git, path)
  const view = await viewNow(name, context)
  if (view !== null && view.branch === branch) await noteBase(git, branch, view.base)
  const base = await baseOfBranch(git, branch)
  context.progress(`Fetching ${base}`)
  await fetchBranch(git, base)
  const from = `refs/remotes/origin/${base}`
  const commits = await commitsOf(git, [`HEAD..${from}`], path)
  const before = await git.run(['rev-parse', 'HEAD'], path)
  const conflicts = context.dryRun ? await wouldConflict(git, from, path) : await merge(git, from, path)
  const files =
    conflicts.length > 0 || context.dryRun
      ? []
      : pathsIn(await git.run(['diff', '--name-only', '-z', before, 'HEAD'], path))
  const refreshed = context.dryRun ? false : await refresh(git, path, view)
  return {
    name,
    worktree: path,
    base,
    commits: commits satisfies Commit[],
    files,
    conflicts,
    refreshed,
    dryRun: context.dryRun,
  }
}

const pathsIn = (text: string): string[] => text.split('\0').filter(Boolean)

async function checkClean(git: Git, path: string): Promise<void> {
  const open = pathsIn(await git.run(['diff', '--name-only', '--diff-filter=U', '-z'], path))
  if (open.length > 0)
    throw new CliError(
      'conflict',
      `${path} has an unfinished merge: ${open.join(', ')}. Resolve these files, then git add and git commit; or undo the merge with git merge --abort.`,
      { files: open },
    )
  const status = await git.run(['status', '--porcelain', '-z', '--untracked-files=no'], path)
  const dirty = status.split('\0').flatMap((line) => (line.length > 3 ? [line.slice(3)] : []))
  if (dirty.length > 0)
    throw new CliError(
      'dirty',
      `${path} has uncommitted changes: ${dirty.slice(0, 10).join(', ')}. Commit them first (git commit -am "…").`,
      { files: dirty },
    )
}

async function merge(git: Git, from: string, path: string): Promise<string[]> {
  const answer = await git.attempt(['merge', '--quiet', '--no-edit', from], path)
  if (answer.code === 0) return []
  const files = pathsIn(await git.run(['diff', '--name-only', '--diff-filter=U', '-z'], path))
  if (files.length === 0) throw new CliError('git-failed', `git merge failed in ${path}: ${lastWords(answer)}`)
  return files
}

/** Does the same merge in memory. */
async function wouldConflict(git: Git, from: string, path: string): Promise<string[]> {
  const answer = await git.attempt(
    ['merge-tree', '--write-tree', '--name-only', '--no-messages', '-z', 'HEAD', from],
    path,
  )
  return answer.code === 1 ? [...new Set(pathsIn(answer.stdout).slice(1))] : []
}

/** null: it cannot be read from GitHub now. The merge goes on with the base that was noted last. */
async function viewNow(name: string, context: Context): Promise<PacketView | null> {
  try {
    const api = await context.github()
    return await viewOf(await readPacket(api, context, name), api, context)
  } catch (error) {
    if (!(error instanceof CliError)) throw error
    context.progress(`The packet file is not updated: ${error.message}`)
    return null
  }
}

async function refresh(git: Git, path: string, view: PacketView | null): Promise<boolean> {
  if (view === null || view.handover === null) return false
  await writePacketFile(git, path, packetFile(view, view.handover))
  return true
}
