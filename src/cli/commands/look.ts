/** `switchyard next`, `status`, `explain`, `session …`, `round`. */
import type { Command } from 'commander'
import { explainedWords, nextWords, packetStatus } from '../print/packets.ts'
import { sessionCommented, sessionStarted, sessionView } from '../print/sessions.ts'
import { explainPacket } from '../verbs/explain.ts'
import { nextPackets } from '../verbs/next.ts'
import { endSession, logRound, showSession, startSession } from '../verbs/session.ts'
import { statusOf } from '../verbs/status.ts'
import { type CommonOptions, common, type Invocation, runVerb, withExamples } from './run.ts'

export function lookCommands(program: Command, session: Invocation): void {
  nextCommand(program, session)
  statusCommand(program, session)
  explainCommand(program, session)
  const group = program.command('session').description('sessions and their dashboards')
  startCommand(group, session)
  showCommand(group, session)
  endCommand(group, session)
  roundCommand(program, session)
}

function nextCommand(program: Command, session: Invocation): void {
  const command = program
    .command('next')
    .description('what is ready to be taken, and what waits for what, in the order the bot starts it')
  withExamples(common(command), ['switchyard next', 'switchyard next --json'])
  command.action((options: object) =>
    runVerb(session, options, async ({ context, style }) => {
      const data = await nextPackets({}, context)
      return { data, text: nextWords(data, style) }
    }),
  )
}

function statusCommand(program: Command, session: Invocation): void {
  const command = program
    .command('status')
    .argument('[name]', 'packet; the one whose worktree or branch you are on when left out')
    .description('where a packet stands: status, pull request, checks, open questions')
  withExamples(common(command), ['switchyard status', 'switchyard status api-users --json'])
  command.action((name: string | undefined, options: object) =>
    runVerb(session, options, async ({ context, style }) => {
      const data = await statusOf(named(name), context)
      return { data, text: packetStatus(data, style) }
    }),
  )
}

function explainCommand(program: Command, session: Invocation): void {
  const command = program
    .command('explain')
    .argument('[name]', 'packet; the one whose worktree or branch you are on when left out')
    .description('why a packet is where it is, and what would move it')
  command.option('--ask', 'have the bot answer, who knows more: comments /explain on the packet')
  withExamples(common(command, { changes: true }), [
    'switchyard explain',
    'switchyard explain api-users --json',
    'switchyard explain api-users --ask',
  ])
  command.action((name: string | undefined, options: CommonOptions & { ask?: boolean }) =>
    runVerb(session, options, async ({ context, style }) => {
      const data = await explainPacket({ ...named(name), ...(options.ask && { ask: true }) }, context)
      return { data, text: explainedWords(data, style) }
    }),
  )
}

const named = (name: string | undefined): { name?: string } => (name === undefined ? {} : { name })

function startCommand(group: Command, session: Invocation): void {
  const command = group
    .command('start')
    .argument('<name>', 'name of the session')
    .description('open a session: files its issue, which becomes the dashboard')
  command.option('--goal <text>', 'what the session is for')
  withExamples(common(command, { changes: true }), [
    'switchyard session start user-management --goal "Users and roles"',
  ])
  command.action((name: string, options: CommonOptions & { goal?: string }) =>
    runVerb(session, options, async ({ context }) => {
      const data = await startSession({ name, ...(options.goal && { goal: options.goal }) }, context)
      return { data, text: sessionStarted(data) }
    }),
  )
}

function showCommand(group: Command, session: Invocation): void {
  const command = group
    .command('show')
    .argument('[name]', 'session; the newest open one when left out')
    .description('show the dashboard')
  withExamples(common(command), ['switchyard session show', 'switchyard session show user-management'])
  command.action((name: string | undefined, options: object) =>
    runVerb(session, options, async ({ context, style }) => {
      const data = await showSession(named(name), context)
      return { data, text: sessionView(data, style) }
    }),
  )
}

function endCommand(group: Command, session: Invocation): void {
  const command = group
    .command('end')
    .argument('[name]', 'session; the newest open one when left out')
    .description('close a session and print its report')
  withExamples(common(command, { changes: true }), ['switchyard session end', 'switchyard session end --dry-run'])
  command.action((name: string | undefined, options: object) =>
    runVerb(session, options, async ({ context, style }) => {
      const data = await endSession(named(name), context)
      return { data, text: sessionCommented(data, style) }
    }),
  )
}

function roundCommand(program: Command, session: Invocation): void {
  const command = program
    .command('round')
    .argument('[name]', 'session; the newest open one when left out')
    .description('log an execution round, and ask the agents whose report is overdue')
  withExamples(common(command, { changes: true }), ['switchyard round'])
  command.action((name: string | undefined, options: object) =>
    runVerb(session, options, async ({ context, style }) => {
      const data = await logRound(named(name), context)
      return { data, text: sessionCommented(data, style) }
    }),
  )
}
