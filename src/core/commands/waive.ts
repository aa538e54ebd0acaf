import { type Command, onPacket, unended, wholeText } from './define.ts'
import { withRecord } from './packet-events.ts'

export const waive: Command = {
  name: 'waive',
  usage: ['/waive NAME'],
  does: 'Starts without a dependency that will not come.',
  examples: ['/waive auth'],
  who: 'writer',
  place: 'packet',
  read(command) {
    const name = /^`?(#?[\w.-]+)`?$/.exec(unended(wholeText(command)))?.[1]
    if (!name) return null
    return onPacket((fold, said) => withRecord({ ...fold, waived: [...fold.waived, name] }, said, 'waive', name))
  },
}
