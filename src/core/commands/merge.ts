import { type Command, onPacket } from './define.ts'

export const merge: Command = {
  name: 'merge',
  usage: ['/merge'],
  does: 'Queues the head as it is now for merging; a later push cancels it. Over changes that somebody else requested it asks first: say it again.',
  examples: ['/merge'],
  who: 'writer',
  validOn: 'packet',
  read: () =>
    onPacket((events, origin) => {
      const dones = events.report?.kind === 'done' ? [events.report.comment] : []
      return {
        ...events,
        merge: { at: origin.at, by: origin.by.login, byId: origin.by.id, comment: origin.comment, dones },
      }
    }),
}
