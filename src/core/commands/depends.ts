import { type Command, onPacket, withoutEndPunctuation, fullText } from './define.ts'
import type { DependencyChange } from './packet-events.ts'

/** `[hard|soft] on NAME` or `drop NAME`. */
function readChange(text: string): DependencyChange | null {
  const add = /^(?:(hard|soft)\s+)?on\s+`?(#?[\w.-]+)`?$/i.exec(text)
  if (add?.[2]) return { op: 'add', kind: add[1]?.toLowerCase() === 'soft' ? 'soft' : 'hard', name: add[2] }
  const drop = /^drop\s+`?(#?[\w.-]+)`?$/i.exec(text)
  return drop?.[1] ? { op: 'drop', kind: 'hard', name: drop[1] } : null
}

export const depends: Command = {
  name: 'depends',
  usage: ['/depends [hard|soft] on NAME', '/depends drop NAME'],
  does: 'Adds a dependency (hard unless it says soft) or drops one.',
  examples: ['/depends soft on db-users', '/depends drop auth'],
  who: 'writer',
  validOn: 'packet',
  read(command) {
    const change = readChange(withoutEndPunctuation(fullText(command)))
    if (change === null) return null
    return onPacket((events, { comment, at, by }) => ({
      ...events,
      dependencies: [...events.dependencies, change],
      records: [...events.records, { comment, at, kind: 'depends', by: by.login, text: '', change }],
    }))
  },
}
