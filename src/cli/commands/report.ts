/** What an agent says about its packet: `switchyard report`, `ask`, `wait`, `tick` and `scope`. */
import { Argument, type Command, Option } from 'commander'
import { CliError } from '../errors.ts'
import { tickedText } from '../mcp/text.ts'
import { commented, waited } from '../print/agents.ts'
import { ask, report, requestScope } from '../verbs/report.ts'
import type { ReportInput, WaitInput, WaitKind } from '../verbs/results/agents.ts'
import { type Ticked, tick } from '../verbs/tick.ts'
import { intervalMs, waitFor } from '../verbs/wait.ts'
import { addCommand, durationOf, type Invocation, percentOf, type Tools } from './run.ts'

interface PacketOption {
  packet?: string
}

/** `wait` is false with `--no-wait`. */
interface VerdictOption extends PacketOption {
  wait?: boolean
}

const packet = () => new Option('--packet <name>', 'packet (default: the one whose worktree or branch you are on)')
const noWait = () => new Option('--no-wait', "do not wait for the bot's verdict")

const packetOf = ({ packet }: PacketOption) => (packet === undefined ? {} : { packet })
const verdictOf = ({ wait }: VerdictOption) => (wait === false ? { verdictMs: 0 } : {})

export function reportCommands(program: Command, session: Invocation): void {
  addReport(program, session)
  addCommand(program, session, {
    name: 'ask',
    description: 'ask a question that does not stop the agent',
    args: [new Argument('<question...>', 'what a person has to decide')],
    options: [packet(), noWait()],
    changes: true,
    examples: ['switchyard ask "Should user creation return the user or just its id?"'],
    run: ({ context, options }: Tools<VerdictOption>, words: string[]) =>
      ask({ question: words.join(' '), ...packetOf(options), ...verdictOf(options) }, context),
    text: commented,
  })
  addWait(program, session)
  addTick(program, session)
  addCommand(program, session, {
    name: 'scope',
    description: 'ask for more scope; a writer grants or denies it',
    args: [
      new Argument('<path>', 'path or folder that is not in scope'),
      new Argument('<reason...>', 'why you need it'),
    ],
    options: [packet()],
    changes: true,
    examples: ['switchyard scope src/shared/ids.ts "both packets make ids"'],
    run: ({ context, options }: Tools<PacketOption>, path: string, words: string[]) =>
      requestScope({ path, reason: words.join(' '), ...packetOf(options) }, context),
    text: commented,
  })
}

function addReport(program: Command, session: Invocation): void {
  addCommand(program, session, {
    name: 'report',
    description: 'report the status of a packet',
    args: [
      new Argument('<status>', 'status of the packet').choices(['running', 'blocked', 'done', 'paused']),
      new Argument('[words...]', 'a percentage, and what is finished or needed'),
    ],
    options: [packet(), noWait()],
    changes: true,
    examples: [
      'switchyard report running 40% "users table and roles table done"',
      'switchyard report blocked "need the real repository; could add validation meanwhile"',
      'switchyard report done --packet api-users',
    ],
    run: ({ context, options }: Tools<VerdictOption>, kind: ReportInput['kind'], words: string[]) =>
      report({ kind, ...percentIn(words), ...packetOf(options), ...verdictOf(options) }, context),
    text: commented,
  })
}

/** The first word is the percentage when it is such as `40%`, or when it is a number and the only word. */
function percentIn(words: string[]): { percent?: number; text: string } {
  const [first = '', ...rest] = words
  const isPercent = /^-?\d+%$/.test(first) || (rest.length === 0 && /^\d+$/.test(first))
  return isPercent ? { percent: percentOf(first), text: rest.join(' ') } : { text: words.join(' ') }
}

interface WaitOptions extends PacketOption {
  for?: WaitKind
  timeout?: number
  interval: number
}

const shortestIntervalMs = 5000

function addWait(program: Command, session: Invocation): void {
  addCommand(program, session, {
    name: 'wait',
    description: 'wait until the bot or a writer has answered, and print the answer',
    options: [
      packet(),
      new Option('--for <what>', 'what to wait for; any answer when left out').choices([
        'decision',
        'unblock',
        'merge',
      ]),
      new Option('--timeout <time>', 'give up after this time, such as 90s, 15m or 2h').argParser(durationOf),
      new Option('--interval <time>', 'time between polls, at least 5s')
        .argParser(durationOf)
        .default(intervalMs, '30s'),
    ],
    examples: [
      'switchyard wait --for decision --timeout 2h',
      'switchyard wait --for merge && switchyard agent remove api-users',
    ],
    run: async ({ context, options }: Tools<WaitOptions>) => {
      if (options.interval < shortestIntervalMs)
        throw new CliError('usage', '--interval must be at least 5 seconds: --interval 5s.')
      return waitFor(waitInput(options), context)
    },
    text: waited,
    exit: ({ answers }, options) => (options.for === 'merge' && !answers.some(({ kind }) => kind === 'merged') ? 1 : 0),
  })
}

function waitInput({ for: kind, timeout, interval, ...options }: WaitOptions): WaitInput {
  return {
    intervalMs: interval,
    ...(kind && { for: kind }),
    ...packetOf(options),
    ...(timeout !== undefined && { timeoutMs: timeout }),
  }
}

function addTick(program: Command, session: Invocation): void {
  addCommand(program, session, {
    name: 'tick',
    description: 'tick an acceptance criterion of the packet that is met',
    args: [new Argument('<criterion>', 'its number from 1, or its text')],
    options: [packet(), new Option('--off', 'remove the tick')],
    changes: true,
    examples: ['switchyard tick 2', 'switchyard tick "GET lists users" --packet api-users'],
    run: ({ context, options }: Tools<PacketOption & { off?: boolean }>, criterion: string) =>
      tick({ criterion, done: options.off !== true, ...packetOf(options) }, context),
    text: tickedOrNot,
  })
}

const tickedOrNot = (ticked: Ticked): string =>
  ticked.dryRun ? `Would change ${ticked.changed ? 'the box' : 'nothing'}.` : tickedText(ticked)
