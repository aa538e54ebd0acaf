/** Creates the worktree of a packet's agent, on the branch that the bot created. */
import { existsSync } from 'node:fs'
import { commandNamed } from '../../core/commands/registry.ts'
import { refProblem } from '../../core/parse/packet/refname.ts'
import { shell } from '../../core/render/words.ts'
import { isOver } from '../../core/status/statuses.ts'
import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import { fetchBranch, noteBase, remoteHas, tracks } from '../git/branches.ts'
import type { Git } from '../git/git.ts'
import { exclude, packetFileOf, worktreePath, worktreesOf, writePacketFile } from '../git/worktrees.ts'
import type { Api } from '../github/api.ts'
import { readPacket, viewOf } from '../github/packet.ts'
import { packetFile } from './packet-file.ts'
import type { CreateAgentInput, CreatedAgent } from './results/agents.ts'
import type { Handover, PacketView } from './results/packets.ts'

/**
 * Creates the worktree and writes the packet file into it.
 *
 * @throws CliError `not-accepted`, `not-started`, `over`, `held-by-another`, `worktree-exists`, `no-such-packet`
 */
export async function createAgent(input: CreateAgentInput, context: Context): Promise<CreatedAgent> {
  const git = await context.git()
  const api = await context.github()
  const read = await readPacket(api, context, input.name)
  const view = await viewOf(read, api, context)
  const handover = handoverNow(view)
  if (!input.force) await checkHolder(view, handover, read.around.config.agents, api, context)
  const path = worktreePath(git, view.name)
  await checkFree(git, path, view)
  await checkBranch(git, view)
  const created = {
    name: view.name,
    issue: view.issue,
    branch: view.branch,
    worktree: path,
    packetFile: packetFileOf(path),
    command: `cd ${shell(path)}`,
    withheld: view.withheld,
    dryRun: context.dryRun,
  }
  if (context.dryRun) return created
  context.progress(`Fetching ${view.branch}`)
  await fetchBranch(git, view.branch)
  if (await tracks(git, view.branch, '.switchyard'))
    throw new CliError(
      'bad-file',
      `The branch ${view.branch} already contains .switchyard, where the packet would be written. Remove it from version control first.`,
    )
  await addWorktree(git, path, view.branch)
  await noteBase(git, view.branch, view.base)
  await exclude(git)
  await writePacketFile(git, path, packetFile(view, handover))
  return created
}

/** Returns what the agent gets. @throws CliError `over`, `not-read-yet`, `not-accepted` */
function handoverNow(view: PacketView): Handover {
  if (view.status !== null && isOver(view.status))
    throw new CliError('over', `"${view.name}" is ${view.status}; there is nothing left to do. See ${view.url}`)
  if (view.handover !== null) return view.handover
  const code = view.status === null ? 'not-read-yet' : 'not-accepted'
  throw new CliError(code, `${view.withheld ?? 'No accepted text is known.'} ${view.url}`)
}

/**
 * The holder is the assignee, or without assignees the first to report. An assigned person does not exclude configured
 * agents; among those the first to report is the holder.
 */
async function checkHolder(
  view: PacketView,
  handover: Handover,
  agents: string[],
  api: Api,
  context: Context,
): Promise<void> {
  const me = await api.me()
  const isListed = (login: string) => agents.some((one) => one.toLowerCase() === login.toLowerCase())
  const isExcluded = view.assignees.length > 0 && (me === null || !isListed(me.login) || view.assignees.some(isListed))
  const reporters = isExcluded ? [] : await firstReporter(handover, context)
  const holders = isExcluded ? view.assignees : view.assignees.length > 0 ? reporters.filter(isListed) : reporters
  if (me === null || holders.length === 0 || holders.includes(me.login)) return
  throw new CliError(
    'held-by-another',
    `"${view.name}" is held by ${holders.join(', ')}, and you are ${me.login}. Agree on it at ${view.url}, or take it with --force.`,
  )
}

async function firstReporter({ said }: Handover, { reader }: Context): Promise<string[]> {
  for (const { by, text } of said) {
    const { report, commands } = await reader.comment(text)
    const isStatus = commands.some((one) => commandNamed(one.name)?.name === 'status')
    if (report !== null || isStatus) return [by]
  }
  return []
}

async function checkFree(git: Git, path: string, { name, branch }: PacketView): Promise<void> {
  const all = await worktreesOf(git)
  const existing = all.find((one) => one.path === path)
  if (existing)
    throw new CliError(
      'worktree-exists',
      `${path} is already a worktree, on ${existing.branch ?? 'a detached HEAD'}. Work there, or remove it with: switchyard agent remove ${name}`,
    )
  if (existsSync(path))
    throw new CliError(
      'worktree-exists',
      `${path} already exists and is not a worktree of this repository. Move it away first.`,
    )
  const elsewhere = all.find((one) => one.branch === branch)
  if (elsewhere)
    throw new CliError(
      'worktree-exists',
      `The branch ${branch} is checked out in ${elsewhere.path}. Work there, or switch that worktree to another branch.`,
    )
}

async function checkBranch(git: Git, view: PacketView): Promise<void> {
  const problem = refProblem(view.branch)
  if (problem !== null) throw new CliError('bad-packet', `The packet's branch "${view.branch}" ${problem}.`)
  if (await remoteHas(git, view.branch)) return
  const why =
    view.status === 'waiting'
      ? 'The packet is waiting; see `switchyard next`.'
      : `The packet's status is ${view.status ?? 'not known yet'}.`
  throw new CliError('not-started', `Switchyard has not created the branch ${view.branch} on origin yet. ${why}`)
}

/** An existing local branch is used, and fast-forwarded when possible. */
async function addWorktree(git: Git, path: string, branch: string): Promise<void> {
  // Git still lists a worktree whose folder was deleted by hand.
  await git.attempt(['worktree', 'remove', '--force', path], git.root)
  const local = await git.attempt(['show-ref', '--verify', '--quiet', `refs/heads/${branch}`])
  if (local.code !== 0) {
    await git.run(
      ['worktree', 'add', '--quiet', '--track', '-b', branch, path, `refs/remotes/origin/${branch}`],
      git.root,
    )
    return
  }
  await git.run(['worktree', 'add', '--quiet', path, branch], git.root)
  await git.attempt(['merge', '--quiet', '--ff-only', `refs/remotes/origin/${branch}`], path)
}
