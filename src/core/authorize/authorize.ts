/**
 * Decides which commands and reports are accepted. The permission is asked once, when a command is first seen. The verdict
 * is then stored on GitHub (as a reaction, or as a comment of the App for what an edit added) and is final. A comment is
 * accepted as a whole: if its author may not use one command in it, none of them runs.
 */
import type { Command, RequiredRole, SessionStep } from '../commands/define.ts'
import type { Note, Origin, Step } from '../commands/packet-events.ts'
import { commandNamed, nearMiss } from '../commands/registry.ts'
import { reportStep } from '../commands/status.ts'
import type { Assignment } from '../derive/assignments.ts'
import { type BotComments, bodyOf, refusals } from '../records/bot-comments.ts'
import { scopeRecord } from '../records/kinds.ts'
import type { LedgerEntry } from '../records/ledger.ts'
import { MARKER } from '../records/names.ts'
import type { Actor, CommentFact } from '../snapshot/snapshot.ts'
import type { People } from './roles.ts'
import { byTime, parseUtterances, type Utterance } from './utterances.ts'

export interface Thread {
  kind: 'packet' | 'session' | 'other'
  comments: CommentFact[]
  botComments: BotComments
  /** Returns the assignments at a time. */
  assigned: (at: number) => Assignment[]
  /** When listed agents first pushed to the packet's branch. */
  agentPushes: { at: number; by: Actor }[]
  /** `/check` allows the trial of a head, so it is for writers who do not work on the packet. */
  trialApproval?: boolean
  /** Whoever pushed first, listed or not: the packet's agent where nobody is assigned and no listed agent is at work. */
  pusher?: Actor | null
}

export interface Authorization {
  at: number
  comment: CommentFact
  revision: number
  edited: boolean
  verdict: 'accepted' | 'refused'
  /** For a refusal: the role that the refused command needs. */
  who: RequiredRole
  /** For a refusal: GitHub did not tell the author's permission. */
  unknown: boolean
  /** For a refusal: the command is for writers who do not work on the packet, because `trial-approval` is set. */
  trialApproval: boolean
  by: Actor
  /** The refused command, or all accepted ones. */
  command: string
  /** The role that the comment's first restricted command needs; `anyone` when none is restricted. */
  strictestRole: RequiredRole
}

export interface UsageReply {
  comment: CommentFact
  command: Command
  /** The command is correct but does not belong on this issue. */
  misplaced: boolean
}

export interface AuthorizedThread {
  steps: { step: Step; origin: Origin }[]
  sessionSteps: { step: SessionStep; origin: Origin }[]
  answers: Note[]
  authorizations: Authorization[]
  usages: UsageReply[]
  /** The entries to store in the card's ledger (`ledger.ts`). */
  ledgerEntries: LedgerEntry[]
  /** The listed agent that first reported or pushed. */
  holder: Actor | null
}

interface Meaning {
  who: RequiredRole
  name: string
  run(authorized: AuthorizedThread, origin: Origin): void
}

/** Returns what an utterance requests here; a usage reply when it is malformed or misplaced; null when it is not handled. */
function meaningOf(utterance: Utterance, thread: Thread): Meaning | UsageReply | null {
  if ('report' in utterance.said) {
    if (thread.kind !== 'packet') return null
    const step = reportStep(utterance.said.report)
    return { who: 'agent', name: 'status', run: (authorized, origin) => authorized.steps.push({ step, origin }) }
  }
  const parsed = utterance.said.command
  const command = commandNamed(parsed.name)
  if (thread.kind === 'other' && command?.name !== 'session') return null
  if (command === null) {
    const near = nearMiss(parsed.name)
    return near ? { comment: utterance.comment, command: near, misplaced: false } : null
  }
  const effect = command.read(parsed)
  if (effect === null) return { comment: utterance.comment, command, misplaced: false }
  const misplaced =
    (effect.on === 'packet' && thread.kind !== 'packet') ||
    (effect.on === 'session' && effect.step.kind !== 'start' && thread.kind !== 'session') ||
    (effect.on === 'answer' && effect.answer !== 'help' && thread.kind !== 'packet')
  if (misplaced) return thread.kind === 'other' ? null : { comment: utterance.comment, command, misplaced: true }
  return {
    who: command.whoFor?.(parsed) ?? command.who,
    name: command.name,
    run: (authorized, origin) => {
      if (effect.on === 'packet') authorized.steps.push({ step: effect.step, origin })
      else if (effect.on === 'session') authorized.sessionSteps.push({ step: effect.step, origin })
      else authorized.answers.push({ comment: origin.comment, kind: effect.answer, text: '' })
    },
  }
}

