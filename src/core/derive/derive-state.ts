/**
 * Derives the state from the snapshot. Everything is derived again on each run; nothing is stored. A packet passes through
 * stages, each with its own immutable type that the next stage takes: analyzed, resolved among the others, evaluated,
 * scheduled, and checked for its contract.
 */
import { askAccounts, unusableLogins } from '../authorize/agents.ts'
import { missingPermissions } from '../authorize/app-permissions.ts'
import { type People, people } from '../authorize/roles.ts'
import { type Isolation, withoutIsolation } from '../isolation.ts'
import type { Config } from '../parse/config/schema.ts'
import { predictConflicts } from '../schedule/conflicts.ts'
import { Queries } from '../snapshot/ask.ts'
import type { IssueFact, Snapshot } from '../snapshot/snapshot.ts'
import type { EvaluatedPacket, PacketState } from '../state/packet.ts'
import type { State } from '../state.ts'
import { isOver } from '../status/statuses.ts'
import type { PacketAnalysis } from './analysis.ts'
import { type Analyzed, analyzePackets } from './analyze.ts'
import { configOf } from './config.ts'
import { withContracts } from './contracts.ts'
import { evaluatePackets } from './evaluate.ts'
import { featuresLacked } from './features.ts'
import { holdingsOf, sharingOf } from './holdings.ts'
import { type QuarantinedPacket, quarantinedPackets } from './quarantine.ts'
import { type ResolvedPacket, resolvePackets } from './resolve.ts'
import { schedulePackets } from './schedule.ts'
import type { SessionAnalysis } from './sessions.ts'
import { stacksOf } from './stacks.ts'
import { type OtherThread, ordinaryIssues, otherThreads } from './threads.ts'
import { uncommentableIn, undeletableIn } from './trouble.ts'

export interface Derived {
  state: State
  analyses: Map<number, PacketAnalysis>
  sessions: SessionAnalysis[]
  /** Ordinary issues and pull requests with comments to the bot. */
  others: OtherThread[]
  /** Issues titled like a session by people who may not open one. */
  refusedSessions: IssueFact[]
  people: People
  queries: Queries
  /** Packets that get a slot now and need a branch. */
  starting: Set<number>
  /** Packets that caused an internal error; they have no analysis. */
  quarantinedPackets: QuarantinedPacket[]
  isolation: Isolation
}

/** @param isolation keeps what one issue makes this throw to that issue; without it, it throws */
export function deriveState(snapshot: Snapshot, isolation: Isolation = withoutIsolation): Derived {
  const queries = new Queries(snapshot)
  const { config, problems } = configOf(snapshot.config.text, queries)
  const who = people(snapshot, config, queries)
  const analyzed = analyzePackets({ snapshot, config, people: who, queries }, isolation)
  const { analyses, parked } = analyzed
  const ordinary = ordinaryIssues(analyzed.rest, snapshot, who, isolation)
  const sessions = ordinary.flatMap(({ session }) => session ?? [])
  const sessionStates = sessions.map((one) => one.state)
  const quarantined = quarantinedPackets([...isolation.quarantined.values()], sessionStates, analyzed.repository)
  const context = { snapshot, config, queries, analyses, sessions: sessionStates, quarantined, isolation }
  const resolved = resolvePackets(context)
  const evaluated = evaluate(resolved, quarantined, analyzed, isolation)
  const scheduled = schedulePackets(evaluated, resolved, analyses, { snapshot, config, queries })
  const conflicts = predictConflicts(scheduled.packets, queries)
  const { packets, breaches } = withContracts(scheduled.packets, analyses, { snapshot, queries, isolation })
  const found = { config, configProblems: problems, sessions: sessionStates, packets, parked, conflicts, breaches }
  return {
    state: stateOf(found, snapshot, queries),
    analyses,
    sessions,
    people: who,
    queries,
    starting: scheduled.starting,
    quarantinedPackets: quarantined,
    isolation,
    others: otherThreads(snapshot, analyses, ordinary, who, isolation),
    refusedSessions: ordinary.filter((one) => one.verdict === 'refused').map((one) => one.issue),
  }
}

type Found = Pick<State, 'config' | 'configProblems' | 'sessions' | 'packets' | 'parked' | 'conflicts' | 'breaches'>

function stateOf(found: Found, snapshot: Snapshot, queries: Queries): State {
  const { config, packets } = found
  const { owner, name, url, defaultBranch } = snapshot.repo
  return {
    ...found,
    now: snapshot.now,
    ...straysIn(snapshot, config, packets, queries),
    repoUrl: url,
    owner,
    repo: name,
    baseBranch: defaultBranch,
    baseSha: snapshot.baseTip(),
    ...lackingIn(snapshot, found),
    ...lacksIn(snapshot),
    ...uncommentableIn(snapshot),
    ...undeletableIn(snapshot),
    failing: snapshot.failing ?? [],
    ...(snapshot.reading && { reading: snapshot.reading }),
    nextChangeAt: earliest(packets.map((packet) => (packet.progress.stale ? null : packet.progress.staleAt))),
  }
}

/** Evaluates the packets and adds the quarantined ones, by issue. */
function evaluate(
  resolved: ResolvedPacket[],
  quarantined: QuarantinedPacket[],
  { analyses, repository }: Analyzed,
  isolation: Isolation,
): EvaluatedPacket[] {
  const { snapshot, queries } = repository
  const sharing = sharingOf(analyses)
  const context = {
    ...repository,
    isolation,
    holdings: holdingsOf(analyses.values(), snapshot, queries),
    sharing,
    stacks: stacksOf(sharing, snapshot, queries),
  }
  return [...evaluatePackets(resolved, context), ...quarantined.map((one) => one.state)].sort(
    (a, b) => a.issue - b.issue,
  )
}

/** Queried only while a packet is at work. */
function straysIn(snapshot: Snapshot, config: Config, packets: PacketState[], queries: Queries): Pick<State, 'strays'> {
  if (!packets.some((one) => one.progress.startedAt !== null && one.end.merged === null && one.end.abandoned === null))
    return {}
  askAccounts(config, queries)
  const strays = unusableLogins(config, snapshot)
  return strays.length === 0 ? {} : { strays }
}

function lackingIn(
  { rights: granted }: Pick<Snapshot, 'rights'>,
  { config, packets }: Pick<State, 'config' | 'packets'>,
): Pick<State, 'lacking'> {
  const takesQueue = packets.some(({ merge: { route } }) => route?.way === 'queue')
  const hasWorkflows = packets.some(
    ({ work, merge, status }) =>
      !isOver(status) && (work.workflow !== null || merge.trouble.some(({ kind }) => kind === 'workflows')),
  )
  const rights = granted === undefined ? [] : missingPermissions(granted, config, { takesQueue, hasWorkflows })
  return granted === undefined || rights.length === 0 ? {} : { lacking: { rights, url: granted.url } }
}

function lacksIn(snapshot: Snapshot): Pick<State, 'lacks'> {
  const lacks = featuresLacked(snapshot)
  return lacks.length === 0 ? {} : { lacks }
}

const earliest = (times: (number | null)[]): number | null => {
  const known = times.filter((at) => at !== null)
  return known.length === 0 ? null : Math.min(...known)
}
