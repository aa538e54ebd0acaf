import { type Command, onPacket } from './define.ts'

export const pause: Command = {
  name: 'pause',
  usage: ['/pause'],
  does: 'Stops the packet on purpose; only /resume ends it.',
  examples: ['/pause'],
  who: 'writer',
  place: 'packet',
  read: () => onPacket((fold, said) => ({ ...fold, paused: { at: said.at, by: said.by.login } })),
}
