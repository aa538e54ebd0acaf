/** Which branches are packets', so that what GitHub knows of them is read whole. */

import type { Config } from '../parse/config/schema.ts'
import { MARKER } from '../records/names.ts'
import type { Queries } from '../snapshot/ask.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { PacketAnalysis } from './analysis.ts'
import { branchOf } from './pull.ts'

/**
 * Lists of pull requests and of activity are long, and a packet's own may be far behind others: a merged one that is not
 * seen would make its packet look given up. All names that a packet ever had count, for its pull request keeps the first.
 */
export function askBranches(
  analyses: Iterable<PacketAnalysis>,
  snapshot: Pick<Snapshot, 'branch' | 'repo'>,
  config: Config,
  queries: Queries,
): void {
  const names = new Set([snapshot.repo.defaultBranch])
  for (const { branch, issue, botComments } of analyses) {
    if (snapshot.branch(branch) || issue.state === 'closed') names.add(branch)
    // Before it is briefed, what its texts name is nobody's yet.
    if (!botComments.has(MARKER.briefing)) continue
    names.add(branch)
    for (const { reading } of issue.revisions)
      names.add(branchOf(reading, reading.packet.name ?? `issue-${issue.number}`, config))
  }
  queries.branches(names)
}
