/** `switchyard packet …`. */
import { Argument, type Command, Option } from 'commander'
import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import type { Io } from '../io.ts'
import { createdPacket, lintLines, packetList, packetView } from '../print/packets.ts'
import { createPacket, lintPackets, listPackets, packetTemplate, showPacket } from '../verbs/packet.ts'
import type { CreatedPacket } from '../verbs/results/packets.ts'
import { editPacket, keepingText } from './edit.ts'
import { addCommand, type Invocation, type Tools } from './run.ts'

export function packetCommands(program: Command, session: Invocation): void {
  const packet = program.command('packet').description('check, file and read work packets')
  addCreate(packet, session)
  addCommand(packet, session, {
    name: 'list',
    description: 'list the packets and their status',
    options: [new Option('--all', 'include merged and abandoned packets')],
    examples: ['switchyard packet list', 'switchyard packet list --all --json'],
    run: ({ context, options }: Tools<{ all?: boolean }>) => listPackets(options, context),
    text: packetList,
  })
  addCommand(packet, session, {
    name: 'show',
    description: 'show one packet as Switchyard reads it',
    args: [new Argument('<name>', 'name or issue number')],
    examples: ['switchyard packet show api-users', 'switchyard packet show 12 --json'],
    run: ({ context }: Tools, name: string) => showPacket({ name }, context),
    text: packetView,
  })
  addLint(packet, session)
}

interface CreateOptions {
  file?: string
  yes?: boolean
}

function addCreate(packet: Command, session: Invocation): void {
  addCommand(packet, session, {
    name: 'create',
    description: 'file a packet as an issue: opens your editor on the template, checks the text, and files it',
    args: [new Argument('<name>', 'name of the packet: letters, digits, -, _ and .')],
    options: [
      new Option('--file <file>', 'read the text from this file (- for standard input) instead of opening an editor'),
      new Option('--yes', 'file it without asking'),
    ],
    changes: true,
    examples: [
      'switchyard packet create api-users',
      'switchyard packet create api-users --file api-users.md --yes',
      'switchyard packet create api-users --file - --dry-run < api-users.md',
    ],
    run: createFrom,
    text: createdPacket,
  })
}

async function createFrom({ context, io, options }: Tools<CreateOptions>, name: string): Promise<CreatedPacket> {
  const file = async (text: string) => {
    const input = { name, text, title: `Work Packet: ${name}` }
    if (!options.yes && !options.dryRun && io.canAsk) await confirm(input, io, context)
    return createPacket(input, context)
  }
  if (options.file !== undefined) return file(await readText(io.readFile, options.file))
  const edited = await editPacket(io, packetTemplate(name, (await context.prefixes())[0] ?? 'feature/'))
  return keepingText(edited, name, () => file(edited.text))
}

/** @throws CliError `declined` when the person says no */
async function confirm(
  { name, title, text }: { name: string; title: string; text: string },
  io: Io,
  context: Context,
): Promise<void> {
  const { problems } = await context.reader.packet(title, text)
  for (const { line, severity, message } of problems) io.err(`${severity}, line ${line}: ${message}\n`)
  const answer = await io.ask(`File the packet "${name}"? [Y/n] `)
  if (/^n/i.test(answer)) throw new CliError('declined', 'Not filed.')
}

function addLint(packet: Command, session: Invocation): void {
  addCommand(packet, session, {
    name: 'lint',
    description: 'check packets before they are filed; needs no network',
    args: [new Argument('<files...>', 'files, - for standard input')],
    options: [new Option('--title <title>', 'title of the issue')],
    examples: ['switchyard packet lint packets/*.md', 'switchyard packet lint --title "Work Packet: api" -'],
    async run({ context, io, options: { title } }: Tools<{ title?: string }>, files: string[]) {
      const texts = []
      for (const file of files) texts.push({ file, text: await readText(io.readFile, file), ...(title && { title }) })
      return lintPackets({ files: texts }, context)
    },
    text: lintLines,
    exit: ({ errors }) => (errors > 0 ? 1 : 0),
  })
}

async function readText(readFile: (path: string) => Promise<string>, file: string): Promise<string> {
  try {
    return await readFile(file)
  } catch (error) {
    throw new CliError('bad-file', `${file} cannot be read: ${error instanceof Error ? error.message : error}`)
  }
}
