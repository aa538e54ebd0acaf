/** Packet analysis: the first pass over one packet's issue, before it is compared with other packets. */
import { type AuthorizedThread, authorize, type Thread } from '../authorize/authorize.ts'
import type { People } from '../authorize/roles.ts'
import { noEvents, type PacketEvents } from '../commands/packet-events.ts'
import type { Config } from '../parse/config/schema.ts'
import type { Packet, PacketReading } from '../parse/packet/reading.ts'
import { type BotComments, botCommentsIn } from '../records/bot-comments.ts'
import { MARKER } from '../records/names.ts'
import type { Queries } from '../snapshot/ask.ts'
import { allCommentsOn } from '../snapshot/comments.ts'
import type { ActivityFact, Actor, IssueFact, IssueRevision, PullFact, Snapshot } from '../snapshot/snapshot.ts'
import { type InForce, textInForce } from './accepted.ts'
import { assignedAt } from './assignments.ts'
import { type BasedSession, baseOf } from './base.ts'
import { type Delivery, type DeliveryFacts, deliveryFacts } from './delivery.ts'
import { withDraftEvents } from './draft-events.ts'
import { type BranchOwners, branchOf, chosenPull, pullsOf } from './pull.ts'
import { type RecordedStep, recordedSteps, tickedMerges } from './records.ts'

export interface PacketAnalysis {
  issue: IssueFact
  botComments: BotComments
  authorized: AuthorizedThread
  events: PacketEvents
  text: InForce
  reading: PacketReading
  packet: Packet
  name: string
  /** The branch with the work: the pull request's branch, which may be an agent's own. */
  branch: string
  /** The branch it goes to. */
  base: string
  /** The branch that the packet's text gives it. */
  written: string
  /** The pull request that counts for the packet. */
  pull: PullFact | null
  /** All pull requests of the packet, oldest first. */
  pulls: PullFact[]
  merged: Delivery | null
  lost: DeliveryFacts['lost']
  elsewhere: DeliveryFacts['elsewhere']
  cameWith: DeliveryFacts['cameWith']
  abandoned: { at: number; by: string; why: string; how: 'command' | 'closed' } | null
  /** Its issue was closed by mistake. */
  isMistaken: boolean
  /** Its names, oldest first, each with the time from which it applies. */
  names: { name: string; from: number }[]
}

export const currentText = (issue: IssueFact) => {
  const last = issue.revisions.at(-1)
  if (!last) throw new Error(`issue ${issue.number} has no text`)
  return last
}

/** Returns whether an issue is a packet, by its text or label. An issue older than the installation needs the label. */
export function isPacketIssue(issue: IssueFact, snapshot: Pick<Snapshot, 'app' | 'repo'>): boolean {
  if (issue.labels.includes('packet')) return true
  if (issue.createdAt < snapshot.repo.installedAt) return false
  return (
    currentText(issue).reading.isPacket ||
    issue.labelEvents.some((event) => event.added && event.label === 'packet' && event.actor?.id === snapshot.app.id)
  )
}

/** Returns when a writer adopted an existing branch that the App did not create with `/start`, or null. */
export function adoptedAt(events: PacketEvents, branch: string, snapshot: Pick<Snapshot, 'activityOn'>): number | null {
  const creation = snapshot.activityOn(branch).findLast((one) => one.type === 'branch_creation')
  const { startedByHand } = events
  return startedByHand && startedByHand.at > (creation?.at ?? 0) ? startedByHand.at : null
}

/** Returns the pushes to the packet's own branch. */
export const ownPushes = (
  { branch, pull }: Pick<PacketAnalysis, 'branch' | 'pull'>,
  snapshot: Pick<Snapshot, 'pushesTo'>,
): ActivityFact[] => snapshot.pushesTo(branch, pull?.headSha)

/**
 * Returns whether a push is the App's update of the branch, which only merges the base branch. The App pushes nothing else
 * to a packet's branch.
 */
export const isUpdate = (push: ActivityFact, app: Actor): boolean => push.type === 'push' && push.actor?.id === app.id

/** Returns who pushed first to the packet's branch, besides the App. */
export const firstPusher = (
  own: Pick<PacketAnalysis, 'branch' | 'pull'>,
  snapshot: Pick<Snapshot, 'app' | 'pushesTo'>,
): Actor | null =>
  ownPushes(own, snapshot).find(({ actor }) => actor !== null && actor.id !== snapshot.app.id)?.actor ?? null

