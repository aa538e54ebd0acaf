/** `switchyard next`, `status` and `explain`. */
import { Argument, type Command, Option } from 'commander'
import { explainedWords, nextWords, packetStatus } from '../print/packets.ts'
import { explainPacket } from '../verbs/explain.ts'
import { nextPackets } from '../verbs/next.ts'
import { statusOf } from '../verbs/status.ts'
import { addCommand, type Invocation, type Tools } from './run.ts'

const packet = () => new Argument('[name]', 'packet (default: the one whose worktree or branch you are on)')

const named = (name: string | undefined): { name?: string } => (name === undefined ? {} : { name })

export function statusCommands(program: Command, session: Invocation): void {
  addCommand(program, session, {
    name: 'next',
    description:
      'list the packets that are ready to take, and what the others wait for, in the order the bot starts them',
    examples: ['switchyard next', 'switchyard next --json'],
    run: ({ context }: Tools) => nextPackets({}, context),
    text: nextWords,
  })
  addCommand(program, session, {
    name: 'status',
    description: 'show the status of a packet, its pull request, checks and open questions',
    args: [packet()],
    examples: ['switchyard status', 'switchyard status api-users --json'],
    run: ({ context }: Tools, name: string | undefined) => statusOf(named(name), context),
    text: packetStatus,
  })
  addCommand(program, session, {
    name: 'explain',
    description: 'explain why a packet has its status, and what would move it on',
    args: [packet()],
    options: [new Option('--ask', 'ask the bot, which knows more: comments /explain on the packet')],
    changes: true,
    examples: ['switchyard explain', 'switchyard explain api-users --json', 'switchyard explain api-users --ask'],
    run: ({ context, options }: Tools<{ ask?: boolean }>, name: string | undefined) =>
      explainPacket({ ...named(name), ...(options.ask && { ask: true }) }, context),
    text: explainedWords,
  })
}
