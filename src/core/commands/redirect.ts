import { type Command, fullText, onPacket } from './define.ts'
import { setRunning, withRecord } from './packet-events.ts'

export const redirect: Command = {
  name: 'redirect',
  usage: ['/redirect TEXT'],
  does: 'Gives the agent a clarification and sets a drifting or done packet back to running.',
  examples: ['/redirect Do not change the docs; they have their own packet.'],
  who: 'writer',
  validOn: 'packet',
  read(command) {
    const text = fullText(command)
    if (text === '') return null
    return onPacket((events, origin) => {
      const redirects = [...events.redirects, { at: origin.at, by: origin.by.login, text, comment: origin.comment }]
      return withRecord(setRunning({ ...events, redirects }, origin, text), origin, 'redirect', text)
    })
  },
}