const isUsage = (meaning: Meaning | UsageReply): meaning is UsageReply => 'misplaced' in meaning

/** The author and the time of an utterance or event. */
type ByAt = Pick<Utterance, 'by' | 'at'>

type Answer = 'yes' | 'no' | 'unknown' | 'unasked'

/** Returns whether the author had the role at that time; `unasked` when GitHub must be asked first. */
export function checkPermission(
  who: RequiredRole,
  { by, at }: ByAt,
  thread: Thread,
  people: People,
  holder: Actor | null,
): Answer {
  if (who === 'anyone') return 'yes'
  const asAgent =
    who === 'agent' && thread.kind === 'packet' ? checkAgentPermission(by, thread.assigned(at), people, holder) : 'no'
  if (asAgent === 'yes' || asAgent === 'unasked' || people.isAgent(by)) return asAgent
  const role = people.roleOf(by)
  if (role === 'writer') return 'yes'
  if (role === 'unasked' || role === 'unknown') return role
  return asAgent
}

/**
 * Returns whether the author is the packet's agent or an assignee. The agent is the assigned listed agent or bot.
 * Without one it is the first listed agent to push or report, even if a person is assigned.
 */
function checkAgentPermission(by: Actor, assigned: Assignment[], people: People, holder: Actor | null): Answer {
  const own = assigned.find(({ assignee }) => assignee.id === by.id)
  const asAssignee = own ? isValidAssignment(own, people) : 'no'
  if (asAssignee === 'yes' || asAssignee === 'unasked' || !people.isAgent(by)) return asAssignee
  const agents = assigned.filter(({ assignee }) => assignee.type === 'Bot' || people.isAgent(assignee))
  const others = agents.map((one) => isValidAssignment(one, people))
  if (others.includes('unasked')) return 'unasked'
  return !others.includes('yes') && (holder === null || holder.id === by.id) ? 'yes' : 'no'
}

/**
 * An assignment is valid when a writer made it. GitHub: people with the triage role can assign anybody, themselves too.
 * An assignment by a deleted or unknown account is valid.
 */
function isValidAssignment({ by }: Assignment, people: People): Answer {
  const maker = by ? people.roleOf(by) : 'writer'
  if (maker === 'unasked' || maker === 'unknown') return maker
  return maker === 'writer' ? 'yes' : 'no'
}

/** Returns the author's role for agent commands. It is determined with the verdict and stored in the ledger. */
export function roleNow({ by, at }: ByAt, thread: Thread, people: People): LedgerEntry['role'] {
  const assigned = thread
    .assigned(at)
    .some((one) => one.assignee.id === by.id && isValidAssignment(one, people) === 'yes')
  return people.isAgent(by) || assigned ? 'agent' : 'writer'
}

/** Returns the role for an accepted comment without a ledger entry: the lowest, unless the App granted its scope request. */
const roleWithoutEntry = ({ comment }: Utterance, { botComments }: Thread): LedgerEntry['role'] => {
  const granted = botComments.find(MARKER.scope.of(comment.id))
  return granted?.trusted && scopeRecord.read(bodyOf(granted.comment))?.verdict === 'allowed' ? 'writer' : 'agent'
}

const groupKey = (utterance: Utterance) => `${utterance.comment.id}:${utterance.edited ? utterance.revision : 'base'}`

/** Authorizes every comment of a thread. What GitHub must be asked first becomes a query of `people`. */
export function authorize(thread: Thread, people: People, app: Actor): AuthorizedThread {
  const authorized: AuthorizedThread = {
    steps: [],
    sessionSteps: [],
    answers: [],
    authorizations: [],
    usages: [],
    ledgerEntries: [],
    holder: null,
  }
  const refused = refusals(thread.botComments)
  const said = thread.comments
    .flatMap((comment) => parseUtterances(comment, thread.botComments, app, refused))
    .sort(byTime)
  const groups = Map.groupBy(said, groupKey)
  for (const group of groups.values()) judgeGroup(group, thread, people, authorized)
  authorized.holder ??= firstPusher(thread, Number.POSITIVE_INFINITY)
  return authorized
}

