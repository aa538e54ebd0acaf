import { type Command, onPacket } from './define.ts'

export const merge: Command = {
  name: 'merge',
  usage: ['/merge'],
  does: 'Queues the current head for merging; a later push cancels this. If somebody else requested changes, comment it a second time to confirm.',
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
