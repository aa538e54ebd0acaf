import { type Command, onPacket } from './define.ts'

export const check: Command = {
  name: 'check',
  usage: ['/check'],
  does: 'Runs the checks again on the present head.',
  examples: ['/check'],
  who: 'agent',
  place: 'packet',
  read: () => onPacket((fold, said) => ({ ...fold, check: { at: said.at, comment: said.comment } })),
}
