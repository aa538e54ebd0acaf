/** Plans the comments that tell a packet what became of its dependencies and of the contracts it relies on. */
import type { Action } from '../actions.ts'
import type { Breach } from '../checks/findings.ts'
import type { PacketAnalysis } from '../derive/analysis.ts'
import type { Derived } from '../derive/derive-state.ts'
import { endedBy } from '../derive/status.ts'
import { ensureComment } from '../records/ensure-comment.ts'
import { dependencyAbandoned, dependencyLost, dependentNotice } from '../render/comments.ts'
import { breachNotice } from '../render/contract.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { DependencyState, PacketState } from '../state/packet.ts'
import type { State } from '../state.ts'

/** GitHub: times are whole seconds, and a delivery may start its dependent within the same second. */
function wasBefore({ progress: { startedAt } }: PacketState, { kind, deliveredAt }: DependencyState): boolean {
  if (startedAt === null || deliveredAt === null) return false
  return kind === 'hard' ? deliveredAt <= startedAt : deliveredAt < startedAt
}

/** To a packet at work: what it depends on is merged. One that has not started yet reads it in its briefing. */
export function deliveryNotices(packet: PacketState, analysis: PacketAnalysis, state: State): Action[] {
  if (packet.progress.startedAt === null) return []
  const resumedBy =
    analysis.events.report?.kind === 'blocked' ? endedBy(analysis.events.report, packet.dependencies) : null
  return packet.dependencies.flatMap((dependency) => {
    const source = state.packets.find((one) => one.issue === dependency.issue)
    if (!source?.end.merged || dependency.deliveredAt === null || wasBefore(packet, dependency)) return []
    const delivery = {
      packet: source,
      pull: source.work.pull?.number ?? null,
      sha: source.end.merged.sha,
      baseBranch: packet.base.branch,
    }
    return ensureComment(
      packet.issue,
      analysis.botComments,
      dependentNotice(delivery, { kind: dependency.kind, resumed: resumedBy === dependency }),
      dependency.deliveredAt,
    )
  })
}

/** Notifies a started packet that the base branch has lost one of its dependencies. */
export function lostDependencyNotices(
  packet: PacketState,
  analysis: PacketAnalysis,
  state: State,
  snapshot: Pick<Snapshot, 'issue'>,
): Action[] {
  if (packet.progress.startedAt === null) return []
  return packet.dependencies.flatMap(({ name, issue, state: dependencyState }) => {
    const source = state.packets.find((one) => one.issue === issue)
    if (issue !== null && source === undefined && dependencyState === 'lost') {
      const { closer, closedByMerge } = snapshot.issue(issue) ?? {}
      const sha = closedByMerge?.commit ?? closer?.commit ?? ''
      return ensureComment(
        packet.issue,
        analysis.botComments,
        dependencyLost({ name, issue, sha, base: packet.base.branch }),
      )
    }
    const lost = source?.merge.obstacles.find((one) => one.kind === 'lost')
    if (issue === null || lost?.kind !== 'lost') return []
    return ensureComment(
      packet.issue,
      analysis.botComments,
      dependencyLost({ name, issue, sha: lost.sha, base: packet.base.branch }),
      lost.at,
    )
  })
}

export function abandonedDependencyNotices(packet: PacketState, analysis: PacketAnalysis, state: State): Action[] {
  return packet.dependencies
    .filter((one) => one.state === 'abandoned')
    .flatMap((one) => {
      const lost = state.packets.find((other) => other.issue === one.issue)?.end.abandoned
      return ensureComment(
        packet.issue,
        analysis.botComments,
        dependencyAbandoned({ name: one.name, issue: one.issue, by: lost?.by ?? 'somebody', why: lost?.why ?? '' }),
        lost?.at,
      )
    })
}

export const planBreachNotices = (derived: Derived): Action[] =>
  (derived.state.breaches ?? []).flatMap((breach) => breachNotices(breach, derived))

function breachNotices(breach: Breach, { state, analyses }: Derived): Action[] {
  const find = (issue: number | null) => state.packets.find((one) => one.issue === issue) ?? null
  const [provider, relying, by] = [find(breach.provider), find(breach.relying), find(breach.by)]
  if (provider === null || relying === null) return []
  const words = { ...breach, provider, relying, by, baseBranch: provider.base.branch }
  const sides = [
    { packet: relying, to: 'relying' as const },
    { packet: by ?? provider, to: 'breaking' as const },
  ]
  return sides.flatMap(({ packet, to }) => {
    const analysis = analyses.get(packet.issue)
    return analysis ? ensureComment(packet.issue, analysis.botComments, breachNotice(words, to)) : []
  })
}
