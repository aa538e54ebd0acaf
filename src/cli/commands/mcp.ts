/** `switchyard mcp`. */
import type { Command } from 'commander'
import { serveStdio } from '../mcp/server.ts'
import { type CommonOptions, type Invocation, versionOf, withContext, withExamples } from './run.ts'

interface McpOptions extends CommonOptions {
  packet?: string
}

export function mcpCommand(program: Command, session: Invocation): void {
  const command = program
    .command('mcp')
    .description(
      'give an agent its packet, reports, questions and answers as tools (Model Context Protocol over stdio)',
    )
    .option('--packet <name>', 'packet, by name or issue number (default: the one whose worktree it runs in)')
    .option('--repo <owner/name>', 'repository (default: the git remote "origin")')
    .option('--app <slug>', 'the App, when several bots look like it')
  withExamples(command, ['switchyard mcp', 'switchyard mcp --packet api-users'])
  command.action((options: McpOptions) =>
    withContext(session.io, options, (context) =>
      serveStdio(context, { packet: options.packet, version: versionOf() }),
    ),
  )
}
