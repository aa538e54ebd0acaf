/** `switchyard session …` and `round`. */
import { Argument, type Command, Option } from 'commander'
import { sessionCommented, sessionStarted, sessionView } from '../print/packets.ts'
import { endSession, logRound, showSession, startSession } from '../verbs/session.ts'
import { addCommand, type Invocation, type Tools } from './run.ts'

const session = () => new Argument('[name]', 'session (default: the newest open one)')

const named = (name: string | undefined): { name?: string } => (name === undefined ? {} : { name })

export function sessionCommands(program: Command, invocation: Invocation): void {
  const group = program.command('session').description('sessions and their dashboards')
  addCommand(group, invocation, {
    name: 'start',
    description: 'open a session: files its issue, which becomes the dashboard',
    args: [new Argument('<name>', 'name of the session')],
    options: [new Option('--goal <text>', 'what the session is for')],
    changes: true,
    examples: ['switchyard session start user-management --goal "Users and roles"'],
    run: ({ context, options: { goal } }: Tools<{ goal?: string }>, name: string) =>
      startSession({ name, ...(goal && { goal }) }, context),
    text: sessionStarted,
  })
  addCommand(group, invocation, {
    name: 'show',
    description: 'show the dashboard',
    args: [session()],
    examples: ['switchyard session show', 'switchyard session show user-management'],
    run: ({ context }: Tools, name: string | undefined) => showSession(named(name), context),
    text: sessionView,
  })
  addCommand(group, invocation, {
    name: 'end',
    description: 'close a session and print its report',
    args: [session()],
    changes: true,
    examples: ['switchyard session end', 'switchyard session end --dry-run'],
    run: ({ context }: Tools, name: string | undefined) => endSession(named(name), context),
    text: sessionCommented,
  })
  addCommand(program, invocation, {
    name: 'round',
    description: 'log an execution round, and ask the agents whose report is overdue',
    args: [session()],
    changes: true,
    examples: ['switchyard round'],
    run: ({ context }: Tools, name: string | undefined) => logRound(named(name), context),
    text: sessionCommented,
  })
}
