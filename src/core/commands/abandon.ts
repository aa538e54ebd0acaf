import { type Command, onPacket, wholeText } from './define.ts'
import { withRecord } from './packet-events.ts'

export const abandon: Command = {
  name: 'abandon',
  usage: ['/abandon [why]'],
  does: 'Gives the packet up: it is closed, and its dependents wait for a decision.',
  examples: ['/abandon not this week'],
  who: 'writer',
  place: 'packet',
  read(command) {
    const why = wholeText(command)
    return onPacket((fold, said) =>
      withRecord({ ...fold, abandon: { at: said.at, by: said.by.login, why } }, said, 'abandon', why),
    )
  },
}
