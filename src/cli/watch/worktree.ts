/** Prepares the worktree of an agent, with the present text of the packet in it. */
import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import { packetFileOf, worktreePath, worktreesOf, writePacketFile } from '../git/worktrees.ts'
import { createAgent } from '../verbs/agent-create.ts'
import { showPacket } from '../verbs/packet.ts'
import { packetFile } from '../verbs/packet-file.ts'

export interface AgentWorktree {
  worktree: string
  packetFile: string
  /** The input of the agent: only accepted text, and comments of trusted people. */
  text: string
  branch: string
  /** How many rulings and notices the text has. If there are more later, the agent has something new to read. */
  told: number
}

/**
 * Creates the worktree, or reuses it, and writes the packet file.
 *
 * @throws CliError `not-accepted`, and what `createAgent` throws
 */
export async function agentWorktree(name: string, issue: number, context: Context): Promise<AgentWorktree> {
  const view = await showPacket({ name: String(issue) }, context)
  if (view.handover === null) throw new CliError('not-accepted', view.withheld ?? 'No accepted text is known.')
  const git = await context.git()
  const path = worktreePath(git, name)
  const there = (await worktreesOf(git)).find((one) => one.path === path)
  if (there && there.branch !== view.branch)
    throw new CliError('worktree-exists', `${path} is on ${there.branch ?? 'a detached HEAD'}, not on ${view.branch}.`)
  if (!there) await createAgent({ name: String(issue) }, context)
  const text = packetFile(view, view.handover)
  await writePacketFile(git, path, text)
  const told = view.handover.rulings.length + view.handover.notices.length
  return { worktree: path, packetFile: packetFileOf(path), text, branch: view.branch, told }
}
