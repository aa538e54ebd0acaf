/** First stage: finds the issues that are packets and analyzes each one. */
import { each, type Isolation } from '../isolation.ts'
import type { Config } from '../parse/config/schema.ts'
import { MARKER } from '../records/names.ts'
import type { Queries } from '../snapshot/ask.ts'
import type { IssueFact, Snapshot } from '../snapshot/snapshot.ts'
import type { State } from '../state.ts'
import { analyzePacket, isPacketIssue, type PacketAnalysis, type Repository } from './analysis.ts'
import { branchesOf, branchOf, branchOwners } from './pull.ts'
import { basedSessions } from './sessions.ts'

export interface Analyzed {
  /** By issue. */
  analyses: Map<number, PacketAnalysis>
  parked: NonNullable<State['parked']>
  /** The issues that are not packets. */
  rest: IssueFact[]
  repository: Repository
}

export function analyzePackets(ground: Omit<Repository, 'owners' | 'sessions'>, isolation: Isolation): Analyzed {
  const { snapshot, config, queries } = ground
  const numberOf = (issue: IssueFact) => issue.number
  const issues = snapshot.issues
    .filter((one) => !isolation.quarantined.has(one.number))
    .sort((a, b) => a.number - b.number)
  const isPacket = (issue: IssueFact) => isolation.guard(issue.number, () => isPacketIssue(issue, snapshot)) === true
  const packetIssues = issues.filter(isPacket)
  const branches = each(isolation, packetIssues, numberOf, (issue) => branchesOf(issue, config)).flat()
  const others = issues.filter((issue) => !packetIssues.includes(issue))
  const sessions = basedSessions(others, snapshot, ground.people, isolation)
  const repository = { ...ground, sessions, owners: branchOwners(branches, snapshot) }
  const all = each(isolation, packetIssues, numberOf, (issue) => analyzePacket(issue, repository))
  const { analyses, parked } = withinProposalLimit(all)
  askBranches(analyses.values(), snapshot, config, queries)
  return { analyses, parked, rest: issues.filter((issue) => !analyses.has(issue.number)), repository }
}

/**
 * Queries every branch that belongs to a packet. Lists of pull requests and activity are long, and an unseen merged pull
 * request would make its packet look abandoned. Former names count, because a pull request keeps its first branch.
 */
function askBranches(
  analyses: Iterable<PacketAnalysis>,
  snapshot: Pick<Snapshot, 'branch' | 'repo'>,
  config: Config,
  queries: Queries,
): void {
  const names = new Set([snapshot.repo.defaultBranch])
  for (const { branch, base, issue, botComments } of analyses) {
    names.add(base)
    if (snapshot.branch(branch) || issue.state === 'closed') names.add(branch)
    // Before the briefing, the branches its texts name do not belong to it.
    if (!botComments.has(MARKER.briefing)) continue
    names.add(branch)
    for (const { reading } of issue.revisions)
      names.add(branchOf(reading, reading.packet.name ?? `issue-${issue.number}`, config))
  }
  queries.branches(names)
}

/** Open proposals of one person without write access that the bot handles. The others wait until some are settled. */
const PROPOSALS = 5

function withinProposalLimit(all: PacketAnalysis[]): {
  analyses: Map<number, PacketAnalysis>
  parked: NonNullable<State['parked']>
} {
  const open = all.filter(
    (analysis) => analysis.text.accepted === null && !analysis.merged && !analysis.abandoned && !analysis.pull,
  )
  const byAuthor = Map.groupBy(open, (analysis) => analysis.issue.author?.id ?? 0)
  const excess = [...byAuthor.values()].map((theirs) => theirs.slice(PROPOSALS)).filter((theirs) => theirs.length > 0)
  const left = new Set(excess.flat())
  return {
    analyses: new Map(
      all.filter((analysis) => !left.has(analysis)).map((analysis) => [analysis.issue.number, analysis]),
    ),
    parked: excess.map((theirs) => ({
      by: theirs[0]?.issue.author?.login ?? 'ghost',
      issues: theirs.map((analysis) => analysis.issue.number),
    })),
  }
}
