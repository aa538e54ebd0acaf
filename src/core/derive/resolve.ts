/** Second stage: a packet among the others. Its session, dependencies, branch, and what is wrong with it beside them. */
import { each, type Isolation } from '../isolation.ts'
import { groupPrefix } from '../merging/queue.ts'
import { scratchPrefix } from '../merging/route.ts'
import type { Packet, Problem } from '../parse/packet/reading.ts'
import { refProblem } from '../parse/packet/refname.ts'
import { MARKER } from '../records/names.ts'
import { findTarget, resolveDependencies, type Target, withChanges } from '../schedule/dependencies.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { BaseProblem, DependencyState } from '../state/packet.ts'
import type { SessionState } from '../state.ts'
import type { OtherScope } from '../status/drift.ts'
import { adoptedAt, type PacketAnalysis, type Repository } from './analysis.ts'
import { madeByApp, type Peer, problemsAmong } from './problems.ts'
import type { QuarantinedPacket } from './quarantine.ts'
import { sessionOf } from './sessions.ts'

/** A packet linked to the others. */
export interface LinkedPacket {
  analysis: PacketAnalysis
  packet: Packet
  session: number | null
  sessionOpen: boolean
  dependencies: DependencyState[]
  started: boolean
  /** The branch of its name is an earlier packet's. */
  branchTaken: boolean
  branchSha: string | null
  /** Why the base cannot be used; null: it can. */
  baseProblem: BaseProblem | null
}

/** And held against them, which is possible once all are linked. */
export interface ResolvedPacket extends LinkedPacket {
  problems: Problem[]
  /** What the others at work may change. */
  others: OtherScope[]
}

export const issueOfLinked = ({ analysis }: LinkedPacket): number => analysis.issue.number

/** What packets are linked to: each other, sessions, and those that are set aside. */
export interface ResolveContext extends Pick<Repository, 'snapshot' | 'config' | 'queries'> {
  analyses: ReadonlyMap<number, PacketAnalysis>
  sessions: SessionState[]
  quarantined: QuarantinedPacket[]
  isolation: Isolation
}

export function resolvePackets(context: ResolveContext): ResolvedPacket[] {
  const { analyses, sessions, quarantined, isolation } = context
  const issueOf = ({ issue }: PacketAnalysis) => issue.number
  const targets = [
    ...each(isolation, analyses.values(), issueOf, (analysis) => targetOf(analysis, sessions)),
    ...quarantined.map((one) => one.target),
  ].sort((a, b) => a.issue - b.issue)
  const linked = each(isolation, analyses.values(), issueOf, (analysis) => linkPacket(analysis, targets, context))
  const peers = [...each(isolation, linked, issueOfLinked, peerOf), ...quarantined.map((one) => one.peer)]
  return each(isolation, linked, issueOfLinked, (one) => resolvePacket(one, peers, context))
}

function resolvePacket(linked: LinkedPacket, peers: Peer[], { snapshot, config }: ResolveContext): ResolvedPacket {
  const { analysis } = linked
  const peer = peerOf(linked)
  const adopted = adoptedAt(analysis.events, analysis.branch, snapshot) !== null
  const among = problemsAmong(peer, peers, snapshot, adopted, config.branches.prefixes)
  const others = peers
    .filter((other) => other.issue !== peer.issue && other.live && other.started)
    .map((other) => ({ name: other.name, inScope: other.packet.inScope }))
  return { ...linked, problems: [...analysis.reading.problems, ...among], others }
}

function linkPacket(
  analysis: PacketAnalysis,
  targets: Target[],
  { analyses, sessions, snapshot, queries }: ResolveContext,
): LinkedPacket {
  const session = targets.find((target) => target.issue === analysis.issue.number)?.session ?? null
  const changed = withChanges(analysis.packet, analysis.events.dependencies)
  const earlier = [...analyses.values()].filter((other) => other.issue.number < analysis.issue.number)
  const taken = !isAtWork(analysis) && earlier.some((other) => holdsBranch(other, analysis.branch, snapshot))
  const view = snapshot.on(analysis.base)
  const resolve = (packet: Pick<Packet, 'hard' | 'soft'>) =>
    resolveDependencies(
      { packet, session, waived: analysis.events.waived, writtenAt: writtenAt(analysis) },
      targets,
      view,
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
    started: hasStarted(analysis, snapshot) && !taken,
    branchTaken: taken,
    branchSha: taken ? null : snapshot.branchTip(analysis.branch),
    baseProblem: baseProblem(analysis.base, analyses.values(), snapshot),
  }
}