function agentPushes(
  own: Pick<PacketAnalysis, 'branch' | 'pull'>,
  snapshot: Pick<Snapshot, 'pushesTo'>,
  people: People,
) {
  return ownPushes(own, snapshot).flatMap((push) =>
    push.actor && people.isAgent(push.actor) ? [{ at: push.at, by: push.actor }] : [],
  )
}

function unblockedBy(before: PacketEvents, after: PacketEvents, at: number): PacketEvents['unblocked'] {
  const { report } = before
  if (report?.kind !== 'blocked' || after.report === report) return after.unblocked
  return [...after.unblocked, { from: report.at, to: at }]
}

function runSteps(authorized: AuthorizedThread, recorded: RecordedStep[]): PacketEvents {
  const steps = [...authorized.steps, ...recorded].toSorted((a, b) => a.origin.at - b.origin.at)
  return steps.reduce((events, { step, origin }) => {
    const next = step(events, origin)
    if (origin.role !== 'writer')
      return { ...next, lastAgentMessageAt: origin.role === 'agent' ? origin.at : next.lastAgentMessageAt }
    return { ...next, interventions: next.interventions + 1, unblocked: unblockedBy(events, next, origin.at) }
  }, noEvents)
}

/** A `/merge` in the text of a review applies to the reviewed head. */
function withReviewedHead(events: PacketEvents, pulls: PullFact[]): PacketEvents {
  const { merge } = events
  const reviews = pulls.flatMap((pull) => pull.reviews)
  const review = reviews.find(({ comment }) => comment !== undefined && comment.id === merge?.comment)
  return merge && review && review.commit !== '' ? { ...events, merge: { ...merge, head: review.commit } } : events
}

/** A packet is abandoned by `/abandon` or by closing its issue. Reopening the issue cancels an earlier end. */
function abandonedOf(issue: IssueFact, events: PacketEvents, isMistaken: boolean): PacketAnalysis['abandoned'] {
  const { abandon } = events
  if (abandon && abandon.at > (issue.reopenedAt ?? 0)) return { ...abandon, how: 'command' }
  if (issue.state === 'open' || isMistaken) return null
  const by = issue.closedBy?.login ?? 'ghost'
  return { at: issue.closedAt ?? issue.updatedAt, by, why: '', how: 'closed' }
}

/** The parts of the repository that packet analysis reads besides the issue. */
export interface Repository {
  snapshot: Snapshot
  config: Config
  people: People
  owners: BranchOwners
  sessions: BasedSession[]
  queries: Queries
}

export function analyzePacket(issue: IssueFact, repository: Repository): PacketAnalysis {
  const { snapshot, config, people, owners, queries, sessions } = repository
  const latest = currentText(issue).reading
  const nameOf = (reading: PacketReading) => reading.packet.name ?? `issue-${issue.number}`
  const issueComments = botCommentsIn(issue.comments, snapshot.app)
  const briefed = issueComments.find(MARKER.briefing)?.comment.createdAt ?? null
  const adopted = new Set(issueComments.records(MARKER.adopted.prefix).map(({ rest }) => Number(rest)))
  const branchBy = (reading: PacketReading) => branchOf(reading, nameOf(reading), config)
  const staying = briefed === null ? null : briefedBranch(issue, briefed, branchBy, snapshot)
  const claim = { issue, branch: inUse(branchBy(latest), staying, snapshot), since: briefed, adopted }
  const near = pullsOf(claim, snapshot, people, owners)
  const nearPull = chosenPull(near, null)
  const comments = [...issue.comments, ...near.flatMap(allCommentsOn)]
  const botComments = botCommentsIn(comments, snapshot.app, issue.appCommentDeletedAt)
  const thread: Thread = {
    kind: 'packet',
    comments,
    botComments,
    assigned: (at) => assignedAt(issue, at),
    agentPushes: agentPushes({ branch: nearPull?.headRef ?? claim.branch, pull: nearPull }, snapshot, people),
    trialApproval: config['trial-approval'],
    pusher: firstPusher({ branch: nearPull?.headRef ?? claim.branch, pull: nearPull }, snapshot),
  }
  const { authorized, steps } = withDraftEvents(near, authorize(thread, people, snapshot.app), thread, people)
  const recorded = [...recordedSteps(comments, botComments), ...tickedMerges(botComments), ...steps]
  const events = withReviewedHead(runSteps(authorized, recorded), near)
  const text = textInForce(issue, events.accepts, botComments, people)
  const reading = text.revision?.reading ?? latest
  const written = inUse(branchBy(reading), staying, snapshot)
  const since = briefed ?? adoptedAt(events, written, snapshot)
  const pulls = pullsOf({ issue, branch: written, since, adopted }, snapshot, people, owners)
  const settled = issue.state === 'closed' ? issue.closedAt : null
  const joining = { named: reading.packet.session, settled, since: text.accepted?.at ?? issue.createdAt }
  const base = baseOf({ ...joining, botComments }, sessions, snapshot)
  const found = deliveryFacts(
    {
      issue,
      pulls,
      botComments,
      wasDone: (at) => wasDoneAt(at, authorized, recorded, botComments),
      completed: () => isCompleted(issue, people),
    },
    owners,
    snapshot.on(base),
    queries,
  )
  const pull = chosenPull(pulls, found.delivered?.pull ?? null)
  const isMistaken = found.isKnown && !found.delivered && !found.lost && isClosedByMistake(issue, repository)
  return {
    issue,
    botComments,
    authorized,
    events,
    text,
    reading,
    pull,
    pulls,
    isMistaken,
    packet: reading.packet,
    name: nameOf(reading),
    names: namesOf(issue, text.revision),
    base,
    written,
    branch: branchInUse(pull, written, found.delivered !== null, snapshot.app),
    merged: found.delivered,
    lost: found.lost,
    elsewhere: found.elsewhere,
    cameWith: found.cameWith,
    abandoned: found.delivered ? null : abandonedOf(issue, events, isMistaken),
  }
}

