/** The whole command line, as declared; `--help` and docs/cli.md are made from it. */
import { Command, CommanderError } from 'commander'
import { withoutTokens } from '../shell/log.ts'
import { agentCommands } from './commands/agent.ts'
import { lookCommands } from './commands/look.ts'
import { mcpCommand } from './commands/mcp.ts'
import { packetCommands } from './commands/packet.ts'
import { packetSideCommands } from './commands/packet-side.ts'
import { reportCommands } from './commands/report.ts'
import type { Invocation } from './commands/run.ts'
import { CliError } from './errors.ts'
import { withoutCredentials } from './git/remote.ts'
import type { Io } from './io.ts'

export function buildProgram(session: Invocation): Command {
  const { io } = session
  const program = new Command('switchyard')
    .description('Work packets, agents and sessions from your machine. Runs in a clone; asks GitHub with your token.')
    .showHelpAfterError('Add --help for how to use it.')
    .configureHelp({ helpWidth: io.columns, showGlobalOptions: true })
    .configureOutput({ writeOut: (text) => io.out(text), writeErr: () => {}, getOutHelpWidth: () => io.columns })
    .addHelpText('after', `\n${HELP}`)
  packetCommands(program, session)
  agentCommands(program, session)
  reportCommands(program, session)
  lookCommands(program, session)
  packetSideCommands(program, session)
  mcpCommand(program, session)
  // Commander prints and exits by itself otherwise; every command has to be told.
  const all = [program, ...program.commands, ...program.commands.flatMap(({ commands }) => commands)]
  for (const command of all) command.exitOverride().configureOutput(program.configureOutput())
  return program
}

const HELP = `Token: GITHUB_TOKEN or GH_TOKEN, else what \`gh auth token\` says, else the one in the remote's address.
Server: GITHUB_API_URL, else the host of the remote "origin".
Exit codes: 0 done, 1 it could not be done, 2 wrong usage.

Start with:
  switchyard next                     what is ready
  switchyard agent create NAME        a worktree to work in
  switchyard report running 40% "…"   from there`

/** Runs one command line, without `node` and the script's name. Gives the exit code. */
export async function main(args: string[], io: Io): Promise<number> {
  const session: Invocation = { io, exit: 0 }
  const asJson = args.includes('--json')
  try {
    await buildProgram(session).parseAsync(args, { from: 'user' })
    return session.exit
  } catch (error) {
    const failure = failureOf(error, args, session)
    if (failure === null) return 0
    if (asJson)
      io.out(`${JSON.stringify({ error: { code: failure.code, message: failure.message, ...failure.details } })}\n`)
    else io.err(`${failure.message}\n`)
    return failure.exit
  }
}

const words = (text: string): string => withoutTokens(withoutCredentials(text))

/** `create, list, show or lint`, for a group of commands or for all of it. */
function choices([group]: string[], session: Invocation): string {
  const program = buildProgram(session)
  const named = program.commands.find((one) => one.name() === group) ?? program
  const names = named.commands.map((one) => one.name())
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
}

/** null: it was only help that was asked for. */
function failureOf(
  error: unknown,
  args: string[],
  session: Invocation,
): { code: string; message: string; exit: number; details: object } | null {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return null
    const isBare = error.code === 'commander.help'
    const message = isBare
      ? `Say what to do: ${choices(args, session)}. More with: ${['switchyard', ...args, '--help'].join(' ')}`
      : `${error.message.replace(/^error: /, '')}. Add --help for how to use it.`
    return { code: 'usage', message: words(message), exit: 2, details: {} }
  }
  if (error instanceof CliError)
    return { code: error.code, message: words(error.message), exit: error.exit, details: error.details }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { code: 'internal', message: words(`This should not have happened: ${message}`), exit: 1, details: {} }
}
