/** Facts → state. Everything the bot knows is derived here anew each time; nothing is latched. */
import { type Apart, each, unguarded } from '../apart.ts'
import type { Config } from '../config/schema.ts'
import type { CommentFact, Facts, IssueFact } from '../facts.ts'
import { type Heard, judge } from '../judge.ts'
import type { Need } from '../lookups.ts'
import type { Packet } from '../packets/reading.ts'
import { type People, people } from '../people.ts'
import { startOrder, takesPlace } from '../schedule/capacity.ts'
import { foretell } from '../schedule/conflicts.ts'
import { resolveDependencies, type Target, withChanges } from '../schedule/dependencies.ts'
import { queueOrder } from '../schedule/queue.ts'
import type { PacketState, SessionState, State } from '../state.ts'
import { type Told, toldIn } from '../told.ts'
import { type SetAside, setAside } from './aside.ts'
import { configOf } from './config.ts'
import { holdContracts } from './contracts.ts'
import { adoptedAt, type Draft, draftOf, isPacketIssue } from './draft.ts'
import { linkedByHand } from './links.ts'
import { hasStarted, type Placed, packetState, type World } from './packet.ts'
import { withinPatience } from './patience.ts'
import { type Peer, problemsAmong } from './problems.ts'
import { headMerged } from './seen.ts'
import { type SessionDraft, sessionDraft, sessionOf, sessionVerdict, toldOnIssue } from './sessions.ts'
import { mergeEnding } from './standing.ts'

export interface Folded {
  state: State
  drafts: Map<number, Draft>
  sessions: SessionDraft[]
  /** Ordinary issues and pull requests on which somebody spoke to the bot. */
  others: { number: number; told: Told; heard: Heard; comments: CommentFact[] }[]
  /** Issues titled like a session by people who may not open one. */
  refusedSessions: IssueFact[]
  people: People
  needs: Need[]
  /** Packets that get a place now: their branch is to be made. */
  starting: Set<number>
  /** Packets over which the bot stumbles; they have no draft. */
  setAside: SetAside[]
  apart: Apart
}

function placedOf(
  draft: Draft,
  drafts: Map<number, Draft>,
  sessions: SessionState[],
  targets: Target[],
  facts: Facts,
  needs: Need[],
): Placed {
  const session = targets.find((target) => target.issue === draft.issue.number)?.session ?? null
  const changed = withChanges(draft.packet, draft.fold.dependencies)
  const earlier = [...drafts.values()].filter((other) => other.issue.number < draft.issue.number)
  const taken = !isAtWork(draft) && earlier.some((other) => holdsBranch(other, draft.branch, facts))
  const resolve = (packet: Pick<Packet, 'hard' | 'soft'>) =>
    resolveDependencies({ packet, session, waived: draft.fold.waived }, targets, facts, needs)
  const named = resolve(changed)
  const byHand = linkedByHand(draft, named, session, targets)
  const linked = byHand.map((number) => ({ name: `#${number}`, reason: null, line: 0 }))
  const dependencies = [
    ...named.filter((one) => one.issue === null || !byHand.includes(one.issue)),
    ...resolve({ hard: linked, soft: [] }).map((one) => ({ ...one, byHand: true })),
  ]
  return {
    draft,
    packet: { ...draft.packet, ...changed, hard: [...changed.hard, ...linked] },
    session,
    sessionOpen: sessions.some((one) => one.issue === session && one.open),
    dependencies,
    problems: [...draft.reading.problems],
    started: hasStarted(draft, facts) && !taken,
    branchTaken: taken,
    branchSha: taken ? null : shaOf(draft.branch, facts),
  }
}

const shaOf = (branch: string, facts: Facts): string | null =>
  facts.branches.find((one) => one.name === branch)?.sha ?? null

const isAtWork = (draft: Draft): boolean => draft.pull !== null || draft.told.has('briefing')

/** A branch of that name is this packet's: while it lives, and once it is delivered until the branch is tidied away. */
function holdsBranch(draft: Draft, branch: string, facts: Facts): boolean {
  // What nobody accepted yet keeps no branch from anybody.
  if (draft.branch !== branch || draft.abandoned !== null || draft.text.accepted === null) return false
  return draft.merged === null || (draft.pull !== null && draft.pull.headSha === shaOf(branch, facts))
}

