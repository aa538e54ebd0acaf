import type { DecisionState } from '../state/talk.ts'
import { type Command, onPacket, fullText } from './define.ts'
import type { Origin, PacketEvents } from './packet-events.ts'

/** A question waits for a person without stopping the agent. */
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
  does: 'Opens a decision that a person owes; the agent goes on meanwhile.',
  examples: ['/ask Should user creation return the user or just its id?'],
  who: 'agent',
  validOn: 'packet',
  read(command) {
    const question = fullText(command)
    return question === '' ? null : onPacket((events, origin) => openDecision(events, origin, question))
  },
}
