/** `switchyard agent …`. */
import { Argument, type Command, Option } from 'commander'
import { agentList, createdAgent, removedAgent, syncedAgent } from '../print/agents.ts'
import { createAgent } from '../verbs/agent-create.ts'
import { listAgents } from '../verbs/agent-list.ts'
import { removeAgent } from '../verbs/agent-remove.ts'
import { syncAgent } from '../verbs/agent-sync.ts'
import type { CreatedAgent } from '../verbs/results/agents.ts'
import { agentRun } from './agent-run.ts'
import { addCommand, type Invocation, type Tools } from './run.ts'

export function agentCommands(program: Command, session: Invocation): void {
  const agent = program.command('agent').description("agents' worktrees on this machine")
  addCreate(agent, session)
  addCommand(agent, session, {
    name: 'list',
    description: 'list the worktrees: branch, status, last commit, ahead and behind',
    examples: ['switchyard agent list', 'switchyard agent list --json'],
    run: ({ context }) => listAgents({}, context),
    text: agentList,
  })
  addCommand(agent, session, {
    name: 'sync',
    description: 'merge the base branch into the worktree, list what was merged, and update the packet file',
    args: [new Argument('[name]', 'packet (default: the one whose worktree you are in)')],
    changes: true,
    examples: ['switchyard agent sync', 'switchyard agent sync api-users --dry-run'],
    run: ({ context }: Tools, name: string | undefined) => syncAgent(name === undefined ? {} : { name }, context),
    text: syncedAgent,
    exit: ({ conflicts }) => (conflicts.length > 0 ? 1 : 0),
  })
  addRemove(agent, session)
  agentRun(agent, session)
}

/** `exitCode`: of the command given with `--start`. */
type Started = CreatedAgent & { exitCode?: number }

function addCreate(agent: Command, session: Invocation): void {
  addCommand(agent, session, {
    name: 'create',
    description: "make worktrees/agent-NAME on the packet's branch, with the accepted packet in .switchyard/packet.md",
    args: [new Argument('<name>', 'packet, by name or issue number')],
    options: [
      new Option('--start <command>', 'run this command there, such as your coding agent, and pass on its exit code'),
      new Option('--force', 'take the packet even when somebody else holds it'),
    ],
    changes: true,
    examples: [
      'switchyard agent create api-users',
      'switchyard agent create api-users --start "my-agent --prompt-file .switchyard/packet.md"',
    ],
    async run(
      { context, options, io, style }: Tools<{ force?: boolean; start?: string }>,
      name: string,
    ): Promise<Started> {
      const created = await createAgent({ name, ...(options.force && { force: true }) }, context)
      if (options.start === undefined || created.dryRun) return created
      io.err(`${createdAgent(created, style)}\n`)
      const exitCode = await io.shell(options.start, {
        cwd: created.worktree,
        env: { SWITCHYARD_PACKET: created.packetFile, SWITCHYARD_NAME: created.name },
      })
      return { ...created, exitCode }
    },
    text: (created, style) => (created.exitCode === undefined ? createdAgent(created, style) : ''),
    exit: ({ exitCode = 0 }) => (exitCode === 0 ? 0 : 1),
  })
}

function addRemove(agent: Command, session: Invocation): void {
  addCommand(agent, session, {
    name: 'remove',
    description:
      'remove the worktree and its branch; refuses when they hold unmerged work or git-ignored files that exist nowhere else',
    args: [new Argument('<name>', 'packet')],
    options: [new Option('--force', 'remove them anyway, and list what was lost')],
    changes: true,
    examples: ['switchyard agent remove api-users', 'switchyard agent remove api-users --force --dry-run'],
    run: ({ context, options }: Tools<{ force?: boolean }>, name: string) =>
      removeAgent({ name, ...(options.force && { force: true }) }, context),
    text: removedAgent,
  })
}
