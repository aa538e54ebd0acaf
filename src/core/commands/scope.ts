import type { ScopeRequestState } from '../state/talk.ts'
import { type Command, type Effect, onPacket, withoutEndPunctuation, fullText } from './define.ts'
import { type Origin, type PacketEvents, withNote } from './packet-events.ts'

const PLAIN_PATH = /^`?([^\s`]+)`?(?:\s+[-–—:]+\s*|\s+|$)([\s\S]*)$/
/** As inline code it may hold blanks and, between several backticks, backticks. */
const QUOTED_PATH = /^(`{1,5})(?!`)([^\n]*?[^`\n])\1(?!`)(?:\s*[-–—:]+\s*|\s+|$)([\s\S]*)$/

function pathAndReason(rest: string): { path: string; reason: string } | null {
  const quoted = QUOTED_PATH.exec(rest)
  if (quoted?.[2]) return { path: quoted[2].trim(), reason: quoted[3] ?? '' }
  const plain = PLAIN_PATH.exec(rest)
  return plain?.[1] ? { path: plain[1], reason: plain[2] ?? '' } : null
}

/** `add PATH - REASON`; the path may stand in backticks. */
function add(rest: string): Effect | null {
  const given = pathAndReason(rest)
  if (given === null || given.path === '') return null
  const { path } = given
  const reason = given.reason.trim()
  return onPacket((events, origin) => {
    const request: ScopeRequestState = {
      path,
      reason,
      by: origin.by.login,
      at: origin.at,
      url: origin.url,
      comment: origin.comment,
      verdict: 'open',
    }
    const asked = { ...events, scopeRequests: [...events.scopeRequests, request] }
    // What a writer asks for is granted by the asking, and nothing else that others ask for.
    return origin.role === 'writer' ? settle(asked, origin, 'allowed', (one) => one.path === path) : asked
  })
}

function settle(
  events: PacketEvents,
  origin: Origin,
  verdict: 'allowed' | 'denied',
  isMeant: (request: ScopeRequestState) => boolean = () => true,
): PacketEvents {
  const open = events.scopeRequests.filter((request) => request.verdict === 'open' && isMeant(request))
  // Without a request, `allow` is about the files that are out of bounds now; which those are, the diff will tell.
  if (open.length === 0 && verdict === 'allowed')
    return { ...events, allows: [...events.allows, { at: origin.at, by: origin.by.login, comment: origin.comment }] }
  if (open.length === 0) return withNote(events, origin, 'No scope request is open on this packet.')
  const scopeRequests = events.scopeRequests.map((request) =>
    open.includes(request) ? { ...request, verdict } : request,
  )
  const paths = [...new Set(open.map(({ path }) => path))]
  const grants = open.map(({ path, reason }) => ({ path, reason, by: origin.by.login, at: origin.at }))
  const next = {
    ...events,
    scopeRequests,
    grants: verdict === 'allowed' ? [...events.grants, ...grants] : events.grants,
  }
  const kind = verdict === 'allowed' ? ('grant' as const) : ('deny' as const)
  const request = { comment: origin.comment, at: origin.at, kind, by: origin.by.login, text: '' }
  return { ...next, records: [...next.records, { ...request, paths }] }
}

/** One reading for what is done and for who may do it: the word may stand on the next line. */
function rulingOf(command: Parameters<Command['read']>[0]): 'allowed' | 'denied' | null {
  const verb = withoutEndPunctuation(fullText(command).split(/\s+/)[0]?.toLowerCase() ?? '')
  if (verb === 'allow') return 'allowed'
  return verb === 'deny' ? 'denied' : null
}

export const scope: Command = {
  name: 'scope',
  usage: ['/scope add PATH - REASON', '/scope allow', '/scope deny'],
  does: 'Asks for more scope; a writer grants or refuses what is asked, or allows the files that are out of bounds now.',
  examples: ['/scope add docs/testing.md - the helpers need a page', '/scope allow'],
  who: 'agent',
  validOn: 'packet',
  whoFor: (command) => (rulingOf(command) === null ? 'agent' : 'writer'),
  read(command) {
    const [verb = '', ...rest] = fullText(command).split(/\s+/)
    if (verb.toLowerCase() === 'add') return add(fullText(command).slice(verb.length).trim())
    if (rest.length > 0 && !/^[-–—]/.test(rest[0] ?? '')) return null
    const ruling = rulingOf(command)
    return ruling && onPacket((events, origin) => settle(events, origin, ruling))
  },
}
