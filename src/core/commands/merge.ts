import { type Command, onPacket } from './define.ts'

export const merge: Command = {
  name: 'merge',
  usage: ['/merge'],
  does: 'Queues the head as it is now for merging; a later push cancels it. Over changes that somebody else requested it asks first: say it again.',
  examples: ['/merge'],
  who: 'writer',
  place: 'packet',
  read: () =>
    onPacket((fold, said) => {
      const dones = fold.report?.kind === 'done' ? [fold.report.comment] : []
      return { ...fold, merge: { at: said.at, by: said.by.login, byId: said.by.id, comment: said.comment, dones } }
    }),
}
