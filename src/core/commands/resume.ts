import { type Command, onPacket } from './define.ts'
import { setRunning, withNote } from './packet-events.ts'

export const resume: Command = {
  name: 'resume',
  usage: ['/resume'],
  does: 'Ends a pause; the packet is where it was before.',
  examples: ['/resume'],
  who: 'writer',
  place: 'packet',
  read: () =>
    onPacket((fold, said) => {
      const agentPaused = fold.report?.kind === 'paused'
      if (fold.paused === null && !agentPaused) return withNote(fold, said, 'This packet is not paused.')
      const resumed = { ...fold, paused: null }
      return agentPaused ? setRunning(resumed, said, '') : resumed
    }),
}
