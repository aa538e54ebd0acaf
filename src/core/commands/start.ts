import { type Command, onPacket } from './define.ts'

export const start: Command = {
  name: 'start',
  usage: ['/start'],
  does: 'Starts a waiting packet now, even beyond the capacity (it then says so).',
  examples: ['/start'],
  who: 'writer',
  place: 'packet',
  read: () =>
    onPacket((fold, said) => ({
      ...fold,
      paused: null,
      startedByHand: { at: said.at, by: said.by.login, comment: said.comment },
    })),
}
