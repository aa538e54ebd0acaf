/** What all commands have in common: how one is declared, its options, its context, printing and the exit code. */
import { readFileSync } from 'node:fs'
import { type Argument, type Command, InvalidArgumentError, Option } from 'commander'
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

export interface Invocation {
  io: Io
  /** Exit code, set by the command that ran. */
  exit: number
}

/** What a command's work gets besides its arguments. */
export interface Tools<Options = object> {
  context: Context
  options: Options & CommonOptions
  style: Style
  io: Io
}

interface DeclaredCommand<Args extends unknown[], Options, Result> {
  name: string
  description: string
  /** In the order of `Args`. */
  args?: Argument[]
  options?: Option[]
  /** Whether it changes something; such a command takes `--dry-run`. */
  changes?: boolean
  /** Lines for `--help` and docs/cli.md. */
  examples: string[]
  run(tools: Tools<Options>, ...args: Args): Promise<Result>
  /** The result for a person; `--json` prints the result itself. */
  text(result: Result, style: Style, options: Options & CommonOptions): string
  /** Exit code for a result; 0 when left out. */
  exit?(result: Result, options: Options): 0 | 1
}

const examplesOf = new WeakMap<Command, string[]>()

/** Returns the examples of a command. */
export const examples = (command: Command): string[] => examplesOf.get(command) ?? []

/** Adds examples to the help of a command and to its page in docs/cli.md. */
export function withExamples(command: Command, lines: string[]): Command {
  examplesOf.set(command, lines)
  return command.addHelpText('after', `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`)
}

const dryRun = new Option('--dry-run', 'show what would be done without doing it')

const everywhere = [
  new Option('--json', 'print JSON, including errors'),
  new Option('--repo <owner/name>', 'repository (default: the git remote "origin")'),
  new Option(
    '--app <slug>',
    'the App, when several bots look like it (also SWITCHYARD_APP, or git config switchyard.app)',
  ),
]

/** Declares one command below `parent`. The options every command takes are added to its own. */
export function addCommand<Args extends unknown[], Options extends object, Result>(
  parent: Command,
  session: Invocation,
  declared: DeclaredCommand<Args, Options, Result>,
): void {
  const { name, description, args = [], options = [], changes = false, examples: lines } = declared
  const command = parent.command(name).description(description)
  for (const argument of args) command.addArgument(argument)
  for (const option of [...options, ...(changes ? [dryRun] : []), ...everywhere]) command.addOption(option)
  withExamples(command, lines).action((...received: unknown[]) => {
    const given = received.slice(0, args.length) as Args
    return runCommand(session, received[args.length] as Options & CommonOptions, declared, given)
  })
}

async function runCommand<Args extends unknown[], Options, Result>(
  session: Invocation,
  options: Options & CommonOptions,
  declared: DeclaredCommand<Args, Options, Result>,
  args: Args,
): Promise<void> {
  const { io } = session
  const style = styleFor(io.isTerminal && !options.json)
  await withContext(io, options, async (context) => {
    const result = await declared.run({ context, options, io, style }, ...args)
    const printed = options.json ? JSON.stringify(result) : declared.text(result, style, options)
    if (printed !== '') io.out(`${printed}\n`)
    session.exit = declared.exit?.(result, options) ?? 0
  })
}

/** Runs `work` with a context made from the options, and closes the context afterwards. */
export async function withContext(
  io: Io,
  { repo, app, dryRun }: CommonOptions,
  work: (context: Context) => Promise<void>,
): Promise<void> {
  const context = await openContext({
    cwd: io.cwd,
    env: io.env,
    repo,
    app,
    dryRun,
    progress: (line) => io.err(`${line}\n`),
    ...(io.fetch && { fetch: io.fetch }),
    ...(io.now && { now: io.now }),
    ...(io.sleep && { sleep: io.sleep }),
  })
  try {
    await work(context)
  } finally {
    await context.close()
  }
}

/** Reads `40` or `40%`. */
export function percentOf(text: string): number {
  const percent = Number(/^(\d{1,3})%?$/.exec(text)?.[1] ?? Number.NaN)
  if (!(percent <= 100)) throw new InvalidArgumentError('A percentage is a whole number from 0 to 100, such as 40%.')
  return percent
}

const units: Record<string, number> = { '': 1000, s: 1000, m: 60_000, h: 3_600_000 }

/** Reads `90`, `90s`, `15m` or `2h`. @returns milliseconds */
export function durationOf(text: string): number {
  const [, number = '', unit = ''] = /^(\d{1,6}(?:\.\d+)?)(s|m|h)?$/.exec(text.trim()) ?? []
  if (number === '') throw new InvalidArgumentError('A time is a number with s, m or h, such as 90s, 15m or 2h.')
  return Number(number) * (units[unit] ?? 1000)
}

/** Returns the version of this package. */
export const versionOf = (): string => {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')
  return String((JSON.parse(text) as { version?: unknown }).version ?? '0')
}
