/** Which packet is meant: the one that is named, else the one whose worktree or branch one stands in. */
import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import { agentWorktrees } from '../git/worktrees.ts'

/** @throws CliError `no-packet-here` */
export async function packetHere(context: Context, named: string | undefined): Promise<string> {
  if (named !== undefined) return named
  const git = await context.git()
  const worktree = (await agentWorktrees(git)).find(({ path }) => path === git.here)
  if (worktree) return worktree.name
  const { stdout } = await git.attempt(['symbolic-ref', '--quiet', '--short', 'HEAD'])
  const name = /^feature\/(.+)$/.exec(stdout.trim())?.[1]
  if (name) return name
  const where = stdout.trim() === '' ? 'a detached HEAD' : `the branch ${stdout.trim()}`
  throw new CliError(
    'no-packet-here',
    `${git.here} is on ${where}, which is no packet's. Go to its worktree (worktrees/agent-NAME), or say --packet NAME.`,
  )
}
