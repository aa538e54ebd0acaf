import type { ScopeRequestState } from '../state.ts'
import { type Command, type Effect, onPacket, wholeText } from './define.ts'
import { type PacketFold, type Said, withNote, withRecord } from './fold.ts'

/** `add PATH - REASON`; the path may stand in backticks. */
function add(rest: string): Effect | null {
  const match = /^`?([^\s`]+)`?(?:\s+[-–—:]+\s*|\s+|$)([\s\S]*)$/.exec(rest)
  const path = match?.[1]
  if (!path) return null
  const reason = (match?.[2] ?? '').trim()
  return onPacket((fold, said) => {
    const request: ScopeRequestState = {
      path,
      reason,
      by: said.by.login,
      at: said.at,
      url: said.url,
      comment: said.comment,
      verdict: 'open',
    }
    // What a writer asks for is granted by the asking.
    const asked = { ...fold, scopeRequests: [...fold.scopeRequests, request] }
    return said.standing === 'writer' ? settle(asked, said, 'allowed') : asked
  })
}

function settle(fold: PacketFold, said: Said, verdict: 'allowed' | 'denied'): PacketFold {
  const open = fold.scopeRequests.filter((request) => request.verdict === 'open')
  // Without a request, `allow` is about the files that are out of bounds now; which those are, the diff will tell.
  if (open.length === 0 && verdict === 'allowed')
    return { ...fold, allows: [...fold.allows, { at: said.at, by: said.by.login, comment: said.comment }] }
  if (open.length === 0) return withNote(fold, said, 'No scope request is open on this packet.')
  const scopeRequests = fold.scopeRequests.map((request) =>
    request.verdict === 'open' ? { ...request, verdict } : request,
  )
  const grants = open.map(({ path, reason }) => ({ path, reason, by: said.by.login, at: said.at }))
  const next = { ...fold, scopeRequests, grants: verdict === 'allowed' ? [...fold.grants, ...grants] : fold.grants }
  return withRecord(
    next,
    said,
    verdict === 'allowed' ? 'grant' : 'deny',
    open.map((request) => request.path).join(', '),
  )
}

export const scope: Command = {
  name: 'scope',
  usage: ['/scope add PATH - REASON', '/scope allow', '/scope deny'],
  does: 'Asks for more scope; a writer grants or refuses what is asked, or allows the files that are out of bounds now.',
  examples: ['/scope add docs/testing.md - the helpers need a page', '/scope allow'],
  who: 'agent',
  place: 'packet',
  whoFor: (command) => (/^(allow|deny)\b/i.test(command.args) ? 'writer' : 'agent'),
  read(command) {
    const [verb = '', ...rest] = wholeText(command).split(/\s+/)
    if (verb.toLowerCase() === 'add') return add(wholeText(command).slice(verb.length).trim())
    if (rest.length > 0 && !/^[-–—]/.test(rest[0] ?? '')) return null
    if (verb.toLowerCase() === 'allow') return onPacket((fold, said) => settle(fold, said, 'allowed'))
    if (verb.toLowerCase() === 'deny') return onPacket((fold, said) => settle(fold, said, 'denied'))
    return null
  },
}
