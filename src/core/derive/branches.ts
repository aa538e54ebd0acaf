/** Which branches are packets', so that what GitHub knows of them is read whole. */
import type { Config } from '../parse/config/schema.ts'
import type { Need } from '../snapshot/queries.ts'
import type { Facts } from '../snapshot/snapshot.ts'
import type { Draft } from './analysis.ts'
import { branchOf } from './pull.ts'

/**
 * Lists of pull requests and of activity are long, and a packet's own may be far behind others: a merged one that is not
 * seen would make its packet look given up. All names that a packet ever had count, for its pull request keeps the first.
 */
export function branchNeeds(drafts: Iterable<Draft>, facts: Facts, config: Config): Need[] {
  const { branches: known } = facts.lookups
  if (known === undefined) return []
  const names = new Set([facts.repo.defaultBranch])
  const there = new Set(facts.branches.map((one) => one.name))
  for (const { branch, issue, told } of drafts) {
    if (there.has(branch) || issue.state === 'closed') names.add(branch)
    // Before it is briefed, what its texts name is nobody's yet.
    if (!told.has('briefing')) continue
    names.add(branch)
    for (const { reading } of issue.revisions)
      names.add(branchOf(reading, reading.packet.name ?? `issue-${issue.number}`, config))
  }
  const unknown = [...names].filter((name) => !known.includes(name)).sort()
  return unknown.length === 0 ? [] : [{ kind: 'branches', names: unknown }]
}
