import { type Command, onSession } from './define.ts'

export const round: Command = {
  name: 'round',
  usage: ['/round'],
  does: 'Logs an execution round on the dashboard and asks the agents whose report is overdue.',
  examples: ['/round'],
  who: 'writer',
  validOn: 'session',
  read: () => onSession({ kind: 'round' }),
}
