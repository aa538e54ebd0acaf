/** A worktree for a packet's agent, on the branch that the bot made. */
import { existsSync } from 'node:fs'
import { commandNamed } from '../../core/commands/registry.ts'
import { refProblem } from '../../core/parse/packet/refname.ts'
import { shell } from '../../core/render/words.ts'
import { isOver } from '../../core/status/statuses.ts'
import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import { fetchBranch, remoteHas, tracks } from '../git/branches.ts'
import type { Git } from '../git/git.ts'
import { exclude, packetFileOf, worktreePath, worktreesOf, writePacketFile } from '../git/worktrees.ts'
import type { Api } from '../github/api.ts'
import { readPacket, viewOf } from '../github/packet.ts'
import { packetFile } from './packet-file.ts'
import type { CreateAgentInput, CreatedAgent } from './results/agents.ts'
import type { Handover, PacketView } from './results/packets.ts'

/**
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
  await checkPlace(git, path, view)
  await checkBranch(git, view)
  const made = {
    name: view.name,
    issue: view.issue,
    branch: view.branch,
    worktree: path,
    packetFile: packetFileOf(path),
    command: `cd ${shell(path)}`,
    withheld: view.withheld,
    dryRun: context.dryRun,
  }
  if (context.dryRun) return made
  context.progress(`Fetching ${view.branch}`)
  await fetchBranch(git, view.branch)
  if (await tracks(git, view.branch, '.switchyard'))
    throw new CliError(
      'bad-file',
      `The branch ${view.branch} has a .switchyard of its own, where the packet would be written. Take it out of version control first.`,
    )
  await addWorktree(git, path, view.branch)
  await exclude(git)
  await writePacketFile(git, path, packetFile(view, handover))
  return made
}

/** What the agent gets, or why it gets nothing. */
function handoverNow(view: PacketView): Handover {
  if (view.status !== null && isOver(view.status))
    throw new CliError('over', `"${view.name}" is ${view.status}: there is nothing left to do. See ${view.url}`)
  if (view.handover !== null) return view.handover
  const code = view.status === null ? 'not-read-yet' : 'not-accepted'
  throw new CliError(code, `${view.withheld ?? 'No accepted text is known.'} ${view.url}`)
}

/**
 * Whoever is assigned; without assignees, whoever reported first. A person who is assigned does not shut listed agents
 * out: among them it is the first to report.
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
  const shutOut = view.assignees.length > 0 && (me === null || !isListed(me.login) || view.assignees.some(isListed))
  const reporters = shutOut ? [] : await firstReporter(handover, context)
  const holders = shutOut ? view.assignees : view.assignees.length > 0 ? reporters.filter(isListed) : reporters
  if (me === null || holders.length === 0 || holders.includes(me.login)) return
  throw new CliError(
    'held-by-another',
    `"${view.name}" is held by ${holders.join(', ')}; you are ${me.login}. Agree on it on ${view.url}, or take it with --force.`,
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

async function checkPlace(git: Git, path: string, { name, branch }: PacketView): Promise<void> {
  const all = await worktreesOf(git)
  const there = all.find((one) => one.path === path)
  if (there)
    throw new CliError(
      'worktree-exists',
      `${path} is a worktree already, on ${there.branch ?? 'a detached HEAD'}. Go on there, or remove it with: switchyard agent remove ${name}`,
    )
  if (existsSync(path))
    throw new CliError(
      'worktree-exists',
      `${path} is there already and no worktree of this repository. Move it away first.`,
    )
  const elsewhere = all.find((one) => one.branch === branch)
  if (elsewhere)
    throw new CliError(
      'worktree-exists',
      `The branch ${branch} is checked out in ${elsewhere.path}. Work there, or switch that one to another branch.`,
    )
}

async function checkBranch(git: Git, view: PacketView): Promise<void> {
  const problem = refProblem(view.branch)
  if (problem !== null) throw new CliError('bad-packet', `The packet's branch "${view.branch}" ${problem}.`)
  if (await remoteHas(git, view.branch)) return
  const why =
    view.status === 'waiting'
      ? 'It is waiting: `switchyard next` says for what.'
      : `Its status is ${view.status ?? 'not known yet'}.`
  throw new CliError('not-started', `Switchyard has not made the branch ${view.branch} on origin yet. ${why}`)
}

/** A branch of that name that is here already is used as it is, and brought forward where that loses nothing. */
async function addWorktree(git: Git, path: string, branch: string): Promise<void> {
  // Where the folder was deleted by hand, git still knows of it.
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
