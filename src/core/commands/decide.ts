import type { DecisionState } from '../state/talk.ts'
import { type Command, onPacket, fullText } from './define.ts'
import { type Origin, type PacketEvents, withNote, withRecord } from './packet-events.ts'

const open = (events: PacketEvents) => events.decisions.filter((decision) => decision.answer === null)

/** The numbered decision, else the oldest open one. */
const chosen = (events: PacketEvents, number: number | null): DecisionState | undefined =>
  number === null ? open(events)[0] : open(events).find((decision) => decision.number === number)

function answerDecision(events: PacketEvents, origin: Origin, decision: DecisionState, text: string): PacketEvents {
  const answer = { text, by: origin.by.login, at: origin.at, url: origin.url }
  const decisions = events.decisions.map((one) => (one.number === decision.number ? { ...one, answer } : one))
  return withRecord({ ...events, decisions }, origin, 'decision', text, decision.question)
}

/** A decision nobody asked for is still one: it is recorded with the packet itself as its subject. */
function volunteer(events: PacketEvents, origin: Origin, text: string): PacketEvents {
  const answer = { text, by: origin.by.login, at: origin.at, url: origin.url }
  const number = events.decisions.length + 1
  const decision = { number, question: '', askedBy: origin.by.login, askedAt: origin.at, url: origin.url, answer }
  return withRecord({ ...events, decisions: [...events.decisions, decision] }, origin, 'decision', text)
}

export const decide: Command = {
  name: 'decide',
  usage: ['/decide [N] ANSWER'],
  does: 'Answers an open question (the oldest, or number N), records it and puts it to the agent.',
  examples: ['/decide Return the full user object.', '/decide 2 Use UTC everywhere.'],
  who: 'writer',
  validOn: 'packet',
  read(command) {
    const match = /^(?:#?(\d{1,4})(?:[.:)]?\s+))?([\s\S]+)$/.exec(fullText(command))
    const text = match?.[2]?.trim() ?? ''
    if (text === '') return null
    const number = match?.[1] === undefined ? null : Number(match[1])
    return onPacket((events, origin) => {
      const known = number !== null && events.decisions.some((decision) => decision.number === number)
      // "/decide 3 retries are enough" starts with a number that names no question: it is part of the answer.
      const answer = number !== null && !known ? fullText(command) : text
      const decision = chosen(events, known ? number : null)
      if (decision) return answerDecision(events, origin, decision, answer)
      if (known)
        return withNote(
          events,
          origin,
          `Question ${number} is already answered; ask it again with \`/ask\` to reopen it.`,
        )
      return volunteer(events, origin, answer)
    })
  },
}
