/** Runs the agent's command for one packet, and reports its start and its end on the packet. */
import { join } from 'node:path'
import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import { readPacketAt } from '../github/packet.ts'
import { comment, verdictOn } from '../github/say.ts'
import type { Candidate } from './candidates.ts'
import type { Claims } from './claims.ts'
import { type Ended, type Running, startCommand } from './command.ts'
import { type AgentLog, openLog } from './log.ts'
import { endedText, pausedText, startedText } from './words.ts'
import { type AgentWorktree, agentWorktree } from './worktree.ts'

export interface RunOptions {
  command: readonly string[]
  env: NodeJS.ProcessEnv
  timeoutMs: number
  graceMs: number
  logBytes: number
  /** Milliseconds to wait for the bot's verdict on the first report. */
  verdictMs: number
}

/** Temporary errors. */
export const PASSING: readonly string[] = ['no-network', 'github-down', 'rate-limited']

export interface Run extends Candidate {
  worktree: AgentWorktree
  ended: Promise<Ended>
  /** Ends the command. `quiet`: do not report it, because the reason is known already. */
  stop(quiet: boolean): void
}

/**
 * Creates the worktree, reports the start, checks the claim once more (the machine may have slept meanwhile), and starts
 * the command. `ended` resolves after the end has been reported.
 */
export async function startRun(packet: Candidate, claims: Claims, options: RunOptions, context: Context): Promise<Run> {
  const worktree = await agentWorktree(packet.name, packet.issue, context)
  const api = await context.github()
  const started = await comment(api, packet.issue, startedText(options.command))
  await verdictOn(api, context, { issue: packet.issue, comment: started.id }, options.verdictMs)
  if (!(await claims.holds(packet.issue)))
    throw new CliError('held-by-another', `Another machine runs "${packet.name}" now.`)
  const { commonDir } = await context.git()
  const log = openLog(join(commonDir, 'switchyard', `${packet.name}.log`), options.logBytes)
  context.progress(`${packet.name}: started in ${worktree.worktree}; its output goes to ${log.path}`)
  const running = startAgent(packet, worktree, log, options)
  return { ...packet, worktree, ...reportEnd({ packet, log, since: started.id, running }, context) }
}

function startAgent(packet: Candidate, worktree: AgentWorktree, log: AgentLog, options: RunOptions): Running {
  return startCommand({
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
}

interface Started {
  packet: Candidate
  log: AgentLog
  /** Id of the comment that reported the start. */
  since: number
  running: Running
}

/** Reports the end of the command on the packet, unless it was stopped quietly. */
function reportEnd({ packet, log, since, running }: Started, context: Context): Pick<Run, 'ended' | 'stop'> {
  let silent = false
  const ended = running.ended.then(async (result) => {
    const last = log.end(20)
    log.close()
    context.progress(`${packet.name}: ${describe(result)}`)
    if (!silent) await retry(() => commentEnd(packet, { ended: result, last, since }, context), context)
    return result
  })
  return {
    ended,
    stop(quiet) {
      silent ||= quiet
      running.stop()
    },
  }
}

const describe = (ended: Ended): string => (ended.kind === 'exit' ? `ended with exit code ${ended.code}` : ended.kind)

const attempts = 6
const againMs = 10_000

/** Retries after temporary errors. `work` must check whether an earlier attempt had an effect. */
async function retry(work: () => Promise<void>, context: Context): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work()
    } catch (error) {
      if (attempt === attempts || !(error instanceof CliError) || !PASSING.includes(error.code)) throw error
      context.progress(`${error.message} Retrying.`)
      await context.sleep(againMs)
    }
  }
}

interface End {
  ended: Ended
  last: string
  /** Id of the comment that reported the start. */
  since: number
}

/** Comments on the end of the command, unless the agent has reported it itself. */
async function commentEnd(packet: Candidate, { ended, last, since }: End, context: Context): Promise<void> {
  if (await hasAgentReportedEnd(packet.issue, since, context)) return
  const api = await context.github()
  await comment(api, packet.issue, ended.kind === 'stopped' ? pausedText : endedText(ended, last))
}

const ENDS = ['done', 'blocked', 'paused']

async function hasAgentReportedEnd(issue: number, since: number, context: Context): Promise<boolean> {
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
