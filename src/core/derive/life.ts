/** Who works on a packet, when it was last active, and when it becomes stale. */
import type { People } from '../authorize/roles.ts'
import type { Config } from '../parse/config/schema.ts'
import type { Packet } from '../parse/packet/reading.ts'
import { MARKER } from '../records/names.ts'
import type { Actor, Snapshot } from '../snapshot/snapshot.ts'
import type { PacketProgress, PacketState } from '../state/packet.ts'
import { firstPusher, ownPushes, type PacketAnalysis } from './analysis.ts'
import { assignedAt, assignedNow } from './assignments.ts'

export function lastHeard(analysis: PacketAnalysis, snapshot: Pick<Snapshot, 'app' | 'pushesTo'>): number | null {
  const push = ownPushes(analysis, snapshot).findLast(
    (one) => one.actor?.id !== snapshot.app.id && one.type !== 'pr_merge',
  )
  const times = [analysis.events.lastAgentMessageAt, push?.at ?? null, analysis.events.report?.at ?? null].filter(
    (at) => at !== null,
  )
  return times.length === 0 ? null : Math.max(...times)
}

/**
 * Returns the assigned bot or listed agent, else the first listed agent to push or report. An assigned person is the agent
 * when there is no other.
 */
export function agentOf(
  analysis: PacketAnalysis,
  snapshot: Pick<Snapshot, 'app' | 'pushesTo'>,
  people: People,
): PacketProgress['agent'] {
  const assigned = assignedNow(analysis.issue)
  const agent = assigned.find((one) => (one.type === 'Bot' || people.isAgent(one)) && mayReport(one, analysis, people))
  return agent ?? analysis.authorized.holder ?? assigned[0] ?? firstPusher(analysis, snapshot)
}

/** Returns whether an assignee may report (`authorize.ts`). Queries who assigned it only when nothing else decides. */
function mayReport({ id }: Actor, { issue, authorized: { holder } }: PacketAnalysis, people: People): boolean {
  const assignment = assignedAt(issue, Number.POSITIVE_INFINITY).find(({ assignee }) => assignee.id === id)
  if (!assignment?.by || holder?.id === id || (holder === null && people.isAgent(assignment.assignee))) return true
  const role = people.roleOf(assignment.by)
  return role === 'writer' || role === 'unasked'
}

/** Returns when its agent was briefed, or null before the start. */
export function startedAt(
  analysis: PacketAnalysis,
  started: boolean,
  snapshot: Pick<Snapshot, 'pushesTo'>,
): number | null {
  if (!started) return null
  const briefed = analysis.botComments.find(MARKER.briefing)?.comment.createdAt
  const made = ownPushes(analysis, snapshot).find((one) => one.type === 'branch_creation')?.at
  return briefed ?? made ?? null
}

/** Returns when the packet becomes stale. Only an agent that is expected to be at work can be. */
export function staleTime(
  status: PacketState['status'],
  since: number | null,
  config: Config,
  packet: Packet,
): number | null {
  if ((status !== 'running' && status !== 'ready') || since === null) return null
  return since + config.stale[packet.risk ?? 'low'] * 60_000
}
