import { type Command, onPacket, fullText } from './define.ts'
import { withRecord } from './packet-events.ts'

export const abandon: Command = {
  name: 'abandon',
  usage: ['/abandon [why]'],
  does: 'Gives the packet up: it is closed, and its dependents wait for a decision.',
  examples: ['/abandon not this week'],
  who: 'writer',
  validOn: 'packet',
  read(command) {
    const why = fullText(command)
    return onPacket((events, origin) =>
      withRecord({ ...events, abandon: { at: origin.at, by: origin.by.login, why } }, origin, 'abandon', why),
    )
  },
}
