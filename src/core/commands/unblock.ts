import { type Command, onPacket, wholeText } from './define.ts'
import { setRunning, withNote, withRecord } from './packet-events.ts'

export const unblock: Command = {
  name: 'unblock',
  usage: ['/unblock [decision]'],
  does: 'Sets a blocked packet running again; the decision is recorded and put to the agent.',
  examples: ['/unblock Use the transaction rollback pattern.'],
  who: 'writer',
  place: 'packet',
  read(command) {
    const text = wholeText(command)
    return onPacket((fold, said) => {
      if (fold.report?.kind !== 'blocked')
        return withNote(fold, said, 'This packet is not blocked, so there was nothing to unblock.')
      const question = fold.report.reason ?? fold.report.blocking ?? ''
      const number = fold.decisions.length + 1
      const decision = {
        number,
        question,
        askedBy: fold.report.by.login,
        askedAt: fold.report.at,
        url: fold.report.url,
        answer: { text: text || 'Go on.', by: said.by.login, at: said.at, url: said.url },
      }
      const decided = text === '' ? fold : { ...fold, decisions: [...fold.decisions, decision] }
      return withRecord(setRunning(decided, said, ''), said, 'unblock', text, question)
    })
  },
}
