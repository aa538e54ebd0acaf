/** `switchyard agent run`: runs a command on this machine for each ready packet. */
import { Argument, type Command, InvalidArgumentError, Option } from 'commander'
import { type Watched, watchPackets } from '../watch/watch.ts'
import { addCommand, durationOf, type Invocation, type Tools } from './run.ts'

interface RunOptions {
  watch?: boolean
  limit: number
  any?: boolean
  agent?: string
  timeout: number
  interval: number
  logSize: number
}

const countOf = (text: string): number => {
  const count = Number(/^\d{1,4}$/.exec(text)?.[0] ?? Number.NaN)
  if (!(count >= 1)) throw new InvalidArgumentError('Give a whole number of at least 1, such as 2.')
  return count
}

const megabyte = 1024 * 1024

const time = (flags: string, description: string, preset: string) =>
  new Option(flags, description).argParser(durationOf).default(durationOf(preset), preset)

const count = (flags: string, description: string, preset: number) =>
  new Option(flags, description).argParser(countOf).default(preset)

export function agentRun(agent: Command, session: Invocation): void {
  addCommand(agent, session, {
    name: 'run',
    description:
      'take ready packets that are dispatched by `command` and run your agent on each, in a worktree of its own: the packet on standard input, its path in SWITCHYARD_PACKET. Two machines never run one packet',
    args: [new Argument('<command...>', 'your coding agent and its arguments, after --')],
    options: [
      new Option('--watch', 'run until stopped (Ctrl-C pauses what runs); otherwise end when no packet is ready'),
      count('--limit <n>', 'how many may run at once', 1),
      new Option('--any', 'also take packets that are dispatched by hand'),
      new Option('--agent <name>', 'also take packets that name this agent'),
      time('--timeout <time>', 'stop a command that takes longer', '2h'),
      time('--interval <time>', 'time between polls', '30s'),
      count('--log-size <mb>', 'megabytes kept of the output of one command', 10),
    ],
    changes: true,
    examples: [
      'switchyard agent run --watch --limit 2 -- my-agent --autonomous',
      'switchyard agent run --dry-run -- my-agent',
    ],
    run: runAgents,
    text: (watched, _style, { dryRun }) => shown(watched, dryRun === true),
  })
}

async function runAgents({ context, io, options }: Tools<RunOptions>, command: string[]): Promise<Watched> {
  const stop = stopSignals((line) => io.err(`${line}\n`))
  const input = {
    command,
    env: io.env,
    watch: options.watch === true,
    any: options.any === true,
    limit: options.limit,
    timeoutMs: options.timeout,
    intervalMs: options.interval,
    graceMs: 10_000,
    logBytes: options.logSize * megabyte,
    verdictMs: 15_000,
    signal: stop.signal,
    ...(options.agent !== undefined && { agent: options.agent }),
  }
  try {
    return await watchPackets(input, context)
  } finally {
    stop.forget()
  }
}

function shown({ ran, would }: Watched, dryRun: boolean): string {
  const none = 'No packet that is dispatched by `command` is ready. Use --any to take those dispatched by hand, too.'
  if (dryRun) return would.map(({ name, issue }) => `Would run ${name} (#${issue})`).join('\n') || none
  return ran.map(({ name, issue, ended }) => `${name} (#${issue}): ${ended}`).join('\n') || none
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

function stopSignals(say: (line: string) => void): { signal: AbortSignal; forget(): void } {
  const controller = new AbortController()
  const stop = () => {
    if (!controller.signal.aborted) say('Stopping: running commands are ended and their packets reported as paused.')
    controller.abort()
  }
  for (const name of SIGNALS) process.on(name, stop)
  return {
    signal: controller.signal,
    forget() {
      for (const name of SIGNALS) process.off(name, stop)
    },
  }
}
