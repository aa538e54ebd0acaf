/** Answers to what was just said: replies and records first, the reaction last, since it is the verdict. */
import type { Action } from '../actions.ts'
import type { Heard, Judgement, UsageWish } from '../authorize/authorize.ts'
import type { Command, Who } from '../commands/define.ts'
import type { Note } from '../commands/packet-events.ts'
import { commands } from '../commands/registry.ts'
import type { Draft } from '../derive/analysis.ts'
import { assignedNow } from '../derive/assignments.ts'
import type { Folded } from '../derive/derive-state.ts'
import { standingOf } from '../explain/situation.ts'
import { each } from '../isolation.ts'
import type { Told } from '../records/bot-comments.ts'
import type { Heeded } from '../records/ledger.ts'
import {
  answer,
  type CommandWords,
  explained,
  heardEdit,
  help,
  misplaced,
  overAlready,
  refusal,
  standing,
  unknownPermission,
  usage,
} from '../render/comments.ts'
import type { Actor, CommentFact } from '../snapshot/snapshot.ts'
import { spokenOn } from '../snapshot/spoken.ts'
import type { PacketState } from '../state.ts'
import { once } from './ensure-comment.ts'
import { answersTo, PATIENCE, reactionsLeft, refuseTogether } from './floods.ts'
import { card } from './packets.ts'

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
  comments: CommentFact[]
  packet: PacketState | null
  draft?: Draft
}

/** Everything owed to the comments of one room. */
function answersIn(place: Place, folded: Folded): Action[] {
  const { told, heard } = place
  const answered = answersLeft(place, folded)
  const calm = heard.judgements.filter((one) => one.verdict === 'refused' || one.asks !== 'anyone' || answered(one.by))
  const pending = new Map(calm.map((judgement) => [judgement.comment.id, judgement]))
  const notes = [...(place.packet ? (folded.drafts.get(place.packet.issue)?.fold.notes ?? []) : []), ...heard.answers]
  const usages = heard.usages.filter(({ comment }) => comment.author !== null && answered(comment.author))
  return [
    ...usages.flatMap((wish) => once(wish.comment.issue, told, usageOf(wish), wish.comment.createdAt)),
    ...notes.flatMap((note) => {
      const judgement = pending.get(note.comment)
      return judgement ? noteAnswer(note, judgement, place, folded) : []
    }),
    ...calm.flatMap((judgement) => toSettled(judgement, place)),
    ...writtenDown(place, folded),
    ...calm.filter((judgement) => judgement.verdict === 'accepted').flatMap((judgement) => acceptance(judgement, told)),
    ...refusals(
      heard.judgements.filter((one) => one.verdict === 'refused' || !calm.includes(one)),
      place,
      folded.state.now,
    ),
  ]
}

/** Agents that were not told go on for nothing, so whoever speaks to a packet that is over hears so. */
function toSettled({ verdict, asks, at, comment }: Judgement, { packet, told }: Place): Action[] {
  const over = packet?.merged?.at ?? packet?.abandoned?.at
  if (!packet || over === undefined || at <= over || verdict !== 'accepted' || asks === 'anyone') return []
  return once(comment.issue, told, answer(comment.id, overAlready(packet)))
}

/** What the reaction does not say stands on the card before it is given. */
function writtenDown({ packet, draft, heard, told }: Place, { people }: Folded): Action[] {
  const { heeded } = told.ledger
  const isNew = (one: Heeded) =>
    !heeded.some((known) => known.comment === one.comment && known.revision === one.revision)
  return packet && draft && heard.heeded.some(isNew) ? card(packet, draft, people) : []
}

/** May this person be answered once more? People without write access are, a few times only. */
function answersLeft(place: Place, folded: Folded): (by: Actor) => boolean {
  const given = new Map<number, number>()
  return (by) => {
    const count = given.get(by.id) ?? answersTo(by, place.comments, place.told)
    given.set(by.id, count + 1)
    return count < PATIENCE || folded.people.standing(by) !== 'other'
  }
}

/** The first few get a 👎 each; what is more is refused together. */
function refusals(judgements: Judgement[], place: Place, now: number): Action[] {
  return [...Map.groupBy(judgements, (judgement) => judgement.by.id).values()].flatMap((theirs) => {
    const first = theirs[0]
    if (!first) return []
    const left = Math.max(0, reactionsLeft(first.by, place.comments))
    const single = theirs.filter((judgement) => !judgement.edited && judgement.verdict === 'refused').slice(0, left)
    const rest = theirs.filter((judgement) => !single.includes(judgement))
    const line = single[0] ? once(single[0].comment.issue, place.told, refusalOf(single[0]), single[0].at) : []
    const reactions = single.map((judgement) => reaction(judgement, '-1'))
    if (line.length > 0) return [...line, ...reactions]
    return [...reactions, ...refuseTogether(rest, refusal(first.by.id, first.command, WHO[first.who]), place.told, now)]
  })
}

const reaction = (judgement: Judgement, content: '+1' | '-1'): Extract<Action, { kind: 'react' }> => ({
  kind: 'react',
  issue: judgement.comment.issue,
  comment: judgement.comment.id,
  content,
  why: `/${judgement.command} by ${judgement.by.login}: ${content === '+1' ? 'accepted' : `refused, it is for ${WHO[judgement.who]}`}`,
})

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
  if (note.kind === 'explain')
    return place.packet ? once(issue, place.told, explained(note.comment, standingOf(place.packet, folded.state))) : []
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
  const assigned = place.draft ? assignedNow(place.draft.issue) : []
  const agent = standing === 'agent' || [place.packet?.agent, ...assigned].some((one) => one?.id === by.id)
  return here.filter((command) => command.who === 'anyone' || (agent && command.who === 'agent'))
}

/** The reaction speaks of the comment's first text; what an edit added gets a line of its own. */
const acceptance = (judgement: Judgement, told: Told): Action[] => {
  const { edited, comment, revision, asks } = judgement
  if (edited) return once(comment.issue, told, heardEdit(comment.id, revision), judgement.at)
  return [{ ...reaction(judgement, '+1'), ...(asks === 'agent' && { patient: true }) }]
}

const refusalOf = (judgement: Judgement) =>
  judgement.unknown
    ? unknownPermission(judgement.by.id, judgement.command)
    : refusal(judgement.by.id, judgement.command, WHO[judgement.who])

/** All answers that are owed anywhere; nothing else is decided before they are given. */
export function wantVerdicts(folded: Folded): Action[] {
  const packets = folded.state.packets.flatMap((packet) => {
    const draft = folded.drafts.get(packet.issue)
    if (!draft) return []
    const comments = [...draft.issue.comments, ...draft.pulls.flatMap(spokenOn)]
    return [{ number: packet.issue, told: draft.told, heard: draft.heard, comments, packet, draft }]
  })
  const sessions = folded.sessions.map(({ told, heard, issue }) => ({
    number: issue.number,
    told,
    heard,
    comments: issue.comments,
    packet: null,
  }))
  const others = folded.others.map(({ number, told, heard, comments }) => ({
    number,
    told,
    heard,
    comments,
    packet: null,
  }))
  const places = [...packets, ...sessions, ...others]
  const numberOf = (place: { number: number }) => place.number
  return each(folded.apart, places, numberOf, (place) => answersIn(place, folded)).flat()
}
