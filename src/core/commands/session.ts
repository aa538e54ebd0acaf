import { type Command, onSession, withoutEndPunctuation, fullText } from './define.ts'

export const session: Command = {
  name: 'session',
  usage: ['/session start NAME', '/session end'],
  does: 'Opens a session (anywhere), or closes the one whose dashboard this is, with its report.',
  examples: ['/session start user-management', '/session end'],
  who: 'writer',
  validOn: 'anywhere',
  read(command) {
    const text = fullText(command)
    if (/^end$/i.test(withoutEndPunctuation(text))) return onSession({ kind: 'end' })
    const name = /^start\s+(\S[^\n]{0,99})$/i.exec(text)?.[1]
    return name ? onSession({ kind: 'start', name: name.trim() }) : null
  },
}
