/** Plans the answers to new comments: replies and records first, then the reaction, because it is the verdict. */
import type { Action } from '../actions.ts'
import type { Authorization, AuthorizedThread, UsageReply } from '../authorize/authorize.ts'
import type { Command, RequiredRole } from '../commands/define.ts'
import type { Note } from '../commands/packet-events.ts'
import { commands } from '../commands/registry.ts'
import type { PacketAnalysis } from '../derive/analysis.ts'
import { assignedNow } from '../derive/assignments.ts'
import type { Derived } from '../derive/derive-state.ts'
import { situationOf } from '../explain/situation.ts'
import { each } from '../isolation.ts'
import type { BotComments } from '../records/bot-comments.ts'
import { ensureComment } from '../records/ensure-comment.ts'
import type { LedgerEntry } from '../records/ledger.ts'
import {
  answer,
  type CommandWords,
  editNotice,
  explained,
  help,
  misplaced,
  overAlready,
  refusal,
  statusReply,
  unknownPermission,
  usage as usageReply,
} from '../render/comments.ts'
import { allCommentsOn } from '../snapshot/comments.ts'
import type { Actor, CommentFact } from '../snapshot/snapshot.ts'
import type { PacketState } from '../state/packet.ts'
import { answersTo, PROPOSAL_LIMIT, reactionsLeft, refuseTogether } from './floods.ts'
import { card } from './packets.ts'

const WHO: Record<RequiredRole, string> = {
  writer: 'people with write access to this repository',
  agent: "the packet's agent or assignee and people with write access to this repository",
  anyone: 'anyone',
}

/** Who may use the command that was refused. */
const whoMay = ({ who, trialApproval }: Authorization): string =>
  trialApproval
    ? 'people with write access who do not work on this packet, because it allows the trial merge (`trial-approval`)'
    : WHO[who]

const wordsOf = (command: Command): CommandWords => ({
  usage: command.usage.join('\n'),
  does: command.does,
  examples: command.examples,
  who: WHO[command.who],
})

interface Thread {
  /** Where the answer goes: the issue or pull request that was commented on. */
  botComments: BotComments
  authorized: AuthorizedThread
  comments: CommentFact[]
  packet: PacketState | null
  analysis?: PacketAnalysis
}

/** Plans all answers in one thread. */
function answersIn(thread: Thread, derived: Derived): Action[] {
  const { botComments, authorized } = thread
  const answered = answersLeft(thread, derived)
  const answerable = authorized.authorizations.filter(
    (one) => one.verdict === 'refused' || one.strictestRole !== 'anyone' || answered(one.by),
  )
  const pending = new Map(answerable.map((authorization) => [authorization.comment.id, authorization]))
  const notes = [
    ...(thread.packet ? (derived.analyses.get(thread.packet.issue)?.events.notes ?? []) : []),
    ...authorized.answers,
  ]
  const usages = authorized.usages.filter(({ comment }) => comment.author !== null && answered(comment.author))
  return [
    ...usages.flatMap((usage) =>
      ensureComment(usage.comment.issue, botComments, usageOf(usage), usage.comment.createdAt),
    ),
    ...notes.flatMap((note) => {
      const authorization = pending.get(note.comment)
      return authorization ? noteAnswer(note, authorization, thread, derived) : []
    }),
    ...answerable.flatMap((authorization) => settledNotices(authorization, thread)),
    ...ledgerUpdate(thread, derived),
    ...answerable
      .filter((authorization) => authorization.verdict === 'accepted')
      .flatMap((authorization) => acceptance(authorization, botComments)),
    ...refusals(
      authorized.authorizations.filter((one) => one.verdict === 'refused' || !answerable.includes(one)),
      thread,
      derived.state.now,
    ),
  ]
}

/** Answers comments on an ended packet, so that an agent does not continue to work on it. */
function settledNotices(
  { verdict, strictestRole: asks, at, comment }: Authorization,
  { packet, botComments }: Thread,
): Action[] {
  const over = packet?.end.merged?.at ?? packet?.end.abandoned?.at
  if (!packet || over === undefined || at <= over || verdict !== 'accepted' || asks === 'anyone') return []
  return ensureComment(comment.issue, botComments, answer(comment.id, overAlready(packet)))
}

/** Records roles on the card before the reactions are given. */
function ledgerUpdate({ packet, analysis, authorized, botComments }: Thread, { people }: Derived): Action[] {
  const { entries: ledgerEntries } = botComments.ledger
  const isNew = (one: LedgerEntry) =>
    !ledgerEntries.some((known) => known.comment === one.comment && known.revision === one.revision)
  return packet && analysis && authorized.ledgerEntries.some(isNew) ? card(packet, analysis, people) : []
}

/** May this person be answered once more? People without write access are, a few times only. */
function answersLeft(thread: Thread, derived: Derived): (by: Actor) => boolean {
  const given = new Map<number, number>()
  return (by) => {
    const count = given.get(by.id) ?? answersTo(by, thread.comments, thread.botComments)
    given.set(by.id, count + 1)
    return count < PROPOSAL_LIMIT || derived.people.roleOf(by) !== 'other'
  }
}

