import type { DecisionState } from '../state.ts'
import { type Command, onPacket, wholeText } from './define.ts'
import { type PacketFold, type Said, withNote, withRecord } from './packet-events.ts'

const open = (fold: PacketFold) => fold.decisions.filter((decision) => decision.answer === null)

/** The numbered decision, else the oldest open one. */
const chosen = (fold: PacketFold, number: number | null): DecisionState | undefined =>
  number === null ? open(fold)[0] : open(fold).find((decision) => decision.number === number)

export function answerDecision(fold: PacketFold, said: Said, decision: DecisionState, text: string): PacketFold {
  const answer = { text, by: said.by.login, at: said.at, url: said.url }
  const decisions = fold.decisions.map((one) => (one.number === decision.number ? { ...one, answer } : one))
  return withRecord({ ...fold, decisions }, said, 'decision', text, decision.question)
}

/** A decision nobody asked for is still one: it is recorded with the packet itself as its subject. */
function volunteer(fold: PacketFold, said: Said, text: string): PacketFold {
  const answer = { text, by: said.by.login, at: said.at, url: said.url }
  const number = fold.decisions.length + 1
  const decision = { number, question: '', askedBy: said.by.login, askedAt: said.at, url: said.url, answer }
  return withRecord({ ...fold, decisions: [...fold.decisions, decision] }, said, 'decision', text)
}

export const decide: Command = {
  name: 'decide',
  usage: ['/decide [N] ANSWER'],
  does: 'Answers an open question (the oldest, or number N), records it and puts it to the agent.',
  examples: ['/decide Return the full user object.', '/decide 2 Use UTC everywhere.'],
  who: 'writer',
  place: 'packet',
  read(command) {
    const match = /^(?:#?(\d{1,4})(?:[.:)]?\s+))?([\s\S]+)$/.exec(wholeText(command))
    const text = match?.[2]?.trim() ?? ''
    if (text === '') return null
    const number = match?.[1] === undefined ? null : Number(match[1])
    return onPacket((fold, said) => {
      const known = number !== null && fold.decisions.some((decision) => decision.number === number)
      // "/decide 3 retries are enough" starts with a number that names no question: it is part of the answer.
      const answer = number !== null && !known ? wholeText(command) : text
      const decision = chosen(fold, known ? number : null)
      if (decision) return answerDecision(fold, said, decision, answer)
      if (known)
        return withNote(fold, said, `Question ${number} is already answered; ask it again with \`/ask\` to reopen it.`)
      return volunteer(fold, said, answer)
    })
  },
}
