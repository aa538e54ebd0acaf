/** The whole command line. `--help` and docs/cli.md are generated from it. */
import { Command, CommanderError } from 'commander'
import { withoutTokens } from '../shell/log.ts'
import { agentCommands } from './commands/agent.ts'
import { doctorCommand } from './commands/doctor.ts'
import { mcpCommand } from './commands/mcp.ts'
import { packetCommands } from './commands/packet.ts'
import { reportCommands } from './commands/report.ts'
import type { Invocation } from './commands/run.ts'
import { sessionCommands } from './commands/session.ts'
import { statusCommands } from './commands/status.ts'
import { CliError } from './errors.ts'
import { withoutCredentials } from './git/remote.ts'
import type { Io } from './io.ts'

export function buildProgram(session: Invocation): Command {
  const { io } = session
  const program = new Command('switchyard')
    .description(
      'Manage work packets, agents and sessions from your machine. Run it in a clone; it uses your GitHub token.',
    )
    .showHelpAfterError('Run it with --help for usage.')
    .configureHelp({ helpWidth: io.columns, showGlobalOptions: true })
    .configureOutput({ writeOut: (text) => io.out(text), writeErr: () => {}, getOutHelpWidth: () => io.columns })
    .addHelpText('after', `\n${HELP}`)
  packetCommands(program, session)
  agentCommands(program, session)
  reportCommands(program, session)
  statusCommands(program, session)
  sessionCommands(program, session)
  mcpCommand(program, session)
  doctorCommand(program, session)
  // By default Commander prints errors and exits the process. Each command has its own setting.
  const all = [program, ...program.commands, ...program.commands.flatMap(({ commands }) => commands)]
  for (const command of all) command.exitOverride().configureOutput(program.configureOutput())
  return program
}

const HELP = `Token: GITHUB_TOKEN or GH_TOKEN, else the one in the remote's address, else the one of \`gh auth token\`.
Server: GITHUB_API_URL, else the host of the remote "origin".
Exit codes: 0 success, 1 failure, 2 wrong usage.

Start with:
  switchyard next                     list the packets that are ready
  switchyard agent create NAME        make a worktree for one
  switchyard report running 40% "…"   report from that worktree`

/** Runs one command line. @param args without `node` and the script's name @returns exit code */
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

const withoutSecrets = (text: string): string => withoutTokens(withoutCredentials(text))

/** Lists the subcommands of a group, or of the program: `create, list, show or lint`. */
function choices([group]: string[], session: Invocation): string {
  const program = buildProgram(session)
  const named = program.commands.find((one) => one.name() === group) ?? program
  const names = named.commands.map((one) => one.name())
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
}

/** @returns null when only help was requested */
function failureOf(
  error: unknown,
  args: string[],
  session: Invocation,
): { code: string; message: string; exit: number; details: object } | null {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return null
    const isBare = error.code === 'commander.help'
    const message = isBare
      ? `Missing subcommand. Available: ${choices(args, session)}. See: ${['switchyard', ...args, '--help'].join(' ')}`
      : `${error.message.replace(/^error: /, '')}. Run it with --help for usage.`
    return { code: 'usage', message: withoutSecrets(message), exit: 2, details: {} }
  }
  if (error instanceof CliError)
    return { code: error.code, message: withoutSecrets(error.message), exit: error.exit, details: error.details }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { code: 'internal', message: withoutSecrets(`Internal error: ${message}`), exit: 1, details: {} }
}
