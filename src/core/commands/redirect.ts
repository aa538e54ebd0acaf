import { type Command, onPacket, wholeText } from './define.ts'
import { setRunning, withRecord } from './packet-events.ts'

export const redirect: Command = {
  name: 'redirect',
  usage: ['/redirect TEXT'],
  does: 'Sends the agent on with a clarification: from drifting, or back from done, to running.',
  examples: ['/redirect Leave the docs alone; they have a packet of their own.'],
  who: 'writer',
  place: 'packet',
  read(command) {
    const text = wholeText(command)
    if (text === '') return null
    return onPacket((fold, said) => {
      const redirects = [...fold.redirects, { at: said.at, by: said.by.login, text, comment: said.comment }]
      return withRecord(setRunning({ ...fold, redirects }, said, text), said, 'redirect', text)
    })
  },
}
