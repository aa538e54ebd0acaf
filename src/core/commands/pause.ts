import { type Command, onPacket } from './define.ts'

export const pause: Command = {
  name: 'pause',
  usage: ['/pause'],
  does: 'Pauses the packet until somebody uses `/resume` or `/start`.',
  examples: ['/pause'],
  who: 'writer',
  validOn: 'packet',
  read: () => onPacket((events, origin) => ({ ...events, paused: { at: origin.at, by: origin.by.login } })),
}
