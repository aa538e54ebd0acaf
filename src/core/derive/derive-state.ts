/** Facts → state. Everything the bot knows is derived here anew each time; nothing is latched. */
import { askAccounts, strayLogins } from '../authorize/agents.ts'
import { lackingRights } from '../authorize/app-permissions.ts'
import { authorize, type HeardThread } from '../authorize/authorize.ts'
import { type People, people } from '../authorize/roles.ts'
import { each, type Isolation, unguarded } from '../isolation.ts'
import type { Config } from '../parse/config/schema.ts'
import { type BotComments, botCommentsIn } from '../records/bot-comments.ts'
import { predictConflicts } from '../schedule/conflicts.ts'
import { Queries } from '../snapshot/ask.ts'
import type { CommentFact, IssueFact, Snapshot } from '../snapshot/snapshot.ts'
import { allCommentsOn } from '../snapshot/spoken.ts'
import type { PacketState, State } from '../state.ts'
import { adoptedAt, analyzePacket, isPacketIssue, type PacketAnalysis } from './analysis.ts'
import { askBranches } from './branches.ts'
import { configOf } from './config.ts'
import { holdContracts } from './contracts.ts'
import { lookAtQueue } from './github-queue.ts'
import { holdingsOf, sharingOf } from './holdings.ts'
import { packetState, type ResolvedPacket, type World } from './packet.ts'
import { problemsAmong } from './problems.ts'
import { withinProposalLimit } from './proposal-limit.ts'
import { branchesOf, branchOwners } from './pull.ts'
import { type QuarantinedPacket, quarantinedPackets } from './quarantine.ts'
import { queueUp } from './queue.ts'
import { peerOf, resolvePacket, targetOf } from './resolve.ts'
import { analyzeSession, type SessionAnalysis, sessionVerdict, toldOnIssue } from './sessions.ts'
import { assignSlots } from './slots.ts'
import { uncommentableIn } from './uncommentable.ts'

export interface Derived {
  state: State
  analyses: Map<number, PacketAnalysis>
  sessions: SessionAnalysis[]
  /** Ordinary issues and pull requests on which somebody spoke to the bot. */
  others: { number: number; botComments: BotComments; heard: HeardThread; comments: CommentFact[] }[]
  /** Issues titled like a session by people who may not open one. */
  refusedSessions: IssueFact[]
  people: People
  queries: Queries
  /** Packets that get a place now: their branch is to be made. */
  starting: Set<number>
  /** Packets over which the bot stumbles; they have no draft. */
  quarantinedPackets: QuarantinedPacket[]
  isolation: Isolation
}

/** @param apart keeps what one issue makes the fold throw to that issue; without it, it throws */
export function deriveState(snapshot: Snapshot, isolation: Isolation = unguarded): Derived {
  const queries = new Queries(snapshot)
  const { config, problems } = configOf(snapshot.config.text, queries)
  const who = people(snapshot, config, queries)
  const issues = snapshot.issues
    .filter((one) => !isolation.quarantined.has(one.number))
    .sort((a, b) => a.number - b.number)
  const isPacket = (issue: IssueFact) => isolation.guard(issue.number, () => isPacketIssue(issue, snapshot)) === true
  const packetIssues = issues.filter(isPacket)
  const branches = each(isolation, packetIssues, numberOf, (issue) => branchesOf(issue, config)).flat()
  const repository = { snapshot, config, people: who, owners: branchOwners(branches, snapshot), queries }
  const drafted = each(isolation, packetIssues, numberOf, (issue) => [analyzePacket(issue, repository)])
  const { analyses, parked } = withinProposalLimit(drafted.flat())
  askBranches(analyses.values(), snapshot, config, queries)
  const judged = each(
    isolation,
    issues.filter((issue) => !analyses.has(issue.number)),
    numberOf,
    (issue) => judgedIssue(issue, snapshot, who),
  )
  const sessions = judged.flatMap((one) => (one.session ? [one.session] : []))
  const sessionStates = sessions.map((one) => one.state)
  const quarantined = quarantinedPackets([...isolation.quarantined.values()], sessionStates, repository)
  const targets = [
    ...each(isolation, analyses.values(), issueOf, (analysis) => targetOf(analysis, sessionStates)),
    ...quarantined.map((one) => one.target),
  ].sort((a, b) => a.issue - b.issue)
  const resolved = new Map(
    each(isolation, analyses.values(), issueOf, (analysis) => [
      analysis.issue.number,
      resolvePacket(analysis, analyses, sessionStates, targets, snapshot, queries),
    ]),
  )
  const holdings = holdingsOf(analyses.values(), snapshot, queries)
  const packets = [
    ...packetStates(resolved, {
      snapshot,
      config,
      people: who,
      queries,
      quarantined,
      isolation,
      holdings,
      sharing: sharingOf(analyses),
    }),
    ...quarantined.map((one) => one.state),
  ].sort((a, b) => a.issue - b.issue)
  const starting = assignSlots(packets, resolved, config)
  lookAtQueue(packets, snapshot, queries)
  queueUp(packets, analyses, snapshot, config)
  const conflicts = predictConflicts(packets, snapshot.repo.defaultBranch, snapshot.baseTip(), queries)
  const breaches = holdContracts(packets, analyses, { snapshot, queries, baseSha: snapshot.baseTip(), isolation })
  const state: State = {
    now: snapshot.now,
    config,
    configProblems: problems,
    ...straysIn(snapshot, config, packets, queries),
    repoUrl: snapshot.repo.url,
    owner: snapshot.repo.owner,
    repo: snapshot.repo.name,
    baseBranch: snapshot.repo.defaultBranch,
    baseSha: snapshot.baseTip(),
    sessions: sessionStates,
    packets,
    parked,
    conflicts,
    breaches,
    ...lackingIn(snapshot, { config, packets }),
    ...uncommentableIn(snapshot),
    failing: snapshot.failing ?? [],
    nextChangeAt: earliest(packets.map((packet) => (packet.stale ? null : packet.staleAt))),
  }
  const rest = judged.filter((one) => one.verdict !== 'session')
  return {
    state,
    analyses,
    sessions,
    people: who,
    queries,
    starting,
    quarantinedPackets: quarantined,
    isolation,
    others: othersOf(snapshot, analyses, rest, who, isolation),
    refusedSessions: judged.filter((one) => one.verdict === 'refused').map((one) => one.issue),
  }
}

