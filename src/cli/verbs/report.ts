/** What an agent says: where it stands, what it needs, what it asks. */
import { clean } from '../../core/clean.ts'
import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import { findPacket } from '../github/list.ts'
import { comment, verdictOn } from '../github/say.ts'
import { packetHere } from './here.ts'
import type { AskInput, Commented, ReportInput } from './results/agents.ts'

/** Webhooks take a second or two; who gave no answer by then is not waited for. */
export const verdictMs = 15_000

/**
 * `/status KIND [N%] [TEXT]` on the packet.
 *
 * @throws CliError `usage`, `refused-by-bot`, `no-such-packet`, `no-packet-here`
 */
export async function report(input: ReportInput, context: Context): Promise<Commented> {
  const { kind, percent, text = '' } = input
  if (percent !== undefined && !(Number.isInteger(percent) && percent >= 0 && percent <= 100))
    throw new CliError('usage', `A percentage is a whole number from 0 to 100, not ${percent}.`)
  if (kind === 'blocked' && clean(text) === '')
    throw new CliError('usage', 'Say what you need: switchyard report blocked "…".')
  const words = ['/status', kind, ...(percent === undefined ? [] : [`${percent}%`]), clean(text)]
  return say(words.join(' ').trim(), input, context)
}

/** `/ask QUESTION` on the packet. */
export async function ask(input: AskInput, context: Context): Promise<Commented> {
  const question = clean(input.question)
  if (question === '') throw new CliError('usage', 'Ask something: switchyard ask "…".')
  return say(`/ask ${question}`, input, context)
}

/** Text is put on one line, so that nothing in it stands at the start of a line and becomes a command of its own. */
export async function say(
  body: string,
  input: { packet?: string; verdictMs?: number },
  context: Context,
): Promise<Commented> {
  const api = await context.github()
  const { row } = await findPacket(api, context.reader, await packetHere(context, input.packet))
  const said = { name: row.name, issue: row.issue, body, dryRun: context.dryRun }
  if (context.dryRun) return { ...said, comment: null, verdict: null }
  const written = await comment(api, row.issue, body)
  const verdict = await verdictOn(api, context, { issue: row.issue, comment: written.id }, input.verdictMs ?? verdictMs)
  return { ...said, comment: written, verdict }
}