/** Returns the branch that was created under an earlier text, if it still exists. */
function briefedBranch(
  issue: IssueFact,
  at: number,
  branchBy: (reading: PacketReading) => string,
  snapshot: Pick<Snapshot, 'branch'>,
) {
  const text = issue.revisions.findLast((one) => one.at <= at)
  const name = text === undefined ? null : branchBy(text.reading)
  return name !== null && snapshot.branch(name) ? name : null
}

/** The agent pushes to the branch in its briefing until somebody creates the branch of the new text. */
const inUse = (written: string, staying: string | null, snapshot: Pick<Snapshot, 'branch'>): string =>
  staying === null || snapshot.branch(written) ? written : staying

/** An agent's own branch counts while its pull request is open, or once that pull request has delivered the packet. */
function branchInUse(pull: PullFact | null, written: string, isDelivered: boolean, app: Actor): string {
  const counts = pull !== null && (pull.state === 'open' || isDelivered || pull.author?.id === app.id)
  return counts ? pull.headRef : written
}

/** Returns whether the report in force at that time was `done`. */
function wasDoneAt(
  at: number,
  authorized: AuthorizedThread,
  recorded: RecordedStep[],
  botComments: BotComments,
): boolean {
  const before = <T extends { origin: { at: number } }>(steps: T[]) => steps.filter(({ origin }) => origin.at <= at)
  const { report } = runSteps({ ...authorized, steps: before(authorized.steps) }, before(recorded))
  return report?.kind === 'done' && !botComments.has(MARKER.undone.of(report.comment))
}

/** Returns whether a writer closed the issue as completed by hand. */
const isCompleted = ({ state, stateReason, closer, closedBy }: IssueFact, people: People): boolean =>
  state === 'closed' && stateReason === 'completed' && !closer && people.roleOf(closedBy) === 'writer'

/**
 * Returns whether the issue was closed by keywords in another packet's work, or because GitHub marked one of its own pull
 * requests as merged. In both cases nobody intended to end the packet.
 */
function isClosedByMistake(issue: IssueFact, { snapshot }: Repository): boolean {
  if (issue.state === 'open') return false
  if (issue.closer) return true
  return issue.closedBy?.id === snapshot.app.id && issue.stateReason !== 'not_planned'
}

/** Returns all names of the packet with their start, because other packets may depend on it by a former name. */
function namesOf(issue: IssueFact, inForce: IssueRevision | null): PacketAnalysis['names'] {
  const names: PacketAnalysis['names'] = []
  for (const revision of issue.revisions) {
    const name = revision.reading.packet.name
    if (name !== null && name !== names.at(-1)?.name) names.push({ name, from: revision.at })
    if (revision === inForce) break
  }
  return names
}
