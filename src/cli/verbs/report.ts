/** What an agent writes on its packet: reports, questions and requests for scope. */

import { clean } from '../../core/clean.ts'
import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import { findPacket } from '../github/list.ts'
import { comment, verdictOn } from '../github/say.ts'
import { packetHere } from './here.ts'
import type { AskInput, Commented, ReportInput, RequestScopeInput } from './results/agents.ts'

/** Milliseconds to wait for the bot's verdict. Webhooks usually take a second or two. */
export const verdictMs = 15_000

/**
 * Comments `/status KIND [N%] [TEXT]` on the packet.
 *
 * @throws CliError `usage`, `refused-by-bot`, `no-such-packet`, `no-packet-here`
 */
export async function report(input: ReportInput, context: Context): Promise<Commented> {
  const { kind, percent, text = '' } = input
  if (percent !== undefined && !(Number.isInteger(percent) && percent >= 0 && percent <= 100))
    throw new CliError('usage', `A percentage is a whole number from 0 to 100, not ${percent}.`)
  if (kind === 'blocked' && clean(text) === '')
    throw new CliError('usage', 'Add what you need: switchyard report blocked "…".')
  const words = ['/status', kind, ...(percent === undefined ? [] : [`${percent}%`]), clean(text)]
  return commentOn(words.join(' ').trim(), input, context)
}

/** Comments `/ask QUESTION` on the packet. */
export async function ask(input: AskInput, context: Context): Promise<Commented> {
  const question = clean(input.question)
  if (question === '') throw new CliError('usage', 'Add the question: switchyard ask "…".')
  return commentOn(`/ask ${question}`, input, context)
}

/**
 * Comments `/scope add PATH - REASON` on the packet; a writer grants or denies it.
 *
 * @throws CliError `usage`, `refused-by-bot`, `no-such-packet`, `no-packet-here`
 */
export async function requestScope(input: RequestScopeInput, context: Context): Promise<Commented> {
  const [path, reason] = [clean(input.path), clean(input.reason)]
  if (path === '' || /\s/.test(path))
    throw new CliError('usage', 'Give one path without spaces, such as src/shared/ids.ts.')
  if (reason === '') throw new CliError('usage', `Add the reason why you need ${path}.`)
  return commentOn(`/scope add ${path} - ${reason}`, input, context)
}

/** Comments on the packet. Callers put text on one line, so that no line of it is read as another command. */
async function commentOn(
  body: string,
  input: { packet?: string; verdictMs?: number },
  context: Context,
): Promise<Commented> {
  const api = await context.github()
  const { row } = await findPacket(api, context.reader, await packetHere(context, input.packet))
  const commented = { name: row.name, issue: row.issue, body, dryRun: context.dryRun }
  if (context.dryRun) return { ...commented, comment: null, verdict: null }
  const written = await comment(api, row.issue, body)
  const verdict = await verdictOn(api, context, { issue: row.issue, comment: written.id }, input.verdictMs ?? verdictMs)
  return { ...commented, comment: written, verdict }
}
