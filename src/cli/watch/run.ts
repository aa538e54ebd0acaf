/** One packet, from its claim to what is said when the command has ended. */
import { join } from 'node:path'
import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import { readPacketAt } from '../github/packet.ts'
import { comment, verdictOn } from '../github/say.ts'
import type { Candidate } from './candidates.ts'
import type { Claims } from './claims.ts'
import { type Ended, type Running, startCommand } from './command.ts'
import { openLog } from './log.ts'
import { endedText, pausedText, startedText } from './words.ts'
import { type AgentWorktree, agentWorktree } from './worktree.ts'

export interface RunOptions {
  command: readonly string[]
  env: NodeJS.ProcessEnv
  timeoutMs: number
  graceMs: number
  logBytes: number
  /** How long the bot's verdict on the first report is waited for. */
  verdictMs: number
}

/** Errors that go by. */
export const PASSING: readonly string[] = ['no-network', 'github-down', 'rate-limited']

export interface Run extends Candidate {
  worktree: AgentWorktree
  ended: Promise<Ended>
  /** Ends the command; `quiet`: somebody else said already why. */
  stop(quiet: boolean): void
}

/**
 * Makes the worktree, says that it starts, looks once more whether the claim is ours (a machine may have slept in
 * between), and starts the command. `ended` resolves when what came of it was said.
 */
export async function startRun(packet: Candidate, claims: Claims, options: RunOptions, context: Context): Promise<Run> {
  const worktree = await agentWorktree(packet.name, packet.issue, context)
  const api = await context.github()
  const started = await comment(api, packet.issue, startedText(options.command))
  await verdictOn(api, context, { issue: packet.issue, comment: started.id }, options.verdictMs)
  if (!(await claims.holds(packet.issue)))
    throw new CliError('held-by-another', `Another machine has "${packet.name}" now.`)
  const { commonDir } = await context.git()
  const log = openLog(join(commonDir, 'switchyard', `${packet.name}.log`), options.logBytes)
  context.progress(`${packet.name}: started in ${worktree.worktree}; what it prints goes to ${log.path}`)
  const running = startCommand({
    command: options.command,
    cwd: worktree.worktree,
    stdin: worktree.text,
    log,
    timeoutMs: options.timeoutMs,
    graceMs: options.graceMs,
    env: {
      ...options.env,
      SWITCHYARD_PACKET: worktree.packetFile,
      SWITCHYARD_NAME: packet.name,
      SWITCHYARD_ISSUE: String(packet.issue),
      SWITCHYARD_BRANCH: worktree.branch,
    },
  })
  return { ...packet, worktree, ...following(running) }

  function following({ ended, stop }: Running): Pick<Run, 'ended' | 'stop'> {
    let silent = false
    const told = ended.then(async (result) => {
      const last = log.end(20)
      log.close()
      context.progress(`${packet.name}: ${describe(result)}`)
      if (!silent) await insist(() => sayEnd(packet, { ended: result, last, since: started.id }, context), context)
      return result
    })
    return {
      ended: told,
      stop(quiet) {
        silent ||= quiet
        stop()
      },
    }
  }
}

const describe = (ended: Ended): string => (ended.kind === 'exit' ? `ended with exit code ${ended.code}` : ended.kind)

const attempts = 6
const againMs = 10_000

/** A network that is away comes back; what may have been written is looked for before it is written again. */
async function insist(work: () => Promise<void>, context: Context): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work()
    } catch (error) {
      if (attempt === attempts || !(error instanceof CliError) || !PASSING.includes(error.code)) throw error
      context.progress(`${error.message} Trying on.`)
      await context.sleep(againMs)
    }
  }
}

interface End {
  ended: Ended
  last: string
  /** Id of the comment that said that it started. */
  since: number
}

/** Nothing where the agent said by itself how it ended. */
async function sayEnd(packet: Candidate, { ended, last, since }: End, context: Context): Promise<void> {
  if (await agentSaidEnd(packet.issue, since, context)) return
  const api = await context.github()
  await comment(api, packet.issue, ended.kind === 'stopped' ? pausedText : endedText(ended, last))
}

const ENDS = ['done', 'blocked', 'paused']

async function agentSaidEnd(issue: number, since: number, context: Context): Promise<boolean> {
  const read = await readPacketAt(await context.github(), context, issue)
  if (read.raw.state === 'closed') return true
  let end = false
  for (const { id, author, revisions } of read.raw.comments) {
    if (id <= since || author === null || author.id === read.app?.id) continue
    const { report, commands } = await context.reader.comment(revisions.at(-1)?.body ?? '')
    const words = commands
      .filter(({ name }) => name === 'status')
      .map(({ args }) => args.split(/\s/)[0]?.toLowerCase() ?? '')
    const kind = words.at(-1) ?? report?.kind ?? null
    if (kind) end = ENDS.includes(kind)
  }
  return end
}
