/** First pass over one packet's issue: what was said and accepted on it, before it is held against the others. */

import { type Heard, judge, type Room } from '../authorize/authorize.ts'
import type { People } from '../authorize/roles.ts'
import { emptyFold, type PacketFold } from '../commands/packet-events.ts'
import type { Config } from '../parse/config/schema.ts'
import { type InForce, textInForce } from '../parse/packet/accepted.ts'
import type { Packet, PacketReading } from '../parse/packet/reading.ts'
import { type Told, toldIn } from '../records/bot-comments.ts'
import type { Need } from '../snapshot/queries.ts'
import type { ActivityFact, Actor, Facts, IssueFact, IssueRevision, PullFact } from '../snapshot/snapshot.ts'
import { spokenOn } from '../snapshot/spoken.ts'
import { assignedAt } from './assignments.ts'
import { type Delivery, type Whereabouts, whereabouts } from './delivery.ts'
import { draftSteps } from './draft-events.ts'
import { type BranchOwners, branchOf, chosenPull, pullsOf } from './pull.ts'
import { type KeptStep, keptSteps, tickedMerges } from './records.ts'
import { undoneMarker } from './status.ts'

export interface Draft {
  issue: IssueFact
  told: Told
  heard: Heard
  fold: PacketFold
  text: InForce
  reading: PacketReading
  packet: Packet
  name: string
  /** Where the work is: the pull request's branch, which may be an agent's own. */
  branch: string
  /** The branch that the packet's text gives it. */
  written: string
  /** The one that counts. */
  pull: PullFact | null
  /** All of the packet's, oldest first. */
  pulls: PullFact[]
  merged: Delivery | null
  lost: Whereabouts['lost']
  elsewhere: Whereabouts['elsewhere']
  cameWith: Whereabouts['cameWith']
  abandoned: { at: number; by: string; why: string; how: 'command' | 'closed' } | null
  /** Its issue is closed, and nobody meant that. */
  isMistaken: boolean
  /** Its names, oldest first, each with the time since when it has it. */
  names: { name: string; from: number }[]
}

export const currentText = (issue: IssueFact) => {
  const last = issue.revisions.at(-1)
  if (!last) throw new Error(`issue ${issue.number} has no text`)
  return last
}

/** An issue is a packet by its text or by the label; what is older than the installation only by the label. */
export function isPacketIssue(issue: IssueFact, facts: Facts): boolean {
  if (issue.labels.includes('packet')) return true
  if (issue.createdAt < facts.repo.installedAt) return false
  return (
    currentText(issue).reading.isPacket ||
    issue.labelEvents.some((event) => event.added && event.label === 'packet' && event.actor?.id === facts.app.id)
  )
}

/** When a writer said `/start` to a branch that was there already and is not the App's; null: nobody did. */
export function adoptedAt(fold: PacketFold, branch: string, facts: Facts): number | null {
  const creation = facts.activity.findLast((one) => one.branch === branch && one.type === 'branch_creation')
  const { startedByHand } = fold
  return startedByHand && startedByHand.at > (creation?.at ?? 0) ? startedByHand.at : null
}

/**
 * Pushes to a branch, oldest first: never the commits' own dates. A branch that was deleted and made again is another
 * one: the pushes are those since the last deletion, or those of the time at which it stood at `head`.
 */
export function pushesTo(branch: string, facts: Facts, head: string | null = null): ActivityFact[] {
  const lives: ActivityFact[][] = [[]]
  for (const one of facts.activity.filter((each) => each.branch === branch)) {
    if (one.type === 'branch_deletion') lives.push([])
    else lives.at(-1)?.push(one)
  }
  return lives.findLast((life) => life.some((one) => one.after === head)) ?? lives.at(-1) ?? []
}

/** Those to the packet's own branch. */
export const ownPushes = ({ branch, pull }: Pick<Draft, 'branch' | 'pull'>, facts: Facts): ActivityFact[] =>
  pushesTo(branch, facts, pull?.headSha)

