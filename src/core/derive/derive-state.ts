/** Facts → state. Everything the bot knows is derived here anew each time; nothing is latched. */
import { accountNeeds, strayLogins } from '../authorize/agents.ts'
import { lackingRights } from '../authorize/app-permissions.ts'
import { type Heard, judge } from '../authorize/authorize.ts'
import { type People, people } from '../authorize/roles.ts'
import { type Apart, each, unguarded } from '../isolation.ts'
import type { Config } from '../parse/config/schema.ts'
import { type Told, toldIn } from '../records/bot-comments.ts'
import { foretell } from '../schedule/conflicts.ts'
import type { Need } from '../snapshot/queries.ts'
import type { CommentFact, Facts, IssueFact } from '../snapshot/snapshot.ts'
import { spokenOn } from '../snapshot/spoken.ts'
import type { PacketState, State } from '../state.ts'
import { adoptedAt, type Draft, draftOf, isPacketIssue } from './analysis.ts'
import { branchNeeds } from './branches.ts'
import { configOf } from './config.ts'
import { holdContracts } from './contracts.ts'
import { lookAtQueue } from './github-queue.ts'
import { holdingsOf, sharingOf } from './holdings.ts'
import { type Placed, packetState, type World } from './packet.ts'
import { problemsAmong } from './problems.ts'
import { withinPatience } from './proposal-limit.ts'
import { branchesOf, branchOwners } from './pull.ts'
import { type SetAside, setAside } from './quarantine.ts'
import { queueUp } from './queue.ts'
import { peerOf, placedOf, targetOf } from './resolve.ts'
import { type SessionDraft, sessionDraft, sessionVerdict, toldOnIssue } from './sessions.ts'
import { givePlaces } from './slots.ts'
import { mutedIn } from './uncommentable.ts'

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

/** @param apart keeps what one issue makes the fold throw to that issue; without it, it throws */
export function fold(facts: Facts, apart: Apart = unguarded): Folded {
  const needs: Need[] = []
  const { config, problems } = configOf(facts, needs)
  const who = people(facts, config, needs)
  const issues = facts.issues.filter((one) => !apart.aside.has(one.number)).sort((a, b) => a.number - b.number)
  const isPacket = (issue: IssueFact) => apart.guard(issue.number, () => isPacketIssue(issue, facts)) === true
  const packetIssues = issues.filter(isPacket)
  const branches = each(apart, packetIssues, numberOf, (issue) => branchesOf(issue, config)).flat()
  const repository = { facts, config, people: who, owners: branchOwners(branches, facts), needs }
  const drafted = each(apart, packetIssues, numberOf, (issue) => [draftOf(issue, repository)])
  const { drafts, parked } = withinPatience(drafted.flat())
  needs.push(...branchNeeds(drafts.values(), facts, config))
  const judged = each(
    apart,
    issues.filter((issue) => !drafts.has(issue.number)),
    numberOf,
    (issue) => judgedIssue(issue, facts, who),
  )
  const sessions = judged.flatMap((one) => (one.session ? [one.session] : []))
  const sessionStates = sessions.map((one) => one.state)
  const aside = setAside([...apart.aside.values()], sessionStates, repository)
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
  const holdings = holdingsOf(drafts.values(), facts, needs)
  const packets = [
    ...packetStates(placed, { facts, config, people: who, needs, aside, apart, holdings, sharing: sharingOf(drafts) }),
    ...aside.map((one) => one.state),
  ].sort((a, b) => a.issue - b.issue)
  const starting = givePlaces(packets, placed, config)
  lookAtQueue(packets, facts, needs)
  queueUp(packets, drafts, facts, config)
  const conflicts = foretell(packets, facts.repo.defaultBranch, baseOf(facts), facts, needs)
  const breaches = holdContracts(packets, drafts, { facts, needs, baseSha: baseOf(facts), apart })
  const state: State = {
    now: facts.now,
    config,
    configProblems: problems,
    ...straysIn(facts, config, packets, needs),
    repoUrl: facts.repo.url,
    owner: facts.repo.owner,
    repo: facts.repo.name,
    baseBranch: facts.repo.defaultBranch,
    baseSha: baseOf(facts),
    sessions: sessionStates,
    packets,
    ...{ parked, conflicts, breaches },
    ...lackingIn(facts, { config, packets }),
    ...mutedIn(facts),
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

/** Asked while a packet is at work. */
function straysIn(facts: Facts, config: Config, packets: PacketState[], needs: Need[]): Pick<State, 'strays'> {
  if (!packets.some((one) => one.startedAt !== null && one.merged === null && one.abandoned === null)) return {}
  needs.push(...accountNeeds(config, facts.lookups))
  const strays = strayLogins(config, facts)
  return strays.length === 0 ? {} : { strays }
}

function lackingIn(
  { rights: granted }: Facts,
  { config, packets }: Pick<State, 'config' | 'packets'>,
): Pick<State, 'lacking'> {
  const takesQueue = packets.some(({ route }) => route?.way === 'queue')
  const rights = granted === undefined ? [] : lackingRights(granted, config, takesQueue)
  return granted === undefined || rights.length === 0 ? {} : { lacking: { rights, url: granted.url } }
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
  world: Pick<World, 'facts' | 'config' | 'people' | 'needs' | 'holdings' | 'sharing'> & {
    aside: SetAside[]
    apart: Apart
  },
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
    ...issues.map(({ issue, told }) => ({ number: issue.number, comments: issue.comments, told })),
    ...facts.pulls
      .filter((pull) => !pulls.has(pull.number) && !apart.aside.has(pull.number))
      .map((pull) => {
        const comments = spokenOn(pull)
        return { number: pull.number, comments, told: toldIn(comments, facts.app) }
      }),
  ]
  const numberOfRoom = (room: { number: number }) => room.number
  return each(apart, rooms, numberOfRoom, ({ number, comments, told }) => {
    const room = { kind: 'other' as const, comments, told, assigned: () => [], agentPushes: [] }
    return { number, told, comments, heard: judge(room, who, facts.app) }
  })
}