/** The first few get a 👎 each; what is more is refused together. */
function refusals(authorizations: Authorization[], thread: Thread, now: number): Action[] {
  return [...Map.groupBy(authorizations, (authorization) => authorization.by.id).values()].flatMap((theirs) => {
    const first = theirs[0]
    if (!first) return []
    const left = Math.max(0, reactionsLeft(first.by, thread.comments))
    const single = theirs
      .filter((authorization) => !authorization.edited && authorization.verdict === 'refused')
      .slice(0, left)
    const rest = theirs.filter((authorization) => !single.includes(authorization))
    const line = single[0]
      ? ensureComment(single[0].comment.issue, thread.botComments, refusalOf(single[0]), single[0].at)
      : []
    const reactions = single.map((authorization) => reaction(authorization, '-1'))
    if (line.length > 0) return [...line, ...reactions]
    return [
      ...reactions,
      ...refuseTogether(rest, refusal(first.by.id, first.command, whoMay(first)), thread.botComments, now),
    ]
  })
}

const reaction = (authorization: Authorization, content: '+1' | '-1'): Extract<Action, { kind: 'react' }> => ({
  kind: 'react',
  issue: authorization.comment.issue,
  comment: authorization.comment.id,
  content,
  why: `/${authorization.command} by ${authorization.by.login}: ${content === '+1' ? 'accepted' : `refused, it is for ${whoMay(authorization)}`}`,
})

function usageOf(usage: UsageReply) {
  const words = wordsOf(usage.command)
  return usage.misplaced
    ? misplaced(usage.comment.id, usage.command.name, usage.command.validOn)
    : usageReply(usage.comment.id, `/${usage.command.name}`, words)
}

function noteAnswer(note: Note, authorization: Authorization, thread: Thread, derived: Derived): Action[] {
  const { issue } = authorization.comment
  if (note.kind === 'text') return ensureComment(issue, thread.botComments, answer(note.comment, note.text))
  if (note.kind === 'standing')
    return thread.packet ? ensureComment(issue, thread.botComments, statusReply(note.comment, thread.packet)) : []
  if (note.kind === 'explain')
    return thread.packet
      ? ensureComment(issue, thread.botComments, explained(note.comment, situationOf(thread.packet, derived.state)))
      : []
  const usable = commandsFor(authorization.by, thread, derived)
  return usable === null ? [] : ensureComment(issue, thread.botComments, help(note.comment, usable.map(wordsOf)))
}

/** The commands this person may use here; null while GitHub has not been asked who this is. */
function commandsFor(by: Actor, thread: Thread, derived: Derived): Command[] | null {
  const where = thread.packet ? 'packet' : 'session'
  const here = commands.filter((command) => command.validOn === 'anywhere' || command.validOn === where)
  const role = derived.people.roleOf(by)
  if (role === 'unasked') return null
  if (role === 'writer') return here
  const assigned = thread.analysis ? assignedNow(thread.analysis.issue) : []
  const agent = role === 'agent' || [thread.packet?.progress.agent, ...assigned].some((one) => one?.id === by.id)
  return here.filter((command) => command.who === 'anyone' || (agent && command.who === 'agent'))
}

/** The reaction speaks of the comment's first text; what an edit added gets a line of its own. */
const acceptance = (authorization: Authorization, botComments: BotComments): Action[] => {
  const { edited, comment, revision, strictestRole: asks } = authorization
  if (edited) return ensureComment(comment.issue, botComments, editNotice(comment.id, revision), authorization.at)
  return [{ ...reaction(authorization, '+1'), ...(asks === 'agent' && { patient: true }) }]
}

const refusalOf = (authorization: Authorization) =>
  authorization.unknown
    ? unknownPermission(authorization.by.id, authorization.command)
    : refusal(authorization.by.id, authorization.command, whoMay(authorization))

/** All answers that are owed anywhere; nothing else is decided before they are given. */
export function planVerdicts(derived: Derived): Action[] {
  const packets = derived.state.packets.flatMap((packet) => {
    const analysis = derived.analyses.get(packet.issue)
    if (!analysis) return []
    const comments = [...analysis.issue.comments, ...analysis.pulls.flatMap(allCommentsOn)]
    return [
      {
        number: packet.issue,
        botComments: analysis.botComments,
        authorized: analysis.authorized,
        comments,
        packet,
        analysis,
      },
    ]
  })
  const sessions = derived.sessions.map(({ botComments, authorized, issue }) => ({
    number: issue.number,
    botComments,
    authorized,
    comments: issue.comments,
    packet: null,
  }))
  const others = derived.others.map(({ number, botComments, authorized, comments }) => ({
    number,
    botComments,
    authorized,
    comments,
    packet: null,
  }))
  const places = [...packets, ...sessions, ...others]
  const numberOf = (thread: { number: number }) => thread.number
  return each(derived.isolation, places, numberOf, (thread) => answersIn(thread, derived)).flat()
}
