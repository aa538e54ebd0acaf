/** Packets as sub-issues of their session, and their hard dependencies as GitHub's "blocked by". */
import type { Action } from '../actions.ts'
import type { PacketAnalysis } from '../derive/analysis.ts'
import { linkedByApp } from '../derive/resolve.ts'
import type { SessionAnalysis } from '../derive/sessions.ts'
import { ensureComment } from '../records/ensure-comment.ts'
import { MARKER } from '../records/names.ts'
import { linksRefused, subIssuesFull } from '../render/comments.ts'
import type { IssueFact, Snapshot } from '../snapshot/snapshot.ts'
import type { PacketState } from '../state/packet.ts'
import type { State } from '../state.ts'

/** GitHub takes 100 sub-issues and 50 of a kind of dependencies. */
const MOST_CHILDREN = 100
const MOST_BLOCKERS = 50

type Link = Extract<Action, { kind: 'add-sub-issue' | 'add-blocked-by' | 'remove-blocked-by' }>

const settled = (packet: PacketState) => packet.status === 'merged' || packet.status === 'abandoned'

export function planLinks(
  packet: PacketState,
  analysis: PacketAnalysis,
  state: State,
  snapshot: Pick<Snapshot, 'issue' | 'refused'>,
): Action[] {
  if (packet.text.accepted === null || settled(packet)) return []
  const actions = [...asSubIssue(packet, analysis, state), ...asBlocked(packet, analysis, snapshot)]
  return actions.filter(
    (link) => state.lacks?.includes(FEATURE[link.kind]) !== true && offNow(link.kind, snapshot) === null,
  )
}

/** A parent that a person chose is left alone; one that is another session of ours is replaced. */
function asSubIssue(packet: PacketState, { issue }: PacketAnalysis, state: State): Link[] {
  const session = state.sessions.find((one) => one.issue === packet.session)
  if (!session?.open || issue.parent === undefined || issue.parent === session.issue) return []
  if (issue.parent !== null && !state.sessions.some((one) => one.issue === issue.parent)) return []
  const siblings = childrenOf(session.issue, state)
  if (siblings.findIndex((one) => one.issue === packet.issue) >= MOST_CHILDREN) return []
  return [{ kind: 'add-sub-issue', issue: session.issue, child: packet.issue, childId: issue.id }]
}

const childrenOf = (session: number, { packets }: State): PacketState[] =>
  packets.filter((one) => one.session === session && one.text.accepted !== null)

/** Open hard dependencies that the packet itself names; GitHub takes no issue that is blocked by itself. */
const wanted = (packet: PacketState): number[] =>
  packet.dependencies.flatMap(({ kind, state, issue, byHand }) =>
    kind === 'hard' && state === 'open' && issue !== null && issue !== packet.issue && byHand !== true ? [issue] : [],
  )

/** Only what the card has noted as the bot's is linked, so that it is told from what people link. */
function asBlocked(packet: PacketState, analysis: PacketAnalysis, snapshot: Pick<Snapshot, 'issue'>): Link[] {
  const linked = analysis.issue.blockedBy
  if (linked === undefined) return []
  const own = linkedByApp(analysis)
  const open = wanted(packet)
  const hard = new Set(packet.dependencies.flatMap((one) => (one.kind === 'hard' ? [one.issue] : [])))
  const missing = open.filter((one) => own.has(one) && !linked.includes(one)).slice(0, MOST_BLOCKERS - linked.length)
  const stale = linked.filter((one) => own.has(one) && !hard.has(one))
  const find = (number: number): IssueFact[] => [snapshot.issue(number) ?? []].flat()
  return [
    ...missing.flatMap(find).map((by) => link('add-blocked-by', packet, by)),
    ...stale.flatMap(find).map((by) => link('remove-blocked-by', packet, by)),
  ]
}

const link = (kind: 'add-blocked-by' | 'remove-blocked-by', packet: PacketState, by: IssueFact): Link => ({
  kind,
  issue: packet.issue,
  by: by.number,
  byId: by.id,
})

/** Markers for the card. What was linked once stays noted: the link may be taken away later than the words. */
export const linkMarkers = (packet: PacketState, analysis: PacketAnalysis): string[] => {
  if (analysis.issue.blockedBy === undefined) return []
  const marked = new Set([...linkedByApp(analysis), ...wanted(packet)])
  return [...marked].sort((a, b) => a - b).map((number) => MARKER.linked.of(number))
}

/** Feature of the server that a link needs. */
const FEATURE = {
  'add-sub-issue': 'sub-issues',
  'add-blocked-by': 'dependencies',
  'remove-blocked-by': 'dependencies',
} as const

/** GitHub does not know the feature here, or does not let the App use it: its words. */
function offNow(kind: Link['kind'], snapshot: Pick<Snapshot, 'refused'>): string | null {
  const family: Action['kind'][] = kind === 'add-sub-issue' ? [kind] : ['add-blocked-by', 'remove-blocked-by']
  const found = Object.values(snapshot.refused).find(
    ({ target, status }) => family.includes(target.kind) && [403, 404, 410].includes(status),
  )
  return found?.message ?? null
}

/** Said once on the dashboard; work goes on. */
export function planLinkNotices(
  { issue, state, botComments }: SessionAnalysis,
  all: State,
  snapshot: Pick<Snapshot, 'issues' | 'refused'>,
): Action[] {
  if (!state.open) return []
  const kinds = ['add-sub-issue', 'add-blocked-by'] as const
  const refused = kinds.flatMap((kind) => {
    const words = offNow(kind, snapshot)
    return words === null ? [] : ensureComment(issue.number, botComments, linksRefused(kind, words))
  })
  const isFull = childrenOf(issue.number, all).length > MOST_CHILDREN
  const isShown = isFull && snapshot.issues.some(({ parent }) => parent === issue.number)
  return [...refused, ...(isShown ? ensureComment(issue.number, botComments, subIssuesFull(MOST_CHILDREN)) : [])]
}
