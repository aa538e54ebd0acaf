/** `switchyard tick` and `switchyard scope`: what an agent does about its own packet besides reporting. */
import type { Command } from 'commander'
import { tickedText } from '../mcp/words.ts'
import { commented } from '../print/agents.ts'
import { requestScope } from '../verbs/scope.ts'
import { tick } from '../verbs/tick.ts'
import { type CommonOptions, common, type Invocation, runVerb, withExamples } from './run.ts'

interface PacketOptions extends CommonOptions {
  packet?: string
}

const onPacket = (command: Command): Command =>
  common(command, { changes: true }).option(
    '--packet <name>',
    'the packet; the one whose worktree you stand in when left out',
  )

const named = ({ packet }: PacketOptions) => (packet === undefined ? {} : { packet })

export function packetSideCommands(program: Command, session: Invocation): void {
  const ticking = program
    .command('tick')
    .argument('<criterion>', 'its number from 1, or its text')
    .description('tick an acceptance criterion of the packet, once it is met')
    .option('--off', 'take the tick away')
  withExamples(onPacket(ticking), ['switchyard tick 2', 'switchyard tick "GET lists users" --packet api-users'])
  ticking.action((criterion: string, options: PacketOptions & { off?: boolean }) =>
    runVerb(session, options, async ({ context }) => {
      const data = await tick({ criterion, done: options.off !== true, ...named(options) }, context)
      return {
        data,
        text: data.dryRun ? `Would ${data.changed ? 'change the box' : 'change nothing'}.` : tickedText(data),
      }
    }),
  )
  const scope = program
    .command('scope')
    .argument('<path>', 'path or folder that is not in scope')
    .argument('<reason...>', 'why you need it')
    .description('ask for more scope; a writer grants or denies it')
  withExamples(onPacket(scope), ['switchyard scope src/shared/ids.ts "both packets make ids"'])
  scope.action((path: string, words: string[], options: PacketOptions) =>
    runVerb(session, options, async ({ context }) => {
      const data = await requestScope({ path, reason: words.join(' '), ...named(options) }, context)
      return { data, text: commented(data) }
    }),
  )
}
