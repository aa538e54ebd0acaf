import { type Command, onPacket, unended, wholeText } from './define.ts'
import { withRecord } from './packet-events.ts'

export const waive: Command = {
  name: 'waive',
  usage: ['/waive NAME'],
  does: 'Starts without a dependency that will not come.',
  examples: ['/waive auth'],
  who: 'writer',
  validOn: 'packet',
  read(command) {
    const name = /^`?(#?[\w.-]+)`?$/.exec(unended(wholeText(command)))?.[1]
    if (!name) return null
    return onPacket((events, origin) =>
      withRecord({ ...events, waived: [...events.waived, name] }, origin, 'waive', name),
    )
  },
}
