/** One packet as it stands on GitHub: what is in force, what was recorded, and what may be handed to an agent. */

import { clean, cleanLines } from '../../core/clean.ts'
import { type InForce, textInForce } from '../../core/parse/packet/accepted.ts'
import { fingerprint } from '../../core/parse/packet/fingerprint.ts'
import type { PacketReading } from '../../core/parse/packet/reading.ts'
import { type BotComments, botCommentsIn, noBotComments } from '../../core/records/bot-comments.ts'
import type { Actor, IssueFact } from '../../core/snapshot/snapshot.ts'
import type { RawIssue } from '../../shell/reconcile/mirror.ts'
import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'
import type { Handover, PacketView } from '../verbs/results/packets.ts'
import type { Api } from './api.ts'
import { appOn } from './app.ts'
import { issueFact, nobodyKnown, type ReadIssues, readIssues } from './issue.ts'
import { findPacket, statusOfLabels } from './list.ts'
import { pullOfBranch } from './pulls.ts'
import { noticesOf, openQuestions, rulingsOf } from './rulings.ts'
import { acceptedComments } from './trusted.ts'

export interface PacketRead {
  raw: RawIssue
  issue: IssueFact
  /** null: it has not spoken on this issue yet. */
  app: Actor | null
  botComments: BotComments
  inForce: InForce
  /** Of the text in force, else of the present one. */
  reading: PacketReading
  name: string
  branch: string
  around: ReadIssues
}

/** Reads a packet by name or number. @throws CliError `no-such-packet` */
export async function readPacket(api: Api, context: Context, name: string): Promise<PacketRead> {
  const { row } = await findPacket(api, context.reader, name)
  return readPacketAt(api, context, row.issue)
}

export async function readPacketAt(api: Api, context: Context, number: number): Promise<PacketRead> {
  const around = await readIssues(api, [number])
  const raw = around.issues[0]
  if (!raw) throw new CliError('no-such-packet', `${api.owner}/${api.name} has no issue #${number} any more.`)
  return packetRead(raw, around, context)
}

export async function packetRead(raw: RawIssue, around: ReadIssues, context: Context): Promise<PacketRead> {
  const issue = await issueFact(raw, context.reader)
  const app = appOn(raw, { slug: context.app, agents: around.config.agents })
  const botComments = app === null ? noBotComments : botCommentsIn(issue.comments, app)
  const inForce = textInForce(issue, [], botComments, nobodyKnown())
  const reading = (inForce.revision ?? issue.revisions.at(-1))?.reading
  if (!reading) throw new CliError('internal', `Issue #${raw.number} has no text.`)
  const name = clean(reading.packet.name ?? `issue-${raw.number}`)
  const branch = reading.packet.branch ?? `${around.config.branches.prefixes[0] ?? 'feature/'}${name}`
  return { raw, issue, app, botComments, inForce, reading, name, branch, around }
}

const present = (issue: IssueFact) => {
  const last = issue.revisions.at(-1)
  return { title: last?.title ?? '', body: last?.body ?? '' }
}

/** Why nothing, or not the text that stands there, is handed to an agent; null when the present text is accepted. */
function withheldReason({ app, inForce, issue, raw }: PacketRead): string | null {
  if (app === null)
    return `Switchyard has not read #${raw.number} yet. Wait a moment; if it stays so, check that the App is installed on the repository.`
  if (inForce.accepted === null)
    return `Nobody accepted #${raw.number} yet. A person with write access comments /accept on it.`
  const { title, body } = present(issue)
  if (fingerprint(title, body) === inForce.accepted.hash) return null
  const by = inForce.change ? ` by ${clean(inForce.change.by)}` : ''
  if (inForce.revision === null)
    return `The text of #${raw.number} was changed${by}, and the accepted text is not to be found in its history. A person with write access comments /accept, or puts the text back.`
  return `The text of #${raw.number} was changed${by} after it was accepted. The accepted text counts and is what you get; the change waits for /accept.`
}

/** Ticks of the present text on the accepted one are the same text, so the present one is given where both agree. */
function acceptedText(read: PacketRead): { title: string; text: string; hash: string; by: string } | null {
  const { accepted, revision } = read.inForce
  if (accepted === null || revision === null) return null
  const now = present(read.issue)
  const text = fingerprint(now.title, now.body) === accepted.hash ? now : revision
  return { title: clean(text.title), text: cleanLines(text.body), hash: accepted.hash, by: clean(accepted.by) }
}

async function handoverOf(read: PacketRead, api: Api, context: Context): Promise<Handover | null> {
  const accepted = acceptedText(read)
  if (accepted === null || read.app === null) return null
  const said = await acceptedComments(api, read.raw, read.app, context.reader)
  return {
    title: accepted.title,
    text: accepted.text,
    hash: accepted.hash,
    acceptedBy: accepted.by,
    rulings: rulingsOf(read.botComments).map(({ comment: _, ...ruling }) => ruling),
    notices: noticesOf(read.botComments).map(({ comment: _, ...notice }) => notice),
    said: said.map(({ author, createdAt, url, revisions }) => ({
      by: author?.login ?? 'ghost',
      at: new Date(createdAt).toISOString(),
      url,
      text: cleanLines(revisions[0]?.body ?? ''),
    })),
  }
}

export async function viewOf(read: PacketRead, api: Api, context: Context): Promise<PacketView> {
  const { raw, issue, reading, name, branch } = read
  const { packet, problems } = reading
  const pull = await pullOfBranch(api, branch, raw.number)
  const ticked = issue.revisions.at(-1)?.reading.packet.acceptance ?? []
  const isSame = ticked.length === packet.acceptance.length
  return {
    name,
    issue: raw.number,
    url: raw.url,
    title: clean(present(issue).title),
    state: raw.state,
    status: statusOfLabels(raw.labels),
    assignees: raw.assignees.map(({ login }) => login),
    author: raw.author?.login ?? null,
    branch,
    pull,
    problems,
    acceptance: packet.acceptance.map(({ text, checked }, at) => ({
      text: clean(text),
      checked: isSame ? (ticked[at]?.checked ?? checked) : checked,
    })),
    inScope: packet.inScope.map((entry) => clean(entry.text)),
    outOfScope: packet.outOfScope.map((entry) => clean(entry.text)),
    hard: packet.hard.map((one) => clean(one.name)),
    soft: packet.soft.map((one) => clean(one.name)),
    objective: packet.objective === null ? null : cleanLines(packet.objective),
    contract: packet.contract === null ? null : cleanLines(packet.contract),
    risk: packet.risk,
    session: packet.session === null ? null : clean(packet.session),
    questions: openQuestions(read.botComments),
    handover: await handoverOf(read, api, context),
    withheld: withheldReason(read),
  }
}
