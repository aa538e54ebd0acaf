import type { Command } from './define.ts'

export const explain: Command = {
  name: 'explain',
  usage: ['/explain'],
  does: 'Explains why the packet has its status and what it is waiting for.',
  examples: ['/explain'],
  who: 'anyone',
  validOn: 'packet',
  read: ({ args }) => (args.trim() === '' ? { on: 'answer', answer: 'explain' } : null),
}