/**
 * An update of the branch by the App: it brings in the base branch, which was there already, and nothing of anybody's. The
 * App pushes nothing else to a packet's branch.
 */
export const isUpdate = (push: ActivityFact, facts: Facts): boolean =>
  push.type === 'push' && push.actor?.id === facts.app.id

function agentPushes(own: Pick<Draft, 'branch' | 'pull'>, facts: Facts, people: People) {
  return ownPushes(own, facts).flatMap((push) =>
    push.actor && people.isAgent(push.actor) ? [{ at: push.at, by: push.actor }] : [],
  )
}

function unblockedBy(before: PacketFold, after: PacketFold, at: number): PacketFold['unblocked'] {
  const { report } = before
  if (report?.kind !== 'blocked' || after.report === report) return after.unblocked
  return [...after.unblocked, { from: report.at, to: at }]
}

function runSteps(heard: Heard, kept: KeptStep[]): PacketFold {
  const steps = [...heard.steps, ...kept].toSorted((a, b) => a.said.at - b.said.at)
  return steps.reduce((fold, { step, said }) => {
    const next = step(fold, said)
    if (said.standing !== 'writer') return { ...next, heardAt: said.standing === 'agent' ? said.at : next.heardAt }
    return { ...next, interventions: next.interventions + 1, unblocked: unblockedBy(fold, next, said.at) }
  }, emptyFold)
}

/** A `/merge` in the text of a review means the head that was reviewed. */
function withReviewedHead(fold: PacketFold, pulls: PullFact[]): PacketFold {
  const { merge } = fold
  const reviews = pulls.flatMap((pull) => pull.reviews)
  const review = reviews.find(({ comment }) => comment !== undefined && comment.id === merge?.comment)
  return merge && review && review.commit !== '' ? { ...fold, merge: { ...merge, head: review.commit } } : fold
}

/** Ended by `/abandon`, or because somebody closed the issue. Reopening takes back what came before it. */
function abandonedOf(issue: IssueFact, fold: PacketFold, isMistaken: boolean): Draft['abandoned'] {
  const { abandon } = fold
  if (abandon && abandon.at > (issue.reopenedAt ?? 0)) return { ...abandon, how: 'command' }
  if (issue.state === 'open' || isMistaken) return null
  const by = issue.closedBy?.login ?? 'ghost'
  return { at: issue.closedAt ?? issue.updatedAt, by, why: '', how: 'closed' }
}

/** What of the repository a draft is made from, besides the issue. */
export interface Repository {
  facts: Facts
  config: Config
  people: People
  owners: BranchOwners
  needs: Need[]
}