/** Asked while a packet is at work. */
function straysIn(snapshot: Snapshot, config: Config, packets: PacketState[], queries: Queries): Pick<State, 'strays'> {
  if (!packets.some((one) => one.startedAt !== null && one.merged === null && one.abandoned === null)) return {}
  askAccounts(config, queries)
  const strays = strayLogins(config, snapshot)
  return strays.length === 0 ? {} : { strays }
}

function lackingIn(
  { rights: granted }: Pick<Snapshot, 'rights'>,
  { config, packets }: Pick<State, 'config' | 'packets'>,
): Pick<State, 'lacking'> {
  const takesQueue = packets.some(({ route }) => route?.way === 'queue')
  const rights = granted === undefined ? [] : lackingRights(granted, config, takesQueue)
  return granted === undefined || rights.length === 0 ? {} : { lacking: { rights, url: granted.url } }
}

const numberOf = (issue: IssueFact) => issue.number
const issueOf = (analysis: PacketAnalysis) => analysis.issue.number

/** An issue that is no packet: a session, or something on which people may speak to the bot all the same. */
function judgedIssue(issue: IssueFact, snapshot: Pick<Snapshot, 'app' | 'issues' | 'repo'>, who: People) {
  const botComments = toldOnIssue(issue, snapshot.app)
  const verdict = sessionVerdict(issue, botComments, snapshot, who)
  return {
    issue,
    botComments,
    verdict,
    session: verdict === 'session' ? analyzeSession(issue, botComments, snapshot, who) : null,
  }
}

/** The packets held against one another. */
function packetStates(
  resolved: Map<number, ResolvedPacket>,
  world: Pick<World, 'snapshot' | 'config' | 'people' | 'queries' | 'holdings' | 'sharing'> & {
    quarantined: QuarantinedPacket[]
    isolation: Isolation
  },
): PacketState[] {
  const { snapshot, config, quarantined, isolation } = world
  const issueOfPlaced = (one: ResolvedPacket) => one.analysis.issue.number
  const peers = [...each(isolation, resolved.values(), issueOfPlaced, peerOf), ...quarantined.map((one) => one.peer)]
  return each(isolation, resolved.values(), issueOfPlaced, (one) => {
    const peer = peerOf(one)
    const adopted = adoptedAt(one.analysis.events, one.analysis.branch, snapshot) !== null
    one.problems.push(...problemsAmong(peer, peers, snapshot, adopted, config.branches.prefixes))
    const others = peers
      .filter((other) => other.issue !== peer.issue && other.live && other.started)
      .map((other) => ({ name: other.name, inScope: other.packet.inScope }))
    return packetState(one, { ...world, baseSha: snapshot.baseTip(), others })
  })
}

const earliest = (times: (number | null)[]): number | null => {
  const known = times.filter((at) => at !== null)
  return known.length === 0 ? null : Math.min(...known)
}

/** Where only `/session start` and the like can be said. */
function othersOf(
  snapshot: Pick<Snapshot, 'app' | 'pulls'>,
  analyses: Map<number, PacketAnalysis>,
  issues: { issue: IssueFact; botComments: BotComments }[],
  who: People,
  isolation: Isolation,
): Derived['others'] {
  const pulls = new Set([...analyses.values()].map((analysis) => analysis.pull?.number))
  const rooms = [
    ...issues.map(({ issue, botComments }) => ({ number: issue.number, comments: issue.comments, botComments })),
    ...snapshot.pulls
      .filter((pull) => !pulls.has(pull.number) && !isolation.quarantined.has(pull.number))
      .map((pull) => {
        const comments = allCommentsOn(pull)
        return { number: pull.number, comments, botComments: botCommentsIn(comments, snapshot.app) }
      }),
  ]
  const numberOfRoom = (room: { number: number }) => room.number
  return each(isolation, rooms, numberOfRoom, ({ number, comments, botComments }) => {
    const room = { kind: 'other' as const, comments, botComments, assigned: () => [], agentPushes: [] }
    return { number, botComments, comments, heard: authorize(room, who, snapshot.app) }
  })
}