/** A packet has started once it was briefed, or its branch or pull request is the App's, or the branch was adopted. */
function hasStarted(analysis: PacketAnalysis, snapshot: Pick<Snapshot, 'activityOn' | 'app' | 'branch'>): boolean {
  if (analysis.botComments.has('briefing') || analysis.pull !== null) return true
  const branch = snapshot.branch(analysis.branch)
  return (
    branch !== undefined && (madeByApp(branch, snapshot) || adoptedAt(analysis.events, branch.name, snapshot) !== null)
  )
}

/** Returns why packets cannot go to this branch; null when they can. */
function baseProblem(
  base: string,
  analyses: Iterable<PacketAnalysis>,
  snapshot: Pick<Snapshot, 'activityOn' | 'app' | 'branch' | 'repo'>,
): BaseProblem | null {
  if (base === snapshot.repo.defaultBranch) return null
  if ([scratchPrefix, groupPrefix].some((prefix) => base.startsWith(prefix))) return 'reserved'
  if (refProblem(base) !== null || snapshot.branch(base) === undefined) return 'missing'
  const isPackets = [...analyses].some((one) => one.branch === base && hasStarted(one, snapshot))
  return isPackets ? 'packet' : null
}

/** The text in force was written then, or the packet accepted. */
const writtenAt = ({ text, issue }: PacketAnalysis): number => text.revision?.at ?? issue.createdAt

const isAtWork = (analysis: PacketAnalysis): boolean =>
  analysis.pull !== null || analysis.botComments.has(MARKER.briefing)

/** A branch of that name is this packet's: while it lives, and once it is delivered until the branch is tidied away. */
function holdsBranch(analysis: PacketAnalysis, branch: string, snapshot: Pick<Snapshot, 'branchTip'>): boolean {
  // What nobody accepted yet keeps no branch from anybody.
  if (analysis.branch !== branch || analysis.abandoned !== null || analysis.text.accepted === null) return false
  return analysis.merged === null || (analysis.pull !== null && analysis.pull.headSha === snapshot.branchTip(branch))
}

const targetOf = (analysis: PacketAnalysis, sessions: SessionState[]): Target => ({
  issue: analysis.issue.number,
  name: analysis.name,
  session: sessionOf(analysis, sessions),
  mergedAt: analysis.merged?.at ?? null,
  merged: analysis.merged,
  base: analysis.base,
  abandoned: analysis.abandoned !== null,
  lost: analysis.lost !== null,
  names: analysis.names,
  proposed: analysis.text.accepted === null,
  createdAt: analysis.issue.createdAt,
})

const peerOf = (resolved: LinkedPacket): Peer => ({
  issue: resolved.analysis.issue.number,
  name: resolved.analysis.name,
  session: resolved.session,
  branch: resolved.analysis.branch,
  base: resolved.analysis.base,
  packet: resolved.packet,
  dependencies: resolved.dependencies,
  live: resolved.analysis.merged === null && resolved.analysis.abandoned === null,
  started: resolved.started,
  accepted: resolved.analysis.text.accepted !== null,
  onOther: resolved.analysis.branch !== resolved.analysis.written && resolved.analysis.pull?.state === 'open',
})

export const linkedByApp = ({ botComments }: PacketAnalysis): Set<number> =>
  new Set(botComments.records(MARKER.linked.prefix).map(({ rest }) => Number(rest)))

/** Issues that `/depends drop` took out, by number. */
function dropped({ events }: PacketAnalysis, session: number | null, targets: Target[]): Set<number> {
  const drops = events.dependencies.filter(({ op }) => op === 'drop')
  return new Set(drops.map(({ name }) => findTarget(name, session, targets)?.issue ?? Number(name.replace(/^#/, ''))))
}

/** Issues that somebody linked, besides those that are hard dependencies by the packet's own words. */
function linkedByHand(
  analysis: PacketAnalysis,
  dependencies: DependencyState[],
  session: number | null,
  targets: Target[],
): number[] {
  const known = new Set(dependencies.flatMap(({ kind, issue }) => (kind === 'hard' && issue !== null ? [issue] : [])))
  const [own, out] = [linkedByApp(analysis), dropped(analysis, session, targets)]
  const linked = analysis.issue.blockedBy ?? []
  return linked.filter((one) => one !== analysis.issue.number && !own.has(one) && !known.has(one) && !out.has(one))
}