export function draftOf(issue: IssueFact, repository: Repository): Draft {
  const { facts, config, people, owners, needs } = repository
  const latest = currentText(issue).reading
  const nameOf = (reading: PacketReading) => reading.packet.name ?? `issue-${issue.number}`
  const toldHere = toldIn(issue.comments, facts.app)
  const briefed = toldHere.find('briefing')?.comment.createdAt ?? null
  const adopted = new Set(toldHere.records('adopted:').map(({ rest }) => Number(rest)))
  const branchBy = (reading: PacketReading) => branchOf(reading, nameOf(reading), config)
  const staying = briefed === null ? null : briefedBranch(issue, briefed, branchBy, facts)
  const claim = { issue, branch: inUse(branchBy(latest), staying, facts), since: briefed, adopted }
  const near = pullsOf(claim, facts, people, owners)
  const nearPull = chosenPull(near, null)
  const comments = [...issue.comments, ...near.flatMap(spokenOn)]
  const told = toldIn(comments, facts.app, issue.appCommentDeletedAt)
  const room: Room = {
    kind: 'packet',
    comments,
    told,
    assigned: (at) => assignedAt(issue, at),
    agentPushes: agentPushes({ branch: nearPull?.headRef ?? claim.branch, pull: nearPull }, facts, people),
  }
  const heard = judge(room, people, facts.app)
  const unsaid = near.flatMap((pull) => draftSteps(pull, heard, room, people))
  const kept = [...keptSteps(comments, told), ...tickedMerges(told), ...unsaid]
  const fold = withReviewedHead(runSteps(heard, kept), near)
  const text = textInForce(issue, fold.accepts, told, people)
  const reading = text.revision?.reading ?? latest
  const written = inUse(branchBy(reading), staying, facts)
  const since = briefed ?? adoptedAt(fold, written, facts)
  const pulls = pullsOf({ issue, branch: written, since, adopted }, facts, people, owners)
  const found = whereabouts(
    {
      ...{ issue, pulls, told },
      wasDone: (at) => wasDoneAt(at, heard, kept, told),
      completed: () => isCompleted(issue, people),
    },
    owners,
    facts,
    needs,
  )
  const pull = chosenPull(pulls, found.delivered?.pull ?? null)
  const isMistaken = found.isKnown && !found.delivered && !found.lost && isClosedByMistake(issue, repository)
  return {
    ...{ issue, told, heard, fold, text, reading, pull, pulls, isMistaken },
    packet: reading.packet,
    name: nameOf(reading),
    names: namesOf(issue, text.revision),
    ...{ written, branch: branchInUse(pull, written, found.delivered !== null, facts.app) },
    merged: found.delivered,
    ...{ lost: found.lost, elsewhere: found.elsewhere, cameWith: found.cameWith },
    abandoned: found.delivered ? null : abandonedOf(issue, fold, isMistaken),
  }
}

/** The branch that was made for it under an earlier text, and is there. */
function briefedBranch(issue: IssueFact, at: number, branchBy: (reading: PacketReading) => string, facts: Facts) {
  const text = issue.revisions.findLast((one) => one.at <= at)
  const name = text === undefined ? null : branchBy(text.reading)
  return facts.branches.some((one) => one.name === name) ? name : null
}

/** Whoever was briefed pushes where the briefing said, until somebody makes the branch of the new text. */
const inUse = (written: string, staying: string | null, { branches }: Facts): string =>
  staying === null || branches.some(({ name }) => name === written) ? written : staying

/** An agent's own branch counts while its pull request is open, or once that has delivered the packet. */
function branchInUse(pull: PullFact | null, written: string, isDelivered: boolean, app: Actor): string {
  const counts = pull !== null && (pull.state === 'open' || isDelivered || pull.author?.id === app.id)
  return counts ? pull.headRef : written
}

/** The report that held at that time. */
function wasDoneAt(at: number, heard: Heard, kept: KeptStep[], told: Told): boolean {
  const before = <T extends { said: { at: number } }>(steps: T[]) => steps.filter(({ said }) => said.at <= at)
  const { report } = runSteps({ ...heard, steps: before(heard.steps) }, before(kept))
  return report?.kind === 'done' && !told.has(undoneMarker(report.comment))
}

/** By a person's hand, who may say so. */
const isCompleted = ({ state, stateReason, closer, closedBy }: IssueFact, people: People): boolean =>
  state === 'closed' && stateReason === 'completed' && !closer && people.standing(closedBy) === 'writer'

/**
 * Closed by words in another packet's work, or because GitHub took a pull request of its own for merged: nobody meant to
 * end it.
 */
function isClosedByMistake(issue: IssueFact, { facts }: Repository): boolean {
  if (issue.state === 'open') return false
  if (issue.closer) return true
  return issue.closedBy?.id === facts.app.id && issue.stateReason !== 'not_planned'
}

/** What it was called, and since when: whoever waits for it by a former name still does. */
function namesOf(issue: IssueFact, inForce: IssueRevision | null): Draft['names'] {
  const names: Draft['names'] = []
  for (const revision of issue.revisions) {
    const name = revision.reading.packet.name
    if (name !== null && name !== names.at(-1)?.name) names.push({ name, from: revision.at })
    if (revision === inForce) break
  }
  return names
}
