/**
 * GitHub's own "blocked by". What the bot linked itself only shows what the packet says, and is noted on the packet's
 * card; a link that somebody else made is a hard dependency for as long as it stands.
 */
import { MARKER } from '../records/names.ts'
import { findTarget, type Target } from '../schedule/dependencies.ts'
import type { DependencyState } from '../state/packet.ts'
import type { PacketAnalysis } from './analysis.ts'

export const linkedByApp = ({ botComments }: PacketAnalysis): Set<number> =>
  new Set(botComments.records(MARKER.linked.prefix).map(({ rest }) => Number(rest)))

/** Issues that `/depends drop` took out, by number. */
function dropped({ events }: PacketAnalysis, session: number | null, targets: Target[]): Set<number> {
  const drops = events.dependencies.filter(({ op }) => op === 'drop')
  return new Set(drops.map(({ name }) => findTarget(name, session, targets)?.issue ?? Number(name.replace(/^#/, ''))))
}

/** Issues that somebody linked, besides those that are hard dependencies by the packet's own words. */
export function linkedByHand(
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
