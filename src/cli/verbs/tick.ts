/** Ticks a criterion of the packet. Only the box changes, so the packet stays accepted. */
import { fingerprint } from '../../core/parse/packet/fingerprint.ts'
import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import type { Api } from '../github/api.ts'
import { findPacket } from '../github/list.ts'
import { packetHere } from './here.ts'

export interface TickInput {
  /** Number of the criterion from 1, or its text. */
  criterion: string
  /** false removes the tick. */
  done?: boolean
  packet?: string
}

export interface Ticked {
  name: string
  issue: number
  /** All criteria after the change, numbered from 1 by their order. */
  acceptance: { text: string; checked: boolean }[]
  changed: boolean
  dryRun: boolean
}

interface PacketText {
  title: string
  body?: string | null
}

/** @throws CliError `usage` when there is no such criterion, or it has no box */
export async function tick(input: TickInput, context: Context): Promise<Ticked> {
  const api = await context.github()
  const { row } = await findPacket(api, context.reader, await packetHere(context, input.packet))
  const text = await api.ask((rest, at) => rest.issues.get({ ...at, issue_number: row.issue }))
  const wanted = input.done ?? true
  const { line, checked } = await criterion(text, input.criterion, context)
  const ticked = { name: row.name, issue: row.issue, changed: checked !== wanted, dryRun: context.dryRun }
  if (!ticked.changed || context.dryRun) return { ...ticked, acceptance: await criteria(text, context) }
  const body = withBox(text, line, wanted)
  const after = await write(api, row.issue, body)
  return { ...ticked, acceptance: await criteria(after, context) }
}

async function acceptanceOf({ title, body }: PacketText, { reader }: Context) {
  return (await reader.packet(title, body ?? '')).packet.acceptance
}

const criteria = async (text: PacketText, context: Context) =>
  (await acceptanceOf(text, context)).map(({ text: words, checked }) => ({ text: words, checked }))

async function criterion(text: PacketText, asked: string, context: Context) {
  const all = await acceptanceOf(text, context)
  const wanted = asked.trim()
  const found = /^\d+$/.test(wanted)
    ? all[Number(wanted) - 1]
    : all.find((one) => lettersOf(one.text) === lettersOf(wanted))
  if (found) return found
  const list = all.map((one, index) => `${index + 1}. ${one.text}`).join('\n')
  throw new CliError('usage', `The packet has no criterion "${wanted}". Give its number:\n${list}`)
}

const lettersOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

const BOX = /^(\s*(?:[-*+]|\d{1,9}[.)])\s+)\[[ xX]?\]/

function withBox(text: PacketText, line: number, checked: boolean): string {
  const lines = (text.body ?? '').split(/\r\n|\n|\r/)
  const before = lines[line - 1] ?? ''
  if (!BOX.test(before))
    throw new CliError('usage', 'This criterion has no box to tick. A writer can add one: `- [ ] …`.')
  lines[line - 1] = before.replace(BOX, `$1[${checked ? 'x' : ' '}]`)
  const body = lines.join('\n')
  if (fingerprint(text.title, body) !== fingerprint(text.title, text.body ?? ''))
    throw new CliError(
      'internal',
      'Ticking would change the text of the packet, so nothing was written. Tick the box on GitHub.',
    )
  return body
}

const write = (api: Api, issue: number, body: string) =>
  api.ask((rest, at) => rest.issues.update({ ...at, issue_number: issue, body }))
