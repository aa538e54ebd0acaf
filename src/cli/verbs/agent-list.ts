/** Lists the agents' worktrees on this machine with the status of their packets. */
import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import { baseOfBranch, defaultBranch } from '../git/branches.ts'
import type { Git } from '../git/git.ts'
import { agentWorktrees, dirtyFiles, type Worktree } from '../git/worktrees.ts'
import { type Listed, packetIssues } from '../github/list.ts'
import type { AgentList, AgentRow } from './results/agents.ts'

/** Also works without GitHub: then the statuses are missing and `offline` has the reason. */
export async function listAgents(_input: Record<string, never>, context: Context): Promise<AgentList> {
  const git = await context.git()
  const base = await defaultBranch(git)
  const { packets, offline } = await packetsOrReason(context)
  const agents: AgentRow[] = []
  for (const worktree of await agentWorktrees(git)) agents.push(await rowOf(git, worktree, packets))
  return { agents, base, offline }
}

async function packetsOrReason(context: Context): Promise<{ packets: Listed[]; offline: string | null }> {
  try {
    return { packets: await packetIssues(await context.github(), context.reader, 'all'), offline: null }
  } catch (error) {
    if (error instanceof CliError && error.code !== 'internal') return { packets: [], offline: error.message }
    throw error
  }
}

async function rowOf(git: Git, worktree: Worktree & { name: string }, packets: Listed[]): Promise<AgentRow> {
  const { path, name } = worktree
  const base = await baseOfBranch(git, worktree.branch)
  const packet = packets.findLast(({ row }) => row.name.toLowerCase() === name.toLowerCase())?.row
  const log = await git.attempt(['log', '-1', '--format=%h%x00%s%x00%cI'], path)
  const [sha = '', subject = '', at = ''] = log.stdout.trim().split('\0')
  const counted = await git.attempt(['rev-list', '--left-right', '--count', `refs/remotes/origin/${base}...HEAD`], path)
  const [behind, ahead] = counted.code === 0 ? counted.stdout.trim().split(/\s+/).map(Number) : []
  return {
    name,
    worktree: path,
    branch: worktree.branch ?? '(detached)',
    status: packet?.status ?? null,
    issue: packet?.issue ?? null,
    commit: sha === '' ? null : { sha, subject, at },
    ahead: ahead ?? null,
    behind: behind ?? null,
    dirty: (await dirtyFiles(git, path)).length,
  }
}
