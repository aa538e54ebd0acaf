import { type Command, onPacket, withoutEndPunctuation, fullText } from './define.ts'
import { withRecord } from './packet-events.ts'

export const waive: Command = {
  name: 'waive',
  usage: ['/waive NAME'],
  does: 'Starts without a dependency that will not come.',
  examples: ['/waive auth'],
  who: 'writer',
  validOn: 'packet',
  read(command) {
    const name = /^`?(#?[\w.-]+)`?$/.exec(withoutEndPunctuation(fullText(command)))?.[1]
    if (!name) return null
    return onPacket((events, origin) =>
      withRecord({ ...events, waived: [...events.waived, name] }, origin, 'waive', name),
    )
  },
}
