import type { ScopeRequestState } from '../state/talk.ts'
import { type Command, type Effect, fullText, onPacket, withoutEndPunctuation } from './define.ts'
import { type Origin, type PacketEvents, withNote } from './packet-events.ts'

const PLAIN_PATH = /^`?([^\s`]+)`?(?:\s+[-–—:]+\s*|\s+|$)([\s\S]*)$/
/** A path as inline code may contain blanks. Between several backticks it may also contain backticks. */
const QUOTED_PATH = /^(`{1,5})(?!`)([^\n]*?[^`\n])\1(?!`)(?:\s*[-–—:]+\s*|\s+|$)([\s\S]*)$/

function pathAndReason(rest: string): { path: string; reason: string } | null {
  const quoted = QUOTED_PATH.exec(rest)
  if (quoted?.[2]) return { path: quoted[2].trim(), reason: quoted[3] ?? '' }
  const plain = PLAIN_PATH.exec(rest)
  return plain?.[1] ? { path: plain[1], reason: plain[2] ?? '' } : null
}

/** Reads the rest of `add PATH - REASON`. The path may be in backticks. */
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
    // A writer's own request is granted at once. Other people's open requests are not.
    return origin.role === 'writer' ? settle(asked, origin, 'allowed', (one) => one.path === path) : asked
  })
}

function settle(
  events: PacketEvents,
  origin: Origin,
  verdict: 'allowed' | 'denied',
  isConcerned: (request: ScopeRequestState) => boolean = () => true,
): PacketEvents {
  const open = events.scopeRequests.filter((request) => request.verdict === 'open' && isConcerned(request))
  // Without a request, `allow` grants the files that are out of bounds now. The diff shows later which files those are.
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

/** Used both to run the command and to find the role it needs, since the word may be on the next line. */
function readVerdict(command: Parameters<Command['read']>[0]): 'allowed' | 'denied' | null {
  const verb = withoutEndPunctuation(fullText(command).split(/\s+/)[0]?.toLowerCase() ?? '')
  if (verb === 'allow') return 'allowed'
  return verb === 'deny' ? 'denied' : null
}

export const scope: Command = {
  name: 'scope',
  usage: ['/scope add PATH - REASON', '/scope allow', '/scope deny'],
  does: 'Requests more scope. A writer allows or denies the request, or allows the files that are out of bounds now.',
  examples: ['/scope add docs/testing.md - the new helpers need documentation', '/scope allow'],
  who: 'agent',
  validOn: 'packet',
  whoFor: (command) => (readVerdict(command) === null ? 'agent' : 'writer'),
  read(command) {
    const [verb = '', ...rest] = fullText(command).split(/\s+/)
    if (verb.toLowerCase() === 'add') return add(fullText(command).slice(verb.length).trim())
    if (rest.length > 0 && !/^[-–—]/.test(rest[0] ?? '')) return null
    const verdict = readVerdict(command)
    return verdict && onPacket((events, origin) => settle(events, origin, verdict))
  },
}
