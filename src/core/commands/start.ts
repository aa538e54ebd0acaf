import { type Command, onPacket } from './define.ts'

export const start: Command = {
  name: 'start',
  usage: ['/start'],
  does: 'Starts a waiting packet now, even when no slot is free (the packet then says so).',
  examples: ['/start'],
  who: 'writer',
  validOn: 'packet',
  read: () =>
    onPacket((events, origin) => ({
      ...events,
      paused: null,
      startedByHand: { at: origin.at, by: origin.by.login, comment: origin.comment },
    })),
}