const targetOf = (draft: Draft, sessions: SessionState[]): Target => ({
  issue: draft.issue.number,
  name: draft.name,
  session: sessionOf(draft, sessions),
  mergedAt: draft.merged?.at ?? null,
  abandoned: draft.abandoned !== null,
  proposed: draft.text.accepted === null,
  createdAt: draft.issue.createdAt,
})

const peerOf = (placed: Placed): Peer => ({
  issue: placed.draft.issue.number,
  name: placed.draft.name,
  session: placed.session,
  branch: placed.draft.branch,
  packet: placed.packet,
  dependencies: placed.dependencies,
  live: placed.draft.merged === null && placed.draft.abandoned === null,
  started: placed.started,
  accepted: placed.draft.text.accepted !== null,
})

const isFree = (placed: Placed | undefined): boolean => !placed?.started && !placed?.branchTaken

/** Free places go out; who gets none says so in its waits. */
function giveplaces(packets: PacketState[], placed: Map<number, Placed>, config: Config): Set<number> {
  const candidates = packets.filter(
    (packet) => packet.status === 'waiting' && packet.waits.length === 0 && isFree(placed.get(packet.issue)),
  )
  const byHand = candidates.filter((packet) => packet.startedByHand)
  const taken = packets.filter((packet) => takesPlace(packet.status)).length + byHand.length
  const inOrder = startOrder(
    candidates.filter((packet) => !packet.startedByHand),
    packets,
  )
  const free = Math.max(0, config.capacity - taken)
  for (const packet of inOrder.slice(free))
    packet.waits.push({ kind: 'capacity', running: taken + Math.min(free, inOrder.length), capacity: config.capacity })
  return new Set([...byHand, ...inOrder.slice(0, free)].map((packet) => packet.issue))
}

/** Queued: a `/merge` whose head is still the head, that no red check ended; or, with `merge: auto`, what is ready. */
function queue(packets: PacketState[], drafts: Map<number, Draft>, facts: Facts, config: Config): void {
  for (const packet of packets) {
    const draft = drafts.get(packet.issue)
    if (!draft || !packet.pull || packet.status === 'merged' || packet.status === 'abandoned') continue
    const merge = draft.fold.merge
    const ended = merge !== null && mergeEnding(merge, draft.told) !== null
    const seen = headMerged(packet, draft, facts)
    if (merge && !ended && seen !== null && seen === packet.head)
      packet.queued = { head: seen, at: merge.at, by: merge.by, comment: merge.comment, place: 0 }
    else if (config.merge === 'auto' && autoReady(packet)) {
      packet.queued = { head: packet.head ?? '', at: packet.doneAt ?? 0, by: 'merge: auto', comment: null, place: 0 }
    }
  }
  queueOrder(packets.filter((packet) => packet.queued)).forEach((packet, index) => {
    if (packet.queued) packet.queued.place = index + 1
  })
}

const autoReady = (packet: PacketState): boolean =>
  packet.status === 'done' &&
  !packet.needsReview &&
  packet.head !== null &&
  packet.checks.integration?.conclusion === 'success'

