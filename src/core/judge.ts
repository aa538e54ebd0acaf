/**
 * Which utterances count. Permission is asked once, when a command is first seen; the verdict then stands on GitHub (a
 * reaction, or an App comment for what an edit added) and is final. A comment is judged as a whole: when one command in
 * it is not this person's to give, none of it runs.
 */
import type { Command, SessionStep, Who } from './commands/define.ts'
import type { Note, Said, Step } from './commands/fold.ts'
import { commandNamed, nearMiss } from './commands/registry.ts'
import { reportStep } from './commands/status.ts'
import type { Actor, CommentFact } from './facts.ts'
import { byTime, hear, type Utterance } from './hear.ts'
import type { People } from './people.ts'
import type { Told } from './told.ts'

export interface Room {
  kind: 'packet' | 'session' | 'other'
  comments: CommentFact[]
  told: Told
  assignees: Actor[]
  /** When listed agents first pushed to the packet's branch. */
  agentPushes: { at: number; by: Actor }[]
}

export interface Judgement {
  at: number
  comment: CommentFact
  revision: number
  edited: boolean
  verdict: 'accepted' | 'refused'
  /** Only for a refusal: who may, or that GitHub did not say who this is. */
  who: Who
  unknown: boolean
  by: Actor
  /** The one that was refused, else all of them. */
  command: string
  /** Who may use the most restricted command of the comment. */
  asks: Who
}

export interface UsageWish {
  comment: CommentFact
  command: Command
  /** The right command in the wrong place. */
  misplaced: boolean
}

export interface Heard {
  steps: { step: Step; said: Said }[]
  sessionSteps: { step: SessionStep; said: Said }[]
  answers: Note[]
  judgements: Judgement[]
  usages: UsageWish[]
  /** The listed agent that reported or pushed first. */
  holder: Actor | null
}

interface Meaning {
  who: Who
  name: string
  run(heard: Heard, said: Said): void
}

/** What an utterance asks for here; a usage wish when it cannot be read; null when it is none of ours. */
function meaningOf(utterance: Utterance, room: Room): Meaning | UsageWish | null {
  if ('report' in utterance.said) {
    if (room.kind !== 'packet') return null
    const step = reportStep(utterance.said.report)
    return { who: 'agent', name: 'status', run: (heard, said) => heard.steps.push({ step, said }) }
  }
  const parsed = utterance.said.command
  const command = commandNamed(parsed.name)
  if (room.kind === 'other' && command?.name !== 'session') return null
  if (command === null) {
    const near = nearMiss(parsed.name)
    return near ? { comment: utterance.comment, command: near, misplaced: false } : null
  }
  const effect = command.read(parsed)
  if (effect === null) return { comment: utterance.comment, command, misplaced: false }
  const misplaced =
    (effect.on === 'packet' && room.kind !== 'packet') ||
    (effect.on === 'session' && effect.step.kind !== 'start' && room.kind !== 'session') ||
    (effect.on === 'answer' && effect.answer !== 'help' && room.kind !== 'packet')
  if (misplaced) return room.kind === 'other' ? null : { comment: utterance.comment, command, misplaced: true }
  return {
    who: command.whoFor?.(parsed) ?? command.who,
    name: command.name,
    run: (heard, said) => {
      if (effect.on === 'packet') heard.steps.push({ step: effect.step, said })
      else if (effect.on === 'session') heard.sessionSteps.push({ step: effect.step, said })
      else heard.answers.push({ comment: said.comment, kind: effect.answer, text: '' })
    },
  }
}

const isUsage = (meaning: Meaning | UsageWish): meaning is UsageWish => 'misplaced' in meaning

