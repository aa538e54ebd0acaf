import { type Command, onPacket, fullText } from './define.ts'
import { setRunning, withNote, withRecord } from './packet-events.ts'

export const unblock: Command = {
  name: 'unblock',
  usage: ['/unblock [decision]'],
  does: 'Sets a blocked packet running again; the decision is recorded and put to the agent.',
  examples: ['/unblock Use the transaction rollback pattern.'],
  who: 'writer',
  validOn: 'packet',
  read(command) {
    const text = fullText(command)
    return onPacket((events, origin) => {
      if (events.report?.kind !== 'blocked')
        return withNote(events, origin, 'This packet is not blocked, so there was nothing to unblock.')
      const question = events.report.reason ?? events.report.blocking ?? ''
      const number = events.decisions.length + 1
      const decision = {
        number,
        question,
        askedBy: events.report.by.login,
        askedAt: events.report.at,
        url: events.report.url,
        answer: { text: text || 'Go on.', by: origin.by.login, at: origin.at, url: origin.url },
      }
      const decided = text === '' ? events : { ...events, decisions: [...events.decisions, decision] }
      return withRecord(setRunning(decided, origin, ''), origin, 'unblock', text, question)
    })
  },
}
