/** First stage: which issues are packets, and what was said and accepted on each. */
import { each, type Isolation } from '../isolation.ts'
import type { IssueFact } from '../snapshot/snapshot.ts'
import type { State } from '../state.ts'
import { analyzePacket, isPacketIssue, type PacketAnalysis, type Repository } from './analysis.ts'
import { askBranches } from './branches.ts'
import { withinProposalLimit } from './proposal-limit.ts'
import { branchesOf, branchOwners } from './pull.ts'

export interface Analyzed {
  /** By issue. */
  analyses: Map<number, PacketAnalysis>
  parked: NonNullable<State['parked']>
  /** The issues that are no packets. */
  rest: IssueFact[]
  repository: Repository
}

export function analyzePackets(ground: Omit<Repository, 'owners'>, isolation: Isolation): Analyzed {
  const { snapshot, config, queries } = ground
  const numberOf = (issue: IssueFact) => issue.number
  const issues = snapshot.issues
    .filter((one) => !isolation.quarantined.has(one.number))
    .sort((a, b) => a.number - b.number)
  const isPacket = (issue: IssueFact) => isolation.guard(issue.number, () => isPacketIssue(issue, snapshot)) === true
  const packetIssues = issues.filter(isPacket)
  const branches = each(isolation, packetIssues, numberOf, (issue) => branchesOf(issue, config)).flat()
  const repository = { ...ground, owners: branchOwners(branches, snapshot) }
  const all = each(isolation, packetIssues, numberOf, (issue) => analyzePacket(issue, repository))
  const { analyses, parked } = withinProposalLimit(all)
  askBranches(analyses.values(), snapshot, config, queries)
  return { analyses, parked, rest: issues.filter((issue) => !analyses.has(issue.number)), repository }
}
