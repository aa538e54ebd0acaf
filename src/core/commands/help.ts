import type { Command } from './define.ts'

export const help: Command = {
  name: 'help',
  usage: ['/help'],
  does: 'Lists the commands you may use here.',
  examples: ['/help'],
  who: 'anyone',
  validOn: 'anywhere',
  read: () => ({ on: 'answer', answer: 'help' }),
}