/** @param apart keeps what one issue makes the fold throw to that issue; without it, it throws */
export function fold(facts: Facts, apart: Apart = unguarded): Folded {
  const needs: Need[] = []
  const { config, problems } = configOf(facts, needs)
  const who = people(facts, config, needs)
  const issues = facts.issues.filter((one) => !apart.aside.has(one.number)).sort((a, b) => a.number - b.number)
  const drafted = each(apart, issues, numberOf, (issue) =>
    isPacketIssue(issue, facts) ? [draftOf(issue, facts, config, who)] : [],
  )
  const { drafts, parked } = withinPatience(drafted.flat())
  const judged = each(
    apart,
    issues.filter((issue) => !drafts.has(issue.number)),
    numberOf,
    (issue) => judgedIssue(issue, facts, who),
  )
  const sessions = judged.flatMap((one) => (one.session ? [one.session] : []))
  const sessionStates = sessions.map((one) => one.state)
  const aside = setAside([...apart.aside.values()], sessionStates, facts, config)
  const targets = [
    ...each(apart, drafts.values(), issueOf, (draft) => targetOf(draft, sessionStates)),
    ...aside.map((one) => one.target),
  ].sort((a, b) => a.issue - b.issue)
  const placed = new Map(
    each(apart, drafts.values(), issueOf, (draft) => [
      draft.issue.number,
      placedOf(draft, drafts, sessionStates, targets, facts, needs),
    ]),
  )
  const packets = [
    ...packetStates(placed, { facts, config, people: who, needs, aside, apart }),
    ...aside.map((one) => one.state),
  ].sort((a, b) => a.issue - b.issue)
  const starting = giveplaces(packets, placed, config)
  queue(packets, drafts, facts, config)
  const conflicts = foretell(packets, facts.repo.defaultBranch, baseOf(facts), facts, needs)
  const breaches = holdContracts(packets, drafts, { facts, needs, baseSha: baseOf(facts), apart })
  const state: State = {
    now: facts.now,
    config,
    configProblems: problems,
    repoUrl: facts.repo.url,
    owner: facts.repo.owner,
    repo: facts.repo.name,
    baseBranch: facts.repo.defaultBranch,
    baseSha: baseOf(facts),
    sessions: sessionStates,
    packets,
    ...{ parked, conflicts, breaches },
    failing: facts.failing ?? [],
    nextChangeAt: earliest(packets.map((packet) => (packet.stale ? null : packet.staleAt))),
  }
  const rest = judged.filter((one) => one.verdict !== 'session')
  return {
    ...{ state, drafts, sessions, people: who, needs, starting, setAside: aside, apart },
    others: othersOf(facts, drafts, rest, who, apart),
    refusedSessions: judged.filter((one) => one.verdict === 'refused').map((one) => one.issue),
  }
}

const numberOf = (issue: IssueFact) => issue.number
const issueOf = (draft: Draft) => draft.issue.number
const baseOf = (facts: Facts) => facts.branches.find((branch) => branch.name === facts.repo.defaultBranch)?.sha ?? ''

/** An issue that is no packet: a session, or something on which people may speak to the bot all the same. */
function judgedIssue(issue: IssueFact, facts: Facts, who: People) {
  const told = toldOnIssue(issue, facts)
  const verdict = sessionVerdict(issue, told, facts, who)
  return { issue, told, verdict, session: verdict === 'session' ? sessionDraft(issue, told, facts, who) : null }
}

/** The packets held against one another. */
function packetStates(
  placed: Map<number, Placed>,
  world: Pick<World, 'facts' | 'config' | 'people' | 'needs'> & { aside: SetAside[]; apart: Apart },
): PacketState[] {
  const { facts, config, aside, apart } = world
  const issueOfPlaced = (one: Placed) => one.draft.issue.number
  const peers = [...each(apart, placed.values(), issueOfPlaced, peerOf), ...aside.map((one) => one.peer)]
  return each(apart, placed.values(), issueOfPlaced, (one) => {
    const peer = peerOf(one)
    const adopted = adoptedAt(one.draft.fold, one.draft.branch, facts) !== null
    one.problems.push(...problemsAmong(peer, peers, facts, adopted, config.branches.prefixes))
    const others = peers
      .filter((other) => other.issue !== peer.issue && other.live && other.started)
      .map((other) => ({ name: other.name, inScope: other.packet.inScope }))
    return packetState(one, { ...world, baseSha: baseOf(facts), others })
  })
}

const earliest = (times: (number | null)[]): number | null => {
  const known = times.filter((at) => at !== null)
  return known.length === 0 ? null : Math.min(...known)
}

/** Where only `/session start` and the like can be said. */
function othersOf(
  facts: Facts,
  drafts: Map<number, Draft>,
  issues: { issue: IssueFact; told: Told }[],
  who: People,
  apart: Apart,
): Folded['others'] {
  const pulls = new Set([...drafts.values()].map((draft) => draft.pull?.number))
  const rooms = [
    ...issues.map(({ issue }) => ({ number: issue.number, comments: issue.comments })),
    ...facts.pulls
      .filter((pull) => !pulls.has(pull.number) && !apart.aside.has(pull.number))
      .map((pull) => ({ number: pull.number, comments: pull.comments })),
  ]
  const numberOfRoom = (room: { number: number }) => room.number
  return each(apart, rooms, numberOfRoom, ({ number, comments }) => {
    const told = toldIn(comments, facts.app)
    const room = { kind: 'other' as const, comments, told, assignees: [], agentPushes: [] }
    return { number, told, comments, heard: judge(room, who, facts.app) }
  })
}
