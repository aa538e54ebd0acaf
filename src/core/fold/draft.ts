/** First pass over one packet's issue: what was said and accepted on it, before it is held against the others. */

import { emptyFold, type PacketFold } from '../commands/fold.ts'
import type { Config } from '../config/schema.ts'
import type { ActivityFact, Facts, IssueFact, PullFact } from '../facts.ts'
import { type Heard, judge } from '../judge.ts'
import { type InForce, textInForce } from '../packets/accepted.ts'
import type { Packet, PacketReading } from '../packets/reading.ts'
import type { People } from '../people.ts'
import { markersIn, recordIn } from '../say/markers.ts'
import { bodyOf, type Told, toldIn } from '../told.ts'
import { type KeptStep, keptSteps } from './records.ts'

export interface Draft {
  issue: IssueFact
  told: Told
  heard: Heard
  fold: PacketFold
  text: InForce
  reading: PacketReading
  packet: Packet
  name: string
  branch: string
  pull: PullFact | null
  merged: { at: number; sha: string } | null
  abandoned: { at: number; by: string; why: string } | null
}

export const packetMarker = (issue: number): string => `packet:${issue}`

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

const branchOf = (reading: PacketReading, name: string, config: Config): string =>
  reading.packet.branch ?? `${config.branches.prefixes[0] ?? 'feature/'}${name}`

/**
 * Its pull request: the App's own by its marker, else one that somebody opened from its branch. The latter counts only
 * since the branch is this packet's (`since`; null: it is not): an earlier packet may have had a branch of that name.
 */
function pullOf(issue: number, branch: string, since: number | null, facts: Facts): PullFact | null {
  const byApp = (pull: PullFact) => pull.author?.id === facts.app.id
  const own = facts.pulls.filter((pull) => byApp(pull) && markersIn(pull.body).includes(packetMarker(issue)))
  const from = facts.pulls.filter(
    (pull) =>
      !byApp(pull) &&
      pull.sameRepo &&
      pull.headRef === branch &&
      pull.baseRef === facts.repo.defaultBranch &&
      since !== null &&
      (pull.state === 'open' || (pull.closedAt ?? 0) >= since),
  )
  const found = own.length > 0 ? own : from
  return found.find((pull) => pull.merged) ?? found.find((pull) => pull.state === 'open') ?? found.at(-1) ?? null
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

/** Marker of the App's comment that stands for a ticked "merge" box; it names the head that the person saw. */
export const TICKED_MERGE = 'ticked-merge:'

function withTickedMerge(fold: PacketFold, told: Told): PacketFold {
  const tick = told.records(TICKED_MERGE).at(-1)
  if (!tick || (fold.merge && fold.merge.at > tick.comment.createdAt)) return fold
  const by = String(recordIn(bodyOf(tick.comment))?.by ?? '')
  const { id, createdAt } = tick.comment
  const dones = fold.report?.kind === 'done' ? [fold.report.comment] : []
  return { ...fold, merge: { at: createdAt, by, comment: id, head: tick.rest, dones } }
}

function deliveryOf(pull: PullFact | null): Draft['merged'] {
  if (!pull?.merged) return null
  return { at: pull.mergedAt ?? pull.closedAt ?? 0, sha: pull.mergeSha ?? pull.headSha }
}

/** Reopening takes back the `/abandon` before it; a later one counts again. */
function abandonedOf(issue: IssueFact, fold: PacketFold): Draft['abandoned'] {
  const { abandon } = fold
  if (abandon && abandon.at > (issue.reopenedAt ?? 0)) return abandon
  if (issue.state === 'open') return null
  return { at: issue.closedAt ?? issue.updatedAt, by: issue.closedBy?.login ?? 'ghost', why: '' }
}

export function draftOf(issue: IssueFact, facts: Facts, config: Config, people: People): Draft {
  const latest = currentText(issue).reading
  const nameOf = (reading: PacketReading) => reading.packet.name ?? `issue-${issue.number}`
  const briefed = toldIn(issue.comments, facts.app).find('briefing')?.comment.createdAt ?? null
  const nearPull = pullOf(issue.number, branchOf(latest, nameOf(latest), config), briefed, facts)
  const comments = [...issue.comments, ...(nearPull?.comments ?? [])]
  const told = toldIn(comments, facts.app, issue.appCommentDeletedAt)
  const branchGuess = nearPull?.headRef ?? branchOf(latest, nameOf(latest), config)
  const heard = judge(
    {
      kind: 'packet',
      comments,
      told,
      assignees: issue.assignees,
      agentPushes: agentPushes({ branch: branchGuess, pull: nearPull }, facts, people),
    },
    people,
    facts.app,
  )
  const fold = withTickedMerge(runSteps(heard, keptSteps(comments, told)), told)
  const text = textInForce(issue, fold.accepts, told, people)
  const reading = text.revision?.reading ?? latest
  const name = nameOf(reading)
  const written = branchOf(reading, name, config)
  const pull = pullOf(issue.number, written, briefed ?? adoptedAt(fold, written, facts), facts)
  const merged = deliveryOf(pull)
  return {
    issue,
    told,
    heard,
    fold,
    text,
    reading,
    packet: reading.packet,
    name,
    branch: pull?.author?.id === facts.app.id ? pull.headRef : written,
    pull,
    merged,
    abandoned: merged ? null : abandonedOf(issue, fold),
  }
}
