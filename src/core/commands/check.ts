import { type Command, onPacket } from './define.ts'
import type { Step } from './packet-events.ts'

const asked: Step = (events, { at, by, comment, role }) => ({
  ...events,
  check: { at, comment },
  trialApprovals: role === 'writer' ? [...events.trialApprovals, { at, by, comment }] : events.trialApprovals,
})

export const check: Command = {
  name: 'check',
  usage: ['/check'],
  does: 'Runs the checks again on the current head.',
  examples: ['/check'],
  who: 'agent',
  validOn: 'packet',
  read: () => onPacket(asked),
}
