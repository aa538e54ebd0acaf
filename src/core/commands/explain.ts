import type { Command } from './define.ts'

export const explain: Command = {
  name: 'explain',
  usage: ['/explain'],
  does: 'Says why the packet is where it is, and what would move it.',
  examples: ['/explain'],
  who: 'anyone',
  validOn: 'packet',
  read: ({ args }) => (args.trim() === '' ? { on: 'answer', answer: 'explain' } : null),
}
