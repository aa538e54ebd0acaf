/** Second pass over one packet: its draft held against the others, as the state people are shown. */

import type { People } from '../authorize/roles.ts'
import type { Config } from '../parse/config/schema.ts'
import { hiddenIn } from '../parse/packet/hidden.ts'
import type { Packet, Problem } from '../parse/packet/reading.ts'
import { objected, reviewWanted } from '../render/rules.ts'
import { holds } from '../schedule/dependencies.ts'
import type { DiffFact, Need } from '../snapshot/queries.ts'
import type { Facts } from '../snapshot/snapshot.ts'
import type { DependencyState, ObjectionState, PacketState, ReportState, ScopeGrant, Status, Wait } from '../state.ts'
import { type Boundaries, boundariesOf, type OtherScope, touched } from '../status/drift.ts'
import { statusSpans } from '../status/spans.ts'
import { adoptedAt, currentText, type Draft } from './analysis.ts'
import { approvalOf, reviewNeeded } from './approval.ts'
import { grantsOf, redirectedAtHead } from './bounds.ts'
import { diffOf, figuresOf, mergedAsTested } from './change.ts'
import { checksOf, integrationsOf } from './checks.ts'
import { dispatchTrouble } from './dispatch.ts'
import { isContained } from './history.ts'
import type { Holding } from './holdings.ts'
import { agentOf, lastHeard, staleTime, startedAt } from './life.ts'
import { heldBack, objectionsTo } from './objections.ts'
import { obstaclesOf } from './obstacles.ts'
import { madeByApp } from './problems.ts'
import { type Routed, routed } from './route.ts'
import { reportInForce, statusOf } from './status.ts'
import { troubleOf } from './trouble.ts'

export interface Placed {
  draft: Draft
  packet: Packet
  session: number | null
  sessionOpen: boolean
  dependencies: DependencyState[]
  problems: Problem[]
  started: boolean
  /** The branch of its name is an earlier packet's. */
  branchTaken: boolean
  branchSha: string | null
}

/** A packet has started once it was briefed, or its branch or pull request is the App's, or the branch was adopted. */
export function hasStarted(draft: Draft, facts: Facts): boolean {
  if (draft.told.has('briefing') || draft.pull !== null) return true
  const branch = facts.branches.find((one) => one.name === draft.branch)
  return branch !== undefined && (madeByApp(branch, facts) || adoptedAt(draft.fold, branch.name, facts) !== null)
}

function waitsOf(placed: Placed): Wait[] {
  const waits: Wait[] = placed.dependencies.filter(holds).map((one) => ({
    kind: 'dependency',
    name: one.name,
    state: one.state === 'abandoned' || one.state === 'lost' || one.state === 'not-filed' ? one.state : 'open',
    issue: one.issue,
  }))
  if (!placed.sessionOpen && !placed.started) waits.push({ kind: 'session' })
  return waits
}

export interface World {
  facts: Facts
  config: Config
  people: People
  needs: Need[]
  baseSha: string
  others: OtherScope[]
  /** Whose commits each branch holds, by issue. */
  holdings: ReadonlyMap<number, Holding>
  /** Live packets by the number of the open pull request that counts for them. */
  sharing: ReadonlyMap<number, { issue: number; name: string }[]>
}

/** Its commits, and how they keep to what the packet may touch. */
interface Work extends Boundaries {
  /** Of its branch, or of its merged pull request. */
  head: string | null
  ahead: number | null
  diff: DiffFact | null
  grants: ScopeGrant[]
}

function workOf({ draft, packet, branchSha }: Placed, { facts, config, needs, baseSha, others }: World): Work {
  const diffAt = (head: string | null) => diffOf(draft, head, facts, baseSha, needs)
  const bounds = (at: DiffFact | null, grants: ScopeGrant[]) =>
    boundariesOf(at?.files ?? [], packet, grants, others, config.scope === 'strict')
  const diff = diffAt(branchSha)
  const look = {
    bounds: (head: string, before: ScopeGrant[]) => bounds(diffAt(head), before),
    changed: (head: string) => (diffAt(head)?.files ?? []).flatMap(touched),
  }
  const grants = grantsOf(draft, look, facts)
  const { pull, merged } = draft
  const head = merged ? (pull?.headSha ?? null) : (branchSha ?? pull?.headSha ?? null)
  return { ...bounds(diff, grants), head, ahead: merged ? null : (diff?.ahead ?? null), diff, grants }
}

/** Everything but what depends on all packets at once: places, queue. */
export function packetState(placed: Placed, world: World): PacketState {
  const { facts, config } = world
  const { draft, packet, dependencies } = placed
  const work = workOf(placed, world)
  const waits = waitsOf(placed)
  const objections = objectionsTo(draft, work.head, facts, world.needs)
  const report = heldBack(reportInForce(draft.fold, draft.told, dependencies), objections)
  const status = statusIn(placed, work, waits, report, facts)
  const holding = world.holdings.get(draft.issue.number) ?? null
  const more = hasMore(placed, world)
  const shared = sharedBy(draft, world)
  const obstacles = obstaclesOf({ ...placed, status, diff: work.diff, holding, more, shared }, facts)
  const dispatch = status === 'ready' ? dispatchTrouble(draft.issue.number, packet, config, facts) : []
  return {
    ...textState(placed),
    ...saidState(draft),
    dependencies,
    session: placed.session,
    waits,
    report,
    status,
    ...timesOf(placed, status, objections, world),
    ...workState(placed, work, facts),
    agent: agentOf(draft, facts, world.people),
    queued: null,
    ...mergeState(draft, status, objections, work, world),
    ...{ obstacles, own: holding?.own ?? work.ahead },
    ...mistakenIn(draft),
    startedAs: calledAt(draft, draft.told.find('briefing')?.comment.createdAt),
    trouble: [...troubleOf(draft, placed.branchSha, facts), ...dispatch],
  }
}

