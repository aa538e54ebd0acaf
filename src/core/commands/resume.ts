import { type Command, onPacket } from './define.ts'
import { setRunning, withNote } from './packet-events.ts'

export const resume: Command = {
  name: 'resume',
  usage: ['/resume'],
  does: 'Ends a pause and restores the previous status.',
  examples: ['/resume'],
  who: 'writer',
  validOn: 'packet',
  read: () =>
    onPacket((events, origin) => {
      const agentPaused = events.report?.kind === 'paused'
      if (events.paused === null && !agentPaused) return withNote(events, origin, 'This packet is not paused.')
      const resumed = { ...events, paused: null }
      return agentPaused ? setRunning(resumed, origin, '') : resumed
    }),
}
