import type { DecisionState } from '../state/talk.ts'
import { type Command, fullText, onPacket } from './define.ts'
import type { Origin, PacketEvents } from './packet-events.ts'

/** Adds an open question for a person to answer. The agent continues in the meantime. */
export function openDecision(events: PacketEvents, origin: Origin, question: string): PacketEvents {
  const decision: DecisionState = {
    number: events.decisions.length + 1,
    question,
    askedBy: origin.by.login,
    askedAt: origin.at,
    url: origin.url,
    answer: null,
  }
  return { ...events, decisions: [...events.decisions, decision] }
}

export const ask: Command = {
  name: 'ask',
  usage: ['/ask QUESTION'],
  does: 'Asks a person to decide something; the agent continues in the meantime.',
  examples: ['/ask Should user creation return the user or just its id?'],
  who: 'agent',
  validOn: 'packet',
  read(command) {
    const question = fullText(command)
    return question === '' ? null : onPacket((events, origin) => openDecision(events, origin, question))
  },
}
