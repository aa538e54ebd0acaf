import { type Command, onPacket } from './define.ts'

export const accept: Command = {
  name: 'accept',
  usage: ['/accept'],
  does: 'Accepts the packet, or its changed text, as it is at that moment.',
  examples: ['/accept'],
  who: 'writer',
  validOn: 'packet',
  read: () =>
    onPacket((events, origin) => ({
      ...events,
      accepts: [...events.accepts, { at: origin.at, by: origin.by.login, comment: origin.comment }],
    })),
}
