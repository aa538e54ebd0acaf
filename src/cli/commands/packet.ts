/** `switchyard packet …`. */
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import type { Io } from '../io.ts'
import { createdPacket, lintLines, packetList, packetView } from '../print/packets.ts'
import { createPacket, lintPackets, listPackets, packetTemplate, showPacket } from '../verbs/packet.ts'
import { editPacket, keepingText } from './edit.ts'
import { type CommonOptions, common, type Invocation, runVerb, withExamples } from './run.ts'

export function packetCommands(program: Command, session: Invocation): void {
  const packet = program.command('packet').description('check, file and read work packets')
  create(packet, session)
  list(packet, session)
  show(packet, session)
  lint(packet, session)
}

interface CreateOptions extends CommonOptions {
  file?: string
  yes?: boolean
}

function create(packet: Command, session: Invocation): void {
  const command = packet
    .command('create')
    .argument('<name>', 'name of the packet: letters, digits, -, _ and .')
    .description('file a packet as an issue: opens your editor on the template, checks it, and files it')
    .option('--file <file>', 'take the text from this file (- for standard input) and open no editor')
    .option('--yes', 'file it without asking')
  withExamples(common(command, { changes: true }), [
    'switchyard packet create api-users',
    'switchyard packet create api-users --file api-users.md --yes',
    'switchyard packet create api-users --file - --dry-run < api-users.md',
  ])
  command.action((name: string, options: CreateOptions) =>
    runVerb(session, options, async ({ context, io, style }) => {
      const file = async (text: string) => {
        const input = { name, text, title: `Work Packet: ${name}` }
        if (!options.yes && !options.dryRun && io.canAsk) await confirmed(input, io, context)
        return createPacket(input, context)
      }
      const edit = async () => {
        const edited = await editPacket(io, packetTemplate(name, (await context.prefixes())[0] ?? 'feature/'))
        return keepingText(edited, name, () => file(edited.text))
      }
      const data = options.file === undefined ? await edit() : await file(await readText(io.readFile, options.file))
      return { data, text: createdPacket(data, style) }
    }),
  )
}

/** @throws CliError when the person says no */
async function confirmed(
  { name, title, text }: { name: string; title: string; text: string },
  io: Io,
  context: Context,
) {
  const { problems } = await context.reader.packet(title, text)
  for (const { line, severity, message } of problems) io.err(`${severity}, line ${line}: ${message}\n`)
  const answer = await io.ask(`File the packet "${name}"? [Y/n] `)
  if (/^n/i.test(answer)) throw new CliError('declined', 'Not filed.')
}

function list(packet: Command, session: Invocation): void {
  const command = packet.command('list').description('list the packets and their status')
  command.option('--all', 'merged and abandoned ones, too')
  withExamples(common(command), ['switchyard packet list', 'switchyard packet list --all --json'])
  command.action((options: CommonOptions & { all?: boolean }) =>
    runVerb(session, options, async ({ context, style }) => {
      const data = await listPackets(options, context)
      return { data, text: packetList(data, style) }
    }),
  )
}

function show(packet: Command, session: Invocation): void {
  const command = packet
    .command('show')
    .argument('<name>', 'name or issue number')
    .description('show one packet as Switchyard reads it')
  withExamples(common(command), ['switchyard packet show api-users', 'switchyard packet show 12 --json'])
  command.action((name: string, options: object) =>
    runVerb(session, options, async ({ context, style }) => {
      const data = await showPacket({ name }, context)
      return { data, text: packetView(data, style) }
    }),
  )
}

function lint(packet: Command, session: Invocation): void {
  const command = packet.command('lint').argument('<files...>', 'files, - for standard input')
  command
    .description('check packets before they are filed; needs no network')
    .option('--title <title>', 'title of the issue')
  withExamples(common(command), [
    'switchyard packet lint packets/*.md',
    'switchyard packet lint --title "Work Packet: api" -',
  ])
  command.action((files: string[], options: CommonOptions & { title?: string }) =>
    runVerb(session, options, async ({ context, io }) => {
      const texts = []
      for (const file of files)
        texts.push({ file, text: await readText(io.readFile, file), ...(options.title && { title: options.title }) })
      const data = await lintPackets({ files: texts }, context)
      return { data, text: lintLines(data), exit: data.errors > 0 ? 1 : 0 }
    }),
  )
}

async function readText(readFile: (path: string) => Promise<string>, file: string): Promise<string> {
  try {
    return await readFile(file)
  } catch (error) {
    throw new CliError('bad-file', `${file} cannot be read: ${error instanceof Error ? error.message : error}`)
  }
}
