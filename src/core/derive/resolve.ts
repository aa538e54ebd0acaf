/** A packet among the others: its session, dependencies and branch. */

import type { Packet } from '../parse/packet/reading.ts'
import { resolveDependencies, type Target, withChanges } from '../schedule/dependencies.ts'
import type { Queries } from '../snapshot/ask.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { SessionState } from '../state.ts'
import type { PacketAnalysis } from './analysis.ts'
import { linkedByHand } from './links.ts'
import { hasStarted, type ResolvedPacket } from './packet.ts'
import type { Peer } from './problems.ts'
import { sessionOf } from './sessions.ts'

export function resolvePacket(
  analysis: PacketAnalysis,
  analyses: Map<number, PacketAnalysis>,
  sessions: SessionState[],
  targets: Target[],
  snapshot: Snapshot,
  queries: Queries,
): ResolvedPacket {
  const session = targets.find((target) => target.issue === analysis.issue.number)?.session ?? null
  const changed = withChanges(analysis.packet, analysis.events.dependencies)
  const earlier = [...analyses.values()].filter((other) => other.issue.number < analysis.issue.number)
  const taken = !isAtWork(analysis) && earlier.some((other) => holdsBranch(other, analysis.branch, snapshot))
  const resolve = (packet: Pick<Packet, 'hard' | 'soft'>) =>
    resolveDependencies(
      { packet, session, waived: analysis.events.waived, writtenAt: writtenAt(analysis) },
      targets,
      snapshot,
      queries,
    )
  const named = resolve(changed)
  const byHand = linkedByHand(analysis, named, session, targets)
  const linked = byHand.map((number) => ({ name: `#${number}`, reason: null, line: 0 }))
  const dependencies = [
    ...named.filter((one) => one.issue === null || !byHand.includes(one.issue)),
    ...resolve({ hard: linked, soft: [] }).map((one) => ({ ...one, byHand: true })),
  ]
  return {
    analysis,
    packet: { ...analysis.packet, ...changed, hard: [...changed.hard, ...linked] },
    session,
    sessionOpen: sessions.some((one) => one.issue === session && one.open),
    dependencies,
    problems: [...analysis.reading.problems],
    started: hasStarted(analysis, snapshot) && !taken,
    branchTaken: taken,
    branchSha: taken ? null : snapshot.branchTip(analysis.branch),
  }
}

/** The text in force was written then, or the packet accepted. */
const writtenAt = ({ text, issue }: PacketAnalysis): number => text.revision?.at ?? issue.createdAt

const isAtWork = (analysis: PacketAnalysis): boolean => analysis.pull !== null || analysis.botComments.has('briefing')

/** A branch of that name is this packet's: while it lives, and once it is delivered until the branch is tidied away. */
function holdsBranch(analysis: PacketAnalysis, branch: string, snapshot: Pick<Snapshot, 'branchTip'>): boolean {
  // What nobody accepted yet keeps no branch from anybody.
  if (analysis.branch !== branch || analysis.abandoned !== null || analysis.text.accepted === null) return false
  return analysis.merged === null || (analysis.pull !== null && analysis.pull.headSha === snapshot.branchTip(branch))
}

export const targetOf = (analysis: PacketAnalysis, sessions: SessionState[]): Target => ({
  issue: analysis.issue.number,
  name: analysis.name,
  session: sessionOf(analysis, sessions),
  mergedAt: analysis.merged?.at ?? null,
  abandoned: analysis.abandoned !== null,
  lost: analysis.lost !== null,
  names: analysis.names,
  proposed: analysis.text.accepted === null,
  createdAt: analysis.issue.createdAt,
})

export const peerOf = (resolved: ResolvedPacket): Peer => ({
  issue: resolved.analysis.issue.number,
  name: resolved.analysis.name,
  session: resolved.session,
  branch: resolved.analysis.branch,
  packet: resolved.packet,
  dependencies: resolved.dependencies,
  live: resolved.analysis.merged === null && resolved.analysis.abandoned === null,
  started: resolved.started,
  accepted: resolved.analysis.text.accepted !== null,
  onOther: resolved.analysis.branch !== resolved.analysis.written && resolved.analysis.pull?.state === 'open',
})
