/** `switchyard agent run`: ready packets go to a command on this machine. */
import { type Command, InvalidArgumentError } from 'commander'
import { type Watched, watchPackets } from '../watch/watch.ts'
import { type CommonOptions, common, durationOf, type Invocation, runVerb, withExamples } from './run.ts'

interface RunOptions extends CommonOptions {
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
  if (!(count >= 1)) throw new InvalidArgumentError('It is a whole number from 1, such as 2.')
  return count
}

const megabyte = 1024 * 1024

export function agentRun(agent: Command, session: Invocation): void {
  const command = agent
    .command('run')
    .argument('<command...>', 'your coding agent and its arguments, after --')
    .description(
      'take ready packets that are dispatched by `command` and run your agent on each, in a worktree of its own: the packet on standard input, its path in SWITCHYARD_PACKET. Two machines never run one packet',
    )
    .option('--watch', 'go on until stopped (Ctrl-C pauses what runs); else end when nothing is ready any more')
    .option('--limit <n>', 'at most so many at once', countOf, 1)
    .option('--any', 'also packets that are dispatched by hand')
    .option('--agent <name>', 'also packets that name this agent')
    .option('--timeout <time>', 'stop a command that takes longer', durationOf, durationOf('2h'))
    .option('--interval <time>', 'how often to look', durationOf, durationOf('30s'))
    .option('--log-size <mb>', 'megabytes kept of what one command prints', countOf, 10)
  withExamples(common(command, { changes: true }), [
    'switchyard agent run --watch --limit 2 -- my-agent --autonomous',
    'switchyard agent run --dry-run -- my-agent',
  ])
  command.action((words: string[], options: RunOptions) =>
    runVerb(session, options, async ({ context, io }) => {
      const stop = stopSignals((line) => io.err(`${line}\n`))
      try {
        const data = await watchPackets(
          {
            command: words,
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
          },
          context,
        )
        return { data, text: shown(data, context.dryRun) }
      } finally {
        stop.forget()
      }
    }),
  )
}

function shown({ ran, would }: Watched, dryRun: boolean): string {
  const none = 'No packet is ready that is dispatched by `command`; --any takes those dispatched by hand, too.'
  if (dryRun) return would.map(({ name, issue }) => `Would run ${name} (#${issue})`).join('\n') || none
  return ran.map(({ name, issue, ended }) => `${name} (#${issue}): ${ended}`).join('\n') || none
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

function stopSignals(say: (line: string) => void): { signal: AbortSignal; forget(): void } {
  const controller = new AbortController()
  const stop = () => {
    if (!controller.signal.aborted) say('Stopping: what runs is ended and reported as paused.')
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
