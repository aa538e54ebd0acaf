/** Checks, files, lists and shows packets. */
import { readTitle } from '../../core/parse/packet/title.ts'
import { sameName } from '../../core/schedule/dependencies.ts'
import { isOver } from '../../core/status/statuses.ts'
import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import { packetIssues, unlabelled } from '../github/list.ts'
import { readPacket, viewOf } from '../github/packet.ts'
import type {
  CreatedPacket,
  CreatePacketInput,
  LintInput,
  LintResult,
  ListPacketsInput,
  NamedInput,
  PacketList,
  PacketView,
} from './results/packets.ts'

/** Returns the template of docs/packets.md with a name filled in. */
export const packetTemplate = (name: string, prefix: string): string => `# Work Packet: ${name}

**Objective:** <!-- What this packet delivers, in one sentence. -->

**Branch:** \`${prefix}${name}\`
**Risk:** low

## Acceptance Criteria
- [ ] <!-- A result that can be checked. -->

## Boundaries
**In Scope:** <!-- paths, such as src/api/users/ -->
**Out of Scope:** <!-- paths or words -->

## Dependencies
**Hard:** None
**Soft:** None

## Interface Contract
None
`

/**
 * Files a packet.
 *
 * @throws CliError `bad-packet` when the text has errors, `duplicate` when an open packet has the same name
 */
export async function createPacket(input: CreatePacketInput, context: Context): Promise<CreatedPacket> {
  const { packet } = await context.reader.packet(input.title ?? '', input.text)
  const name = input.name ?? packet.name ?? readTitle(input.title ?? '').name ?? ''
  const title = input.title ?? `Work Packet: ${name}`
  const reading = await context.reader.packet(title, input.text)
  const errors = reading.problems.filter(({ severity }) => severity === 'error')
  if (errors.length > 0 || !reading.isPacket)
    throw new CliError('bad-packet', badPacket(errors.map(({ line, message }) => `line ${line}: ${message}`)), {
      problems: reading.problems,
    })
  const created = { name: reading.packet.name ?? name, title, problems: reading.problems, dryRun: context.dryRun }
  const api = await context.github()
  const open = [...(await packetIssues(api, context.reader, 'open')), ...(await unlabelled(api, context.reader))]
  const taken = open.find(({ row }) => sameName(row.name, created.name))
  if (taken)
    throw new CliError(
      'duplicate',
      `The packet "${created.name}" already exists: ${taken.row.url}. Choose another name, or edit that issue.`,
    )
  if (context.dryRun) return { ...created, issue: null, url: null }
  const { number, html_url } = await api.ask((rest, at) => rest.issues.create({ ...at, title, body: input.text }))
  return { ...created, issue: number, url: html_url }
}

const badPacket = (errors: string[]): string =>
  errors.length === 0
    ? 'This text is not a packet. Begin it with the heading `# Work Packet: NAME`.'
    : `The packet has errors and was not filed.\n${errors.join('\n')}`

export async function listPackets({ all = false }: ListPacketsInput, context: Context): Promise<PacketList> {
  const found = await packetIssues(await context.github(), context.reader, all ? 'all' : 'open')
  return { packets: found.map(({ row }) => row).filter(({ status }) => all || status === null || !isOver(status)) }
}

/** @throws CliError `no-such-packet` */
export async function showPacket({ name }: NamedInput, context: Context): Promise<PacketView> {
  const api = await context.github()
  return viewOf(await readPacket(api, context, name), api, context)
}

/** Checks texts. Never throws for a bad text; the result counts the errors. */
export async function lintPackets({ files }: LintInput, context: Context): Promise<LintResult> {
  const read = await Promise.all(
    files.map(async ({ file, text, title = '' }) => {
      const { isPacket, packet, problems } = await context.reader.packet(title, text)
      return { file, isPacket, name: packet.name, problems }
    }),
  )
  const errors = read.flatMap(({ problems }) => problems).filter(({ severity }) => severity === 'error')
  return { files: read, errors: errors.length }
}