/** Asked while the branch of a delivered packet is there and is not what was delivered. */
function hasMore({ draft, branchSha }: Placed, { facts, needs, baseSha }: World): boolean {
  if (draft.merged === null || branchSha === null || branchSha === draft.pull?.headSha) return false
  return isContained(branchSha, baseSha, facts, needs) === false
}

function sharedBy({ issue, pull }: Draft, { sharing }: World): { issue: number; name: string }[] {
  return (sharing.get(pull?.number ?? 0) ?? []).filter((one) => one.issue !== issue.number)
}

function mistakenIn({ isMistaken, issue }: Draft): Pick<PacketState, 'mistaken'> {
  if (!isMistaken) return {}
  const { closer, closedBy } = issue
  return { mistaken: { pull: closer?.pull ?? null, commit: closer?.commit ?? null, by: closedBy?.login ?? 'ghost' } }
}

const calledAt = ({ names, name }: Draft, at = Number.POSITIVE_INFINITY): string =>
  names.findLast(({ from }) => from <= at)?.name ?? name

function statusIn(placed: Placed, work: Work, waits: Wait[], report: ReportState | null, facts: Facts): Status {
  const { draft, problems, started } = placed
  return statusOf({
    merged: draft.merged !== null,
    abandoned: draft.abandoned !== null,
    invalid: problems.some((problem) => problem.severity === 'error'),
    accepted: draft.text.accepted !== null,
    started: started && waits.length === 0,
    pausedByWriter: draft.fold.paused !== null,
    drifting: work.drift.length > 0 && !redirectedAtHead(draft, facts),
    report: report?.kind ?? null,
    pushed: (work.ahead ?? 0) > 0,
  })
}

function textState({ draft, packet, problems }: Placed) {
  const { issue, name, text } = draft
  const { number, nodeId, url, author, createdAt } = issue
  const { accepted, change } = text
  return { issue: number, nodeId, url, name, packet, problems, author, createdAt, accepted, change, ...hiddenOf(draft) }
}

/** What people and the agent said, as it counts. */
function saidState({ fold, abandoned }: Draft) {
  const { percent, decisions, scopeRequests, redirects, interventions, unblocked } = fold
  return {
    ...{ percent, decisions, scopeRequests, redirects, interventions, unblocked, abandoned },
    startedByHand: fold.startedByHand !== null,
    doneAt: fold.report?.kind === 'done' ? fold.report.at : null,
  }
}

function timesOf(
  { draft, packet, started }: Placed,
  status: Status,
  objections: ObjectionState[],
  { facts, config }: World,
) {
  const statusTimes = statusSpans(draft.issue, facts.app.id)
  const startedSince = startedAt(draft, started, facts)
  const lastHeardAt = lastHeard(draft, facts)
  const since = lastHeardAt ?? startedSince
  // What was put to the agent later is to be answered from then on.
  const asked = since === null ? null : Math.max(since, ...objections.map(({ at }) => at))
  const staleAt = staleTime(status, asked, config, packet)
  return {
    statusSince: statusTimes.findLast((span) => span.status === status)?.from ?? null,
    statusTimes,
    startedAt: startedSince,
    lastHeardAt,
    stale: staleAt !== null && facts.now >= staleAt,
    staleAt,
  }
}

function workState({ draft, branchSha }: Placed, work: Work, facts: Facts) {
  const { head, ahead, grants, drift, outside } = work
  const { files: filesChanged, lines: linesChanged } = figuresOf(draft, work.diff)
  // What stands on the commit is of the pull request, and of nobody else who has that commit.
  const checks = draft.pull?.headSha === head ? checksOf(head, draft.issue.number, facts) : {}
  const integrations = integrationsOf(draft, checks, facts, head)
  const { branch, pull } = draft
  return {
    ...{ branch, branchSha, pull, head, ahead, filesChanged, linesChanged },
    ...{ grants, drift, outside, checks, integrations },
  }
}

function mergeState(
  draft: Draft,
  status: Status,
  objections: ObjectionState[],
  { head, diff }: Work,
  { facts, config, people, needs }: World,
) {
  const reason = reviewNeeded(draft, diff?.files ?? [], config)
  const asksReview = (reason !== null || config.merge === 'auto') && status === 'done'
  const approval = asksReview ? approvalOf(draft, head ?? '', facts, people, needs) : null
  const needsReview = approval?.approved === false
  const leftOut = needsReview ? approval.leftOut : []
  const way: Routed = status === 'done' ? routed(draft.pull, head, facts, config, needs) : { block: null }
  const open = status === 'done' ? objections.filter(({ answered }) => !answered) : []
  const review = needsReview && reason !== null ? reviewWanted(reason, leftOut) : null
  return {
    mergeBlock: open.length > 0 ? objected(open, draft.pull?.number ?? 0) : (review ?? way.block),
    ...(way.route && { route: way.route }),
    needsReview,
    ...(objections.length > 0 && { objections }),
    ...(leftOut.length > 0 && { leftOut }),
    merged: draft.merged,
    ...treeOf(mergedAsTested(draft, facts, needs)),
  }
}

const treeOf = (asTested: boolean | null): Pick<PacketState, 'mergedTree'> =>
  asTested ? {} : { mergedTree: asTested === null ? 'unknown' : 'other' }

/** Shown to the writer who is asked to accept this text. */
function hiddenOf(draft: Draft): Pick<PacketState, 'hidden'> {
  if (draft.text.accepted !== null && draft.text.change === null) return {}
  const hidden = hiddenIn(currentText(draft.issue).body)
  return hidden.comments.length + hidden.invisible.count > 0 ? { hidden } : {}
}
