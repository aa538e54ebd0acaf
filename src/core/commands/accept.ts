import { type Command, onPacket } from './define.ts'

export const accept: Command = {
  name: 'accept',
  usage: ['/accept'],
  does: 'Accepts the packet, or a changed text, as it stands at that moment.',
  examples: ['/accept'],
  who: 'writer',
  place: 'packet',
  read: () =>
    onPacket((fold, said) => ({
      ...fold,
      accepts: [...fold.accepts, { at: said.at, by: said.by.login, comment: said.comment }],
    })),
}
