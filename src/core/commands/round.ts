import { type Command, onSession } from './define.ts'

export const round: Command = {
  name: 'round',
  usage: ['/round'],
  does: 'Starts an execution round: logs it on the dashboard and asks agents for overdue reports.',
  examples: ['/round'],
  who: 'writer',
  validOn: 'session',
  read: () => onSession({ kind: 'round' }),
}
