/** Which branches are packets', so that what GitHub knows of them is read whole. */

import type { Config } from '../parse/config/schema.ts'
import { MARKER } from '../records/names.ts'
import type { Query } from '../snapshot/queries.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { PacketAnalysis } from './analysis.ts'
import { branchOf } from './pull.ts'

/**
 * Lists of pull requests and of activity are long, and a packet's own may be far behind others: a merged one that is not
 * seen would make its packet look given up. All names that a packet ever had count, for its pull request keeps the first.
 */
export function branchNeeds(analyses: Iterable<PacketAnalysis>, snapshot: Snapshot, config: Config): Query[] {
  const { branches: known } = snapshot.results
  if (known === undefined) return []
  const names = new Set([snapshot.repo.defaultBranch])
  const there = new Set(snapshot.branches.map((one) => one.name))
  for (const { branch, issue, botComments } of analyses) {
    if (there.has(branch) || issue.state === 'closed') names.add(branch)
    // Before it is briefed, what its texts name is nobody's yet.
    if (!botComments.has(MARKER.briefing)) continue
    names.add(branch)
    for (const { reading } of issue.revisions)
      names.add(branchOf(reading, reading.packet.name ?? `issue-${issue.number}`, config))
  }
  const unknown = [...names].filter((name) => !known.includes(name)).sort()
  return unknown.length === 0 ? [] : [{ kind: 'branches', names: unknown }]
}
