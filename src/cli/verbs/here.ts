/** Finds the packet of a command: the named one, else that of the current worktree or branch. */
import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import { agentWorktrees } from '../git/worktrees.ts'
import { packetIssues } from '../github/list.ts'

/** Returns the packet whose text names this branch, else the name after the branch's prefix. */
async function packetOn(branch: string, context: Context): Promise<string | null> {
  const open = await packetIssues(await context.github(), context.reader, 'open')
  const named = open.findLast((one) => one.branch === branch)
  if (named) return named.row.name
  const prefix = (await context.prefixes()).find((one) => branch.startsWith(one) && branch.length > one.length)
  return prefix === undefined ? null : branch.slice(prefix.length)
}

/** Returns `named`, else the name of the current packet. @throws CliError `no-packet-here` */
export async function packetHere(context: Context, named: string | undefined): Promise<string> {
  if (named !== undefined) return named
  const git = await context.git()
  const worktree = (await agentWorktrees(git)).find(({ path }) => path === git.here)
  if (worktree) return worktree.name
  const { stdout } = await git.attempt(['symbolic-ref', '--quiet', '--short', 'HEAD'])
  const branch = stdout.trim()
  const name = branch === '' ? null : await packetOn(branch, context)
  if (name !== null) return name
  const where = branch === '' ? 'a detached HEAD' : `the branch ${branch}`
  throw new CliError(
    'no-packet-here',
    `${git.here} is on ${where}, which belongs to no packet. Change to a packet's worktree (worktrees/agent-NAME), or name it: --packet NAME, or just NAME for \`status\`, \`explain\` and \`agent sync\`.`,
  )
}
