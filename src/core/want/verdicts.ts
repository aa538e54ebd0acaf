/** Answers to what was just said: replies and records first, the reaction last, since it is the verdict. */
import type { Action } from '../actions.ts'
import type { Command, Who } from '../commands/define.ts'
import type { Note } from '../commands/fold.ts'
import { commands } from '../commands/registry.ts'
import type { Actor } from '../facts.ts'
import type { Folded } from '../fold/fold.ts'
import type { Heard, Judgement, UsageWish } from '../judge.ts'
import {
  answer,
  type CommandWords,
  heardEdit,
  help,
  misplaced,
  refusal,
  standing,
  unknownPermission,
  usage,
} from '../say/comments.ts'
import type { PacketState } from '../state.ts'
import type { Told } from '../told.ts'
import { once } from './speak.ts'

const WHO: Record<Who, string> = {
  writer: 'people with write access to this repository',
  agent: "the packet's agent or assignee and people with write access to this repository",
  anyone: 'anyone',
}

export const wordsOf = (command: Command): CommandWords => ({
  usage: command.usage.join('\n'),
  does: command.does,
  examples: command.examples,
  who: WHO[command.who],
})

interface Place {
  /** Where the answer goes: the issue or pull request that was commented on. */
  told: Told
  heard: Heard
  packet: PacketState | null
}

/** Everything owed to the comments of one room. */
function answersIn(place: Place, folded: Folded): Action[] {
  const { told, heard } = place
  const pending = new Map(heard.judgements.map((judgement) => [judgement.comment.id, judgement]))
  const notes = [...(place.packet ? (folded.drafts.get(place.packet.issue)?.fold.notes ?? []) : []), ...heard.answers]
  return [
    ...heard.usages.flatMap((wish) => once(wish.comment.issue, told, usageOf(wish))),
    ...notes.flatMap((note) => {
      const judgement = pending.get(note.comment)
      return judgement ? noteAnswer(note, judgement, place, folded) : []
    }),
    ...heard.judgements.flatMap((judgement) => verdictOf(judgement, told)),
  ]
}

function usageOf(wish: UsageWish) {
  const words = wordsOf(wish.command)
  return wish.misplaced
    ? misplaced(wish.comment.id, wish.command.name, wish.command.place)
    : usage(wish.comment.id, `/${wish.command.name}`, words)
}

function noteAnswer(note: Note, judgement: Judgement, place: Place, folded: Folded): Action[] {
  const { issue } = judgement.comment
  if (note.kind === 'text') return once(issue, place.told, answer(note.comment, note.text))
  if (note.kind === 'standing') return place.packet ? once(issue, place.told, standing(note.comment, place.packet)) : []
  const usable = commandsFor(judgement.by, place, folded)
  return usable === null ? [] : once(issue, place.told, help(note.comment, usable.map(wordsOf)))
}

/** The commands this person may use here; null while GitHub has not been asked who this is. */
function commandsFor(by: Actor, place: Place, folded: Folded): Command[] | null {
  const where = place.packet ? 'packet' : 'session'
  const here = commands.filter((command) => command.place === 'anywhere' || command.place === where)
  const standing = folded.people.standing(by)
  if (standing === 'unasked') return null
  if (standing === 'writer') return here
  const agent = standing === 'agent' || place.packet?.agent?.id === by.id
  return here.filter((command) => command.who === 'anyone' || (agent && command.who === 'agent'))
}

function verdictOf(judgement: Judgement, told: Told): Action[] {
  const { comment, verdict } = judgement
  const refused = verdict === 'refused' ? once(comment.issue, told, refusalOf(judgement)) : []
  if (judgement.edited)
    return [...refused, ...once(comment.issue, told, heardEdit(comment.id, judgement.revision, verdict === 'accepted'))]
  return [
    ...refused,
    { kind: 'react', issue: comment.issue, comment: comment.id, content: verdict === 'accepted' ? '+1' : '-1' },
  ]
}

const refusalOf = (judgement: Judgement) =>
  judgement.unknown
    ? unknownPermission(judgement.by.id, judgement.command)
    : refusal(judgement.by.id, judgement.command, WHO[judgement.who])

/** All answers that are owed anywhere; nothing else is decided before they are given. */
export function wantVerdicts(folded: Folded): Action[] {
  const packets = folded.state.packets.flatMap((packet) => {
    const draft = folded.drafts.get(packet.issue)
    return draft ? [{ told: draft.told, heard: draft.heard, packet }] : []
  })
  const sessions = folded.sessions.map((session) => ({ told: session.told, heard: session.heard, packet: null }))
  const others = folded.others.map((other) => ({ told: other.told, heard: other.heard, packet: null }))
  return [...packets, ...sessions, ...others].flatMap((place) => answersIn(place, folded))
}
