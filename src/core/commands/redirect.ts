import { type Command, onPacket, fullText } from './define.ts'
import { setRunning, withRecord } from './packet-events.ts'

export const redirect: Command = {
  name: 'redirect',
  usage: ['/redirect TEXT'],
  does: 'Sends the agent on with a clarification: from drifting, or back from done, to running.',
  examples: ['/redirect Leave the docs alone; they have a packet of their own.'],
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