/** May this person, here and now? `unasked` when GitHub must be asked first. */
function may(
  who: Who,
  by: Actor,
  room: Room,
  people: People,
  holder: Actor | null,
): 'yes' | 'no' | 'unknown' | 'unasked' {
  if (who === 'anyone') return 'yes'
  if (who === 'agent' && room.kind === 'packet') {
    const assigned = room.assignees.some((assignee) => assignee.id === by.id)
    if (assigned) return 'yes'
    if (people.isAgent(by))
      return room.assignees.length === 0 && (holder === null || holder.id === by.id) ? 'yes' : 'no'
  }
  const standing = people.standing(by)
  if (standing === 'writer') return 'yes'
  return standing === 'unasked' || standing === 'unknown' ? standing : 'no'
}

/** What the person counts as, worked out alike when the verdict is given and ever after. */
const standingOf = (by: Actor, room: Room, people: People, who: Who): Said['standing'] => {
  if (who === 'writer') return 'writer'
  if (who === 'anyone') return 'other'
  if (people.isAgent(by) || room.assignees.some((assignee) => assignee.id === by.id)) return 'agent'
  return 'writer'
}

const groupKey = (utterance: Utterance) => `${utterance.comment.id}:${utterance.edited ? utterance.revision : 'base'}`

/** Reads every comment of the room and says what counts; what GitHub must be asked first lands in `people`'s needs. */
export function judge(room: Room, people: People, app: Actor): Heard {
  const heard: Heard = { steps: [], sessionSteps: [], answers: [], judgements: [], usages: [], holder: null }
  const groups = Map.groupBy(room.comments.flatMap((comment) => hear(comment, room.told, app)).sort(byTime), groupKey)
  for (const group of groups.values()) judgeGroup(group, room, people, heard)
  heard.holder ??= firstPusher(room, Number.POSITIVE_INFINITY)
  return heard
}

const firstPusher = (room: Room, before: number): Actor | null =>
  room.agentPushes.find((push) => push.at <= before)?.by ?? null

function judgeGroup(group: Utterance[], room: Room, people: People, heard: Heard): void {
  const first = group[0]
  if (!first || first.verdict === 'refused') return
  heard.holder ??= firstPusher(room, first.at)
  const meanings = group.map((utterance) => meaningOf(utterance, room)).filter((meaning) => meaning !== null)
  const usages = meanings.filter(isUsage)
  const wanted = meanings.filter((meaning): meaning is Meaning => !isUsage(meaning))
  if (first.verdict === 'pending' && usages[0] && !room.told.has(usageMarker(first.comment.id)))
    heard.usages.push(usages[0])
  if (wanted.length === 0) return
  if (first.verdict === 'pending' && !decideGroup(first, wanted, room, people, heard)) return
  for (const meaning of wanted) {
    const said: Said = {
      comment: first.comment.id,
      url: first.comment.url,
      at: first.at,
      by: first.by,
      standing: standingOf(first.by, room, people, meaning.who),
    }
    meaning.run(heard, said)
    if (meaning.who === 'agent' && people.isAgent(first.by)) heard.holder ??= first.by
  }
}

/** Adds the judgement of a pending comment; true when it may run. */
function decideGroup(first: Utterance, wanted: Meaning[], room: Room, people: People, heard: Heard): boolean {
  const verdicts = wanted.map((meaning) => ({ meaning, may: may(meaning.who, first.by, room, people, heard.holder) }))
  if (verdicts.some((one) => one.may === 'unasked')) return false
  const stopped = verdicts.find((one) => one.may !== 'yes')
  heard.judgements.push({
    at: first.at,
    comment: first.comment,
    revision: first.revision,
    edited: first.edited,
    verdict: stopped ? 'refused' : 'accepted',
    who: stopped?.meaning.who ?? 'anyone',
    unknown: stopped?.may === 'unknown',
    by: first.by,
    command: stopped?.meaning.name ?? wanted.map(({ name }) => name).join(' and /'),
    asks: wanted.find((meaning) => meaning.who !== 'anyone')?.who ?? 'anyone',
  })
  return stopped === undefined
}

export const usageMarker = (comment: number): string => `usage:${comment}`
