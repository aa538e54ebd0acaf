import { type Command, fullText, onSession, withoutEndPunctuation } from './define.ts'

export const session: Command = {
  name: 'session',
  usage: ['/session start NAME', '/session end'],
  does: 'Starts a session from any issue, or ends the session of this dashboard and posts its report.',
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
