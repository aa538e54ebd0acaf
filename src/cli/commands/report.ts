/** `switchyard report`, `ask`, `wait`. */
import { Argument, type Command, Option } from 'commander'
import { CliError } from '../errors.ts'
import { commented, waited } from '../print/agents.ts'
import { ask, report } from '../verbs/report.ts'
import type { ReportInput, WaitInput, WaitKind } from '../verbs/results/agents.ts'
import { intervalMs, waitFor } from '../verbs/wait.ts'
import { type CommonOptions, common, durationOf, type Invocation, percentOf, runVerb, withExamples } from './run.ts'

interface PacketOption extends CommonOptions {
  packet?: string
  wait?: boolean
}

const which = '--packet <name>'
const whichHelp = 'packet; the one whose worktree or branch you are on when left out'

/** `--no-wait`: do not wait for the bot's verdict. */
const verdict = ({ wait }: PacketOption) => (wait === false ? { verdictMs: 0 } : {})

export function reportCommands(program: Command, session: Invocation): void {
  reportCommand(program, session)
  askCommand(program, session)
  waitCommand(program, session)
}

function reportCommand(program: Command, session: Invocation): void {
  const command = program
    .command('report')
    .addArgument(new Argument('<status>', 'where the packet stands').choices(['running', 'blocked', 'done', 'paused']))
    .argument('[words...]', 'a percentage, and what is finished or needed')
    .description('report the status of a packet')
    .option(which, whichHelp)
    .option('--no-wait', "do not wait for the bot's verdict")
  withExamples(common(command, { changes: true }), [
    'switchyard report running 40% "users table and roles table done"',
    'switchyard report blocked "need the real repository; could add validation meanwhile"',
    'switchyard report done --packet api-users',
  ])
  command.action((kind: ReportInput['kind'], words: string[], options: PacketOption) =>
    runVerb(session, options, async ({ context }) => {
      const data = await report({ kind, ...percentIn(words), ...packetOf(options), ...verdict(options) }, context)
      return { data, text: commented(data) }
    }),
  )
}

/** A first word such as `40%` is the percentage; a number alone, too. */
function percentIn(words: string[]): { percent?: number; text: string } {
  const [first = '', ...rest] = words
  const isPercent = /^-?\d+%$/.test(first) || (rest.length === 0 && /^\d+$/.test(first))
  return isPercent ? { percent: percentOf(first), text: rest.join(' ') } : { text: words.join(' ') }
}

const packetOf = ({ packet }: PacketOption) => (packet === undefined ? {} : { packet })

function askCommand(program: Command, session: Invocation): void {
  const command = program
    .command('ask')
    .argument('<question...>', 'what a person has to decide')
    .description('ask a question that does not stop the agent')
    .option(which, whichHelp)
    .option('--no-wait', "do not wait for the bot's verdict")
  withExamples(common(command, { changes: true }), [
    'switchyard ask "Should user creation return the user or just its id?"',
  ])
  command.action((words: string[], options: PacketOption) =>
    runVerb(session, options, async ({ context }) => {
      const data = await ask({ question: words.join(' '), ...packetOf(options), ...verdict(options) }, context)
      return { data, text: commented(data) }
    }),
  )
}

interface WaitOptions extends CommonOptions {
  packet?: string
  for?: WaitKind
  timeout?: number
  interval: number
}

/** GitHub asks for no more than this. */
const leastInterval = 5000

function waitCommand(program: Command, session: Invocation): void {
  const command = program
    .command('wait')
    .description('wait until the bot or a writer has answered; prints the answer')
    .option(which, whichHelp)
    .addOption(
      new Option('--for <what>', 'what to wait for; any answer when left out').choices([
        'decision',
        'unblock',
        'merge',
      ]),
    )
    .option('--timeout <time>', 'give up after this time, such as 90s, 15m or 2h', durationOf)
    .option('--interval <time>', 'time between looks, 5s or more', durationOf, intervalMs)
  withExamples(common(command), [
    'switchyard wait --for decision --timeout 2h',
    'switchyard wait --for merge && switchyard agent remove api-users',
  ])
  command.action((options: WaitOptions) =>
    runVerb(session, options, async ({ context, style }) => {
      if (options.interval < leastInterval) throw new CliError('usage', 'Look every 5 seconds at most: --interval 5s.')
      const data = await waitFor(inputOf(options), context)
      const isMerged = options.for !== 'merge' || data.answers.some(({ kind }) => kind === 'merged')
      return { data, text: waited(data, style), exit: isMerged ? 0 : 1 }
    }),
  )
}

function inputOf({ packet, for: kind, timeout, interval }: WaitOptions): WaitInput {
  return {
    intervalMs: interval,
    ...(kind && { for: kind }),
    ...(packet !== undefined && { packet }),
    ...(timeout !== undefined && { timeoutMs: timeout }),
  }
}