const firstPusher = (thread: Thread, before: number): Actor | null =>
  thread.agentPushes.find((push) => push.at <= before)?.by ?? null

function judgeGroup(group: Utterance[], thread: Thread, people: People, authorized: AuthorizedThread): void {
  const first = group[0]
  if (!first || first.verdict === 'refused') return
  authorized.holder ??= firstPusher(thread, first.at)
  const meanings = group.map((utterance) => meaningOf(utterance, thread)).filter((meaning) => meaning !== null)
  const usages = meanings.filter(isUsage)
  const wanted = meanings.filter((meaning): meaning is Meaning => !isUsage(meaning))
  if (first.verdict === 'pending' && usages[0] && !thread.botComments.has(MARKER.usage.of(first.comment.id)))
    authorized.usages.push(usages[0])
  if (wanted.length === 0) return
  if (first.verdict === 'pending' && !authorizeGroup(first, wanted, thread, people, authorized)) return
  const asAgent = roleForAgentCommands(first, wanted, thread, people, authorized)
  for (const meaning of wanted) {
    const origin: Origin = {
      comment: first.comment.id,
      url: first.comment.url,
      at: first.at,
      by: first.by,
      role: meaning.who === 'agent' ? asAgent : meaning.who === 'writer' ? 'writer' : 'other',
    }
    meaning.run(authorized, origin)
    if (meaning.who === 'agent' && people.isAgent(first.by)) authorized.holder ??= first.by
  }
}

/** Returns the author's role for agent commands. Adds a ledger entry when the reaction alone does not show the role. */
function roleForAgentCommands(
  first: Utterance,
  wanted: Meaning[],
  thread: Thread,
  people: People,
  authorized: AuthorizedThread,
): LedgerEntry['role'] {
  const fresh = first.verdict === 'pending'
  const role = first.note?.role ?? (fresh ? roleNow(first, thread, people) : roleWithoutEntry(first, thread))
  const forAgents = wanted.some((meaning) => meaning.who === 'agent')
  if (first.note || (forAgents && role === 'writer') || (first.revision > 0 && wanted.some(isGuarded)))
    authorized.ledgerEntries.push({ comment: first.comment.id, revision: first.revision, by: first.by, role: role })
  return role
}

const isGuarded = ({ who }: Meaning) => who !== 'anyone'

const approvesTrial = ({ name }: Meaning, { trialApproval = false }: Thread): boolean =>
  trialApproval && name === 'check'

function mayUse(meaning: Meaning, said: Utterance, thread: Thread, people: People, holder: Actor | null): Answer {
  if (!approvesTrial(meaning, thread)) return checkPermission(meaning.who, said, thread, people, holder)
  const asWriter = checkPermission('writer', said, thread, people, holder)
  const assigned = thread.assigned(said.at).map(({ assignee }) => assignee)
  const workers = assigned.length > 0 || holder !== null ? assigned : [thread.pusher]
  return asWriter === 'yes' && workers.some((one) => one?.id === said.by.id) ? 'no' : asWriter
}

/** Adds the verdict on a pending comment. Returns whether its commands run. */
function authorizeGroup(
  first: Utterance,
  wanted: Meaning[],
  thread: Thread,
  people: People,
  authorized: AuthorizedThread,
): boolean {
  const verdicts = wanted.map((meaning) => ({
    meaning,
    // With a ledger entry it was accepted before, and only the reaction is missing.
    may: first.note ? ('yes' as const) : mayUse(meaning, first, thread, people, authorized.holder),
  }))
  if (verdicts.some((one) => one.may === 'unasked')) return false
  const stopped = verdicts.find((one) => one.may !== 'yes')
  authorized.authorizations.push({
    at: first.at,
    comment: first.comment,
    revision: first.revision,
    edited: first.edited,
    verdict: stopped ? 'refused' : 'accepted',
    who: stopped?.meaning.who ?? 'anyone',
    unknown: stopped?.may === 'unknown',
    trialApproval: stopped !== undefined && approvesTrial(stopped.meaning, thread),
    by: first.by,
    command: stopped?.meaning.name ?? wanted.map(({ name }) => name).join(' and /'),
    strictestRole: wanted.find((meaning) => meaning.who !== 'anyone')?.who ?? 'anyone',
  })
  return stopped === undefined
}
