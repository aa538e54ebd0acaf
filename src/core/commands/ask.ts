import type { DecisionState } from '../state.ts'
import { type Command, onPacket, wholeText } from './define.ts'
import type { PacketFold, Said } from './packet-events.ts'

/** A question waits for a person without stopping the agent. */
export function openDecision(fold: PacketFold, said: Said, question: string): PacketFold {
  const decision: DecisionState = {
    number: fold.decisions.length + 1,
    question,
    askedBy: said.by.login,
    askedAt: said.at,
    url: said.url,
    answer: null,
  }
  return { ...fold, decisions: [...fold.decisions, decision] }
}

export const ask: Command = {
  name: 'ask',
  usage: ['/ask QUESTION'],
  does: 'Opens a decision that a person owes; the agent goes on meanwhile.',
  examples: ['/ask Should user creation return the user or just its id?'],
  who: 'agent',
  place: 'packet',
  read(command) {
    const question = wholeText(command)
    return question === '' ? null : onPacket((fold, said) => openDecision(fold, said, question))
  },
}
