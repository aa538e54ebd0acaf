/**
 * Which utterances count. Permission is asked once, when a command is first seen; the verdict then stands on GitHub (a
 * reaction, or an App comment for what an edit added) and is final. A comment is judged as a whole: when one command in
 * it is not this person's to give, none of it runs.
 */
import type { Command, SessionStep, RequiredRole } from '../commands/define.ts'
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
  /** Who was assigned at a moment. */
  assigned: (at: number) => Assignment[]
  /** When listed agents first pushed to the packet's branch. */
  agentPushes: { at: number; by: Actor }[]
}

export interface Authorization {
  at: number
  comment: CommentFact
  revision: number
  edited: boolean
  verdict: 'accepted' | 'refused'
  /** Only for a refusal: who may, or that GitHub did not say who this is. */
  who: RequiredRole
  unknown: boolean
  by: Actor
  /** The one that was refused, else all of them. */
  command: string
  /** Who may use the most restricted command of the comment. */
  strictestRole: RequiredRole
}

export interface UsageReply {
  comment: CommentFact
  command: Command
  /** The right command in the wrong place. */
  misplaced: boolean
}

export interface AuthorizedThread {
  steps: { step: Step; origin: Origin }[]
  sessionSteps: { step: SessionStep; origin: Origin }[]
  answers: Note[]
  authorizations: Authorization[]
  usages: UsageReply[]
  /** What the card has to keep of the verdicts (`ledger.ts`). */
  ledgerEntries: LedgerEntry[]
  /** The listed agent that reported or pushed first. */
  holder: Actor | null
}

interface Meaning {
  who: RequiredRole
  name: string
  run(authorized: AuthorizedThread, origin: Origin): void
}

/** What an utterance asks for here; a usage wish when it cannot be read; null when it is none of ours. */
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

/** Who did something, and when. */
type ByAt = Pick<Utterance, 'by' | 'at'>

type Answer = 'yes' | 'no' | 'unknown' | 'unasked'

/** May this person, as they stood when they said it? `unasked` when GitHub must be asked first. */
export function checkPermission(who: RequiredRole, { by, at }: ByAt, thread: Thread, people: People, holder: Actor | null): Answer {
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
 * The packet's agent or an assignee. A listed agent or a bot that is assigned is the agent; else it is the first listed
 * one to push or report, whichever person is assigned.
 */
function checkAgentPermission(by: Actor, assigned: Assignment[], people: People, holder: Actor | null): Answer {
  const own = assigned.find(({ assignee }) => assignee.id === by.id)
  const given = own ? counts(own, people) : 'no'
  if (given === 'yes' || given === 'unasked' || !people.isAgent(by)) return given
  const agents = assigned.filter(({ assignee }) => assignee.type === 'Bot' || people.isAgent(assignee))
  const others = agents.map((one) => counts(one, people))
  if (others.includes('unasked')) return 'unasked'
  return !others.includes('yes') && (holder === null || holder.id === by.id) ? 'yes' : 'no'
}

/**
 * An assignment gives standing when a writer made it: on GitHub people who may only triage can assign anybody, themselves
 * too. One whose maker is gone or not known counts.
 */
function counts({ by }: Assignment, people: People): Answer {
  const maker = by ? people.roleOf(by) : 'writer'
  if (maker === 'unasked' || maker === 'unknown') return maker
  return maker === 'writer' ? 'yes' : 'no'
}

/** What the person counts as. It is worked out when the verdict is given, and written down with it. */
export function roleNow({ by, at }: ByAt, thread: Thread, people: People): LedgerEntry['standing'] {
  const assigned = thread.assigned(at).some((one) => one.assignee.id === by.id && counts(one, people) === 'yes')
  return people.isAgent(by) || assigned ? 'agent' : 'writer'
}

/** What an accepted comment counts as that nothing was written down of: the least, but for what the App granted it. */
const standingLeft = ({ comment }: Utterance, { botComments }: Thread): LedgerEntry['standing'] => {
  const granted = botComments.find(MARKER.scope.of(comment.id))
  return granted?.trusted && scopeRecord.read(bodyOf(granted.comment))?.verdict === 'allowed' ? 'writer' : 'agent'
}

const groupKey = (utterance: Utterance) => `${utterance.comment.id}:${utterance.edited ? utterance.revision : 'base'}`

/** Reads every comment of the room and says what counts; what GitHub must be asked first lands in `people`'s needs. */
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
  if (first.verdict === 'pending' && !decideGroup(first, wanted, thread, people, authorized)) return
  const asAgent = agentStanding(first, wanted, thread, people, authorized)
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

/** What the author counts as for commands that are for agents; goes to the ledger where the verdict does not say it. */
function agentStanding(
  first: Utterance,
  wanted: Meaning[],
  thread: Thread,
  people: People,
  authorized: AuthorizedThread,
): LedgerEntry['standing'] {
  const fresh = first.verdict === 'pending'
  const role = first.note?.role ?? (fresh ? roleNow(first, thread, people) : standingLeft(first, thread))
  const forAgents = wanted.some((meaning) => meaning.who === 'agent')
  if (first.note || (forAgents && role === 'writer') || (first.revision > 0 && wanted.some(isGuarded)))
    authorized.ledgerEntries.push({ comment: first.comment.id, revision: first.revision, by: first.by, role: role })
  return role
}

const isGuarded = ({ who }: Meaning) => who !== 'anyone'

/** Adds the judgement of a pending comment; true when it may run. */
function decideGroup(first: Utterance, wanted: Meaning[], thread: Thread, people: People, authorized: AuthorizedThread): boolean {
  const verdicts = wanted.map((meaning) => ({
    meaning,
    // Accepted, as the App wrote down; only the reaction is missing.
    may: first.note ? ('yes' as const) : checkPermission(meaning.who, first, thread, people, authorized.holder),
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
    by: first.by,
    command: stopped?.meaning.name ?? wanted.map(({ name }) => name).join(' and /'),
    strictestRole: wanted.find((meaning) => meaning.who !== 'anyone')?.who ?? 'anyone',
  })
  return stopped === undefined
}
