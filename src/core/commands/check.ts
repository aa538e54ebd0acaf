import { type Command, onPacket } from './define.ts'

export const check: Command = {
  name: 'check',
  usage: ['/check'],
  does: 'Runs the checks again on the current head.',
  examples: ['/check'],
  who: 'agent',
  validOn: 'packet',
  read: () => onPacket((events, origin) => ({ ...events, check: { at: origin.at, comment: origin.comment } })),
}
