/** What all commands have alike: options, the context, printing, errors. */
import { Command, InvalidArgumentError } from 'commander'
import type { Context } from '../context.ts'
import type { Io } from '../io.ts'
import { openContext } from '../open.ts'
import { type Style, styleFor } from '../print/style.ts'

export interface CommonOptions {
  repo?: string
  app?: string
  json?: boolean
  dryRun?: boolean
}

/** A finished command: what to print, and the exit code where it is not 0. */
interface Outcome {
  data: unknown
  text: string
  exit?: 0 | 1
}

export interface Invocation {
  io: Io
  /** Set by the command that ran. */
  exit: number
}

export type Work<O> = (tools: {
  context: Context
  options: O & CommonOptions
  style: Style
  io: Io
}) => Promise<Outcome>

const examplesOf = new WeakMap<Command, string[]>()

/** Examples, for `--help` and the documentation. */
export const examples = (command: Command): string[] => examplesOf.get(command) ?? []

export function withExamples(command: Command, lines: string[]): Command {
  examplesOf.set(command, lines)
  return command.addHelpText('after', `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`)
}

/** Options every command takes. `changes`: it changes something, and can be tried without. */
export function common(command: Command, { changes = false }: { changes?: boolean } = {}): Command {
  if (changes) command.option('--dry-run', 'say what would be done, and do nothing')
  return command
    .option('--json', 'print JSON, errors too')
    .option('--repo <owner/name>', 'repository; the git remote "origin" when left out')
    .option(
      '--app <slug>',
      'the App, where several bots look like it (also SWITCHYARD_APP, or git config switchyard.app)',
    )
}

/** Runs the work with a context of its own and prints what comes of it. */
export async function runVerb<O extends CommonOptions>(session: Invocation, options: O, work: Work<O>): Promise<void> {
  const { io } = session
  const context = await openContext({
    cwd: io.cwd,
    env: io.env,
    repo: options.repo,
    app: options.app,
    dryRun: options.dryRun,
    progress: (line) => io.err(`${line}\n`),
    ...(io.fetch && { fetch: io.fetch }),
    ...(io.now && { now: io.now }),
    ...(io.sleep && { sleep: io.sleep }),
  })
  try {
    const {
      data,
      text,
      exit = 0,
    } = await work({ context, options, io, style: styleFor(io.isTerminal && !options.json) })
    const printed = options.json ? JSON.stringify(data) : text
    if (printed !== '') io.out(`${printed}\n`)
    session.exit = exit
  } finally {
    await context.close()
  }
}

/** `40`, `40%`. */
export function percentOf(text: string): number {
  const percent = Number(/^(\d{1,3})%?$/.exec(text)?.[1] ?? Number.NaN)
  if (!(percent <= 100)) throw new InvalidArgumentError('A percentage is a whole number from 0 to 100, such as 40%.')
  return percent
}

const units: Record<string, number> = { '': 1000, s: 1000, m: 60_000, h: 3_600_000 }

/** `90`, `90s`, `15m`, `2h` in milliseconds. */
export function durationOf(text: string): number {
  const [, number = '', unit = ''] = /^(\d{1,6}(?:\.\d+)?)(s|m|h)?$/.exec(text.trim()) ?? []
  if (number === '') throw new InvalidArgumentError('A time is a number with s, m or h, such as 90s, 15m or 2h.')
  return Number(number) * (units[unit] ?? 1000)
}

export { Command }
