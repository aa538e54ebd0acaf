/** `switchyard agent …`. */
import type { Command } from 'commander'
import { agentList, createdAgent, removedAgent, syncedAgent } from '../print/agents.ts'
import { createAgent } from '../verbs/agent-create.ts'
import { listAgents } from '../verbs/agent-list.ts'
import { removeAgent } from '../verbs/agent-remove.ts'
import { syncAgent } from '../verbs/agent-sync.ts'
import { agentRun } from './agent-run.ts'
import { type CommonOptions, common, type Invocation, runVerb, withExamples } from './run.ts'

export function agentCommands(program: Command, session: Invocation): void {
  const agent = program.command('agent').description("agents' worktrees on this machine")
  create(agent, session)
  list(agent, session)
  sync(agent, session)
  remove(agent, session)
  agentRun(agent, session)
}

interface CreateOptions extends CommonOptions {
  force?: boolean
  start?: string
}

function create(agent: Command, session: Invocation): void {
  const command = agent
    .command('create')
    .argument('<name>', 'packet, by name or issue number')
    .description("make worktrees/agent-NAME on the packet's branch, with the accepted packet in .switchyard/packet.md")
    .option('--start <command>', 'run this command there, such as your coding agent; its exit code is passed on')
    .option('--force', "take the packet although it is somebody else's")
  withExamples(common(command, { changes: true }), [
    'switchyard agent create api-users',
    'switchyard agent create api-users --start "my-agent --prompt-file .switchyard/packet.md"',
  ])
  command.action((name: string, options: CreateOptions) =>
    runVerb(session, options, async ({ context, io, style }) => {
      const data = await createAgent({ name, ...(options.force && { force: true }) }, context)
      const text = createdAgent(data, style)
      if (options.start === undefined || data.dryRun) return { data, text }
      io.err(`${text}\n`)
      const code = await io.shell(options.start, {
        cwd: data.worktree,
        env: { SWITCHYARD_PACKET: data.packetFile, SWITCHYARD_NAME: data.name },
      })
      return { data: { ...data, exitCode: code }, text: '', exit: code === 0 ? 0 : 1 }
    }),
  )
}

function list(agent: Command, session: Invocation): void {
  const command = agent.command('list').description('list the worktrees: branch, status, last commit, ahead and behind')
  withExamples(common(command), ['switchyard agent list', 'switchyard agent list --json'])
  command.action((options: object) =>
    runVerb(session, options, async ({ context, style }) => {
      const data = await listAgents({}, context)
      return { data, text: agentList(data, style) }
    }),
  )
}

function sync(agent: Command, session: Invocation): void {
  const command = agent
    .command('sync')
    .argument('[name]', 'packet; the one whose worktree you stand in when left out')
    .description('merge the base branch in, say what came, and write the packet file anew')
  withExamples(common(command, { changes: true }), [
    'switchyard agent sync',
    'switchyard agent sync api-users --dry-run',
  ])
  command.action((name: string | undefined, options: object) =>
    runVerb(session, options, async ({ context, style }) => {
      const data = await syncAgent(name === undefined ? {} : { name }, context)
      return { data, text: syncedAgent(data, style), exit: data.conflicts.length > 0 ? 1 : 0 }
    }),
  )
}

function remove(agent: Command, session: Invocation): void {
  const command = agent
    .command('remove')
    .argument('<name>', 'packet')
    .description(
      'remove the worktree and its branch; refuses while work is not merged, or files that git ignores stand only there',
    )
    .option('--force', 'remove it all the same, and say what was lost')
  withExamples(common(command, { changes: true }), [
    'switchyard agent remove api-users',
    'switchyard agent remove api-users --force --dry-run',
  ])
  command.action((name: string, options: CommonOptions & { force?: boolean }) =>
    runVerb(session, options, async ({ context }) => {
      const data = await removeAgent({ name, ...(options.force && { force: true }) }, context)
      return { data, text: removedAgent(data) }
    }),
  )
}
