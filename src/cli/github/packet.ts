/** Reads one packet from GitHub: its accepted text, what the App recorded, and what may be handed to an agent. */

import { clean, cleanLines } from '../../core/clean.ts'
import { type InForce, textInForce } from '../../core/derive/accepted.ts'
import { recordedBase } from '../../core/derive/base.ts'
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
import { issueFact, type ReadIssues, readIssues, withoutRoles } from './issue.ts'
import { findPacket, statusOfLabels } from './list.ts'
import { pullOfBranch } from './pulls.ts'
import { noticesOf, openQuestions, rulingsOf } from './rulings.ts'
import { acceptedComments } from './trusted.ts'

export interface PacketRead {
  raw: RawIssue
  issue: IssueFact
  /** null: the App has not commented on this issue yet. */
  app: Actor | null
  botComments: BotComments
  inForce: InForce
  /** Reading of the text in force, else of the current text. */
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
  if (!raw) throw new CliError('no-such-packet', `${api.owner}/${api.name} no longer has an issue #${number}.`)
  return packetRead(raw, around, context)
}

export async function packetRead(raw: RawIssue, around: ReadIssues, context: Context): Promise<PacketRead> {
  const issue = await issueFact(raw, context.reader)
  const app = appOn(raw, { slug: context.app, agents: around.config.agents })
  const botComments = app === null ? noBotComments : botCommentsIn(issue.comments, app)
  const inForce = textInForce(issue, [], botComments, withoutRoles())
  const reading = (inForce.revision ?? issue.revisions.at(-1))?.reading
  if (!reading) throw new CliError('internal', `Issue #${raw.number} has no text.`)
  const name = clean(reading.packet.name ?? `issue-${raw.number}`)
  const branch = reading.packet.branch ?? `${around.config.branches.prefixes[0] ?? 'feature/'}${name}`
  return { raw, issue, app, botComments, inForce, reading, name, branch, around }
}

const currentText = (issue: IssueFact) => {
  const last = issue.revisions.at(-1)
  return { title: last?.title ?? '', body: last?.body ?? '' }
}

/** Returns why the current text is not handed to an agent; null when the current text is accepted. */
function withheldReason({ app, inForce, issue, raw }: PacketRead): string | null {
  if (app === null)
    return `Switchyard has not read #${raw.number} yet. Wait a moment. If this does not change, check that the App is installed on the repository.`
  if (inForce.accepted === null)
    return `#${raw.number} is not accepted yet. A person with write access must comment /accept on it.`
  const { title, body } = currentText(issue)
  if (fingerprint(title, body) === inForce.accepted.hash) return null
  const by = inForce.change ? ` by ${clean(inForce.change.by)}` : ''
  if (inForce.revision === null)
    return `The text of #${raw.number} was changed${by}, and its history does not contain the accepted text. A person with write access must comment /accept or restore the text.`
  return `The text of #${raw.number} was changed${by} after it was accepted. You get the accepted text; the change waits for /accept.`
}

/** The current text, when it differs from the accepted one only in ticked boxes; otherwise the accepted revision. */
function acceptedText(read: PacketRead): { title: string; text: string; hash: string; by: string } | null {
  const { accepted, revision } = read.inForce
  if (accepted === null || revision === null) return null
  const current = currentText(read.issue)
  const text = fingerprint(current.title, current.body) === accepted.hash ? current : revision
  return { title: clean(text.title), text: cleanLines(text.body), hash: accepted.hash, by: clean(accepted.by) }
}

async function handoverOf(read: PacketRead, api: Api, context: Context): Promise<Handover | null> {
  const accepted = acceptedText(read)
  if (accepted === null || read.app === null) return null
  const comments = await acceptedComments(api, read.raw, read.app, context.reader)
  return {
    title: accepted.title,
    text: accepted.text,
    hash: accepted.hash,
    acceptedBy: accepted.by,
    rulings: rulingsOf(read.botComments).map(({ comment: _, ...ruling }) => ruling),
    notices: noticesOf(read.botComments).map(({ comment: _, ...notice }) => notice),
    said: comments.map(({ author, createdAt, url, revisions }) => ({
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
  const current = issue.revisions.at(-1)?.reading.packet.acceptance ?? []
  const isSameList = current.length === packet.acceptance.length
  return {
    name,
    issue: raw.number,
    url: raw.url,
    title: clean(currentText(issue).title),
    state: raw.state,
    status: statusOfLabels(raw.labels),
    assignees: raw.assignees.map(({ login }) => login),
    author: raw.author?.login ?? null,
    branch,
    base: recordedBase(read.botComments) || null,
    pull,
    problems,
    acceptance: packet.acceptance.map(({ text, checked }, at) => ({
      text: clean(text),
      checked: isSameList ? (current[at]?.checked ?? checked) : checked,
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
