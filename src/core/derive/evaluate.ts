import type { People } from '../authorize/roles.ts'
import { shownEvents } from '../commands/packet-events.ts'
import { each, type Isolation } from '../isolation.ts'
import type { StackPlace } from '../merging/stack.ts'
import type { Config } from '../parse/config/schema.ts'
import { type Hidden, hiddenIn } from '../parse/packet/hidden.ts'
import { MARKER } from '../records/names.ts'
import { isBlocking } from '../schedule/dependencies.ts'
import type { Queries } from '../snapshot/ask.ts'
import type { DiffFact, FileChange } from '../snapshot/queries.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { ObjectionState } from '../state/obstacles.ts'
import type { EvaluatedPacket, PacketEnd, PacketProgress, PacketText, PacketWork, Wait } from '../state/packet.ts'
import type { ReportState, ScopeGrant } from '../state/talk.ts'
import type { Status } from '../state.ts'
import { type Boundaries, boundariesOf, touched } from '../status/drift.ts'
import { currentText, type PacketAnalysis } from './analysis.ts'
import { grantsOf, redirectedAtHead } from './bounds.ts'
import { diffOf, figuresOf } from './change.ts'
import { checksOf, integrationsOf } from './checks.ts'
import { isOnBase } from './history.ts'
import type { Holding } from './holdings.ts'
import { agentOf, lastHeard, staleTime, startedAt } from './life.ts'
import { mergePart } from './merge-part.ts'
import { objectionsTo, withoutVoidDone } from './objections.ts'
import { obstaclesOf } from './obstacles.ts'
import { issueOfLinked, type ResolvedPacket } from './resolve.ts'
import { reportInForce, statusOf, statusSpans } from './status.ts'
import { dispatchTrouble, troubleOf } from './trouble.ts'

/** Third stage: evaluates each packet before slots and queue places are assigned. */

function waitsOf(resolved: ResolvedPacket): Wait[] {
  const waits: Wait[] = resolved.dependencies.filter(isBlocking).map((one) => ({
    kind: 'dependency',
    name: one.name,
    state: one.state === 'abandoned' || one.state === 'lost' || one.state === 'not-filed' ? one.state : 'open',
    issue: one.issue,
    ...(one.only !== undefined && { only: one.only }),
  }))
  const { baseProblem, started, analysis } = resolved
  if (baseProblem !== null && !started) waits.push({ kind: 'base', branch: analysis.base, why: baseProblem })
  if (!resolved.sessionOpen && !resolved.started) waits.push({ kind: 'session' })
  return waits
}

/** The inputs of an evaluation besides the packet itself. */
export interface EvaluationContext {
  snapshot: Snapshot
  config: Config
  people: People
  queries: Queries
  isolation: Isolation
  /** The packets whose commits each branch contains, by issue. */
  holdings: ReadonlyMap<number, Holding>
  /** Live packets by the number of the open pull request that counts for them. */
  sharing: ReadonlyMap<number, { issue: number; name: string }[]>
  /** Places in stacks, by the number of the pull request. */
  stacks: ReadonlyMap<number, StackPlace>
}

export const evaluatePackets = (resolved: ResolvedPacket[], context: EvaluationContext): EvaluatedPacket[] =>
  each(context.isolation, resolved, issueOfLinked, (one) => evaluatePacket(one, context))

/** A packet's commits and how they relate to its scope. */
export interface Work extends Boundaries {
  /** Head of its branch, or of its merged pull request. */
  head: string | null
  ahead: number | null
  diff: DiffFact | null
  grants: ScopeGrant[]
}

function workOf(
  { analysis, packet, branchSha, others }: ResolvedPacket,
  { snapshot, config, queries, stacks }: EvaluationContext,
): Work {
  // What is below it in its stack is the work of others.
  const under = stacks.get(analysis.pull?.number ?? 0)?.below.at(-1)?.headSha ?? snapshot.baseTip()
  const diffAt = (head: string | null) => diffOf(analysis, head, snapshot, under, queries)
  const bounds = (at: DiffFact | null, grants: ScopeGrant[]) =>
    boundariesOf(at?.files ?? [], packet, grants, others, config.scope === 'strict')
  const diff = diffAt(branchSha)
  const lookup = {
    bounds: (head: string, before: ScopeGrant[]) => bounds(diffAt(head), before),
    changed: (head: string) => (diffAt(head)?.files ?? []).flatMap(touched),
  }
  const grants = grantsOf(analysis, lookup, snapshot)
  const { pull, merged } = analysis
  const head = merged ? (pull?.headSha ?? null) : (branchSha ?? pull?.headSha ?? null)
  return { ...bounds(diff, grants), head, ahead: merged ? null : (diff?.ahead ?? null), diff, grants }
}

function evaluatePacket(resolved: ResolvedPacket, around: EvaluationContext): EvaluatedPacket {
  const { analysis, packet, dependencies } = resolved
  const snapshot = around.snapshot.on(analysis.base)
  const context = { ...around, snapshot }
  const { config } = context
  const work = workOf(resolved, context)
  const waits = waitsOf(resolved)
  const objections = objectionsTo(analysis, work.head, snapshot, context.queries)
  const report = withoutVoidDone(reportInForce(analysis.events, analysis.botComments, dependencies), objections)
  const status = statusIn(resolved, work, waits, report, snapshot)
  const holding = context.holdings.get(analysis.issue.number) ?? null
  const more = hasMore(resolved, context)
  const shared = sharedBy(analysis, context)
  const stack = context.stacks.get(analysis.pull?.number ?? 0) ?? null
  const obstacles = obstaclesOf({ ...resolved, status, diff: work.diff, holding, more, shared, stack }, snapshot)
  const dispatch = status === 'ready' ? dispatchTrouble(analysis.issue.number, packet, config, snapshot) : []
  const trouble = [...troubleOf(analysis, resolved.branchSha, snapshot), ...dispatch]
  return {
    ...identityOf(resolved),
    base: { branch: analysis.base, sha: snapshot.baseTip() },
    ...statusPart(analysis, status, snapshot),
    waits,
    dependencies,
    text: textPart(resolved),
    work: { ...workPart(resolved, work, snapshot), own: holding?.own ?? work.ahead },
    progress: { ...progressPart(resolved, status, objections, context), report },
    talk: shownEvents(analysis.events),
    merge: { ...mergePart(analysis, status, objections, work, context), obstacles, trouble },
    end: { merged: analysis.merged, mistaken: mistakenIn(analysis), abandoned: analysis.abandoned },
  }
}

function identityOf({ analysis, session }: ResolvedPacket) {
  const { number, nodeId, url, author, createdAt } = analysis.issue
  return { issue: number, nodeId, url, name: analysis.name, author, createdAt, session }
}

function statusPart({ issue }: PacketAnalysis, status: Status, snapshot: Pick<Snapshot, 'app'>) {
  const statusTimes = statusSpans(issue, snapshot.app.id)
  const statusSince = statusTimes.findLast((span) => span.status === status)?.from ?? null
  return { status, statusSince, statusTimes }
}

/** Returns whether the branch of a delivered packet has commits that the base branch lacks. */
function hasMore({ analysis, branchSha }: ResolvedPacket, { queries, snapshot }: EvaluationContext): boolean {
  if (analysis.merged === null || branchSha === null || branchSha === analysis.pull?.headSha) return false
  return isOnBase(branchSha, snapshot, queries) === false
}

function sharedBy({ issue, pull }: PacketAnalysis, { sharing }: EvaluationContext): { issue: number; name: string }[] {
  return (sharing.get(pull?.number ?? 0) ?? []).filter((one) => one.issue !== issue.number)
}

function mistakenIn({ isMistaken, issue }: PacketAnalysis): PacketEnd['mistaken'] {
  if (!isMistaken) return null
  const { closer, closedBy } = issue
  return { pull: closer?.pull ?? null, commit: closer?.commit ?? null, by: closedBy?.login ?? 'ghost' }
}

const calledAt = ({ names, name }: PacketAnalysis, at = Number.POSITIVE_INFINITY): string =>
  names.findLast(({ from }) => from <= at)?.name ?? name

function statusIn(
  resolved: ResolvedPacket,
  work: Work,
  waits: Wait[],
  report: ReportState | null,
  snapshot: Pick<Snapshot, 'app' | 'pushesTo'>,
): Status {
  const { analysis, problems, started } = resolved
  return statusOf({
    merged: analysis.merged !== null,
    abandoned: analysis.abandoned !== null,
    invalid: problems.some((problem) => problem.severity === 'error'),
    accepted: analysis.text.accepted !== null,
    started: started && waits.length === 0,
    pausedByWriter: analysis.events.paused !== null,
    drifting: work.drift.length > 0 && !redirectedAtHead(analysis, snapshot),
    report: report?.kind ?? null,
    pushed: (work.ahead ?? 0) > 0,
  })
}

function textPart({ analysis, packet, problems }: ResolvedPacket): PacketText {
  const { accepted, change } = analysis.text
  const startedAs = calledAt(analysis, analysis.botComments.find(MARKER.briefing)?.comment.createdAt)
  return { packet, problems, accepted, hidden: hiddenOf(analysis), change, startedAs }
}

function progressPart(
  { analysis, packet, started }: ResolvedPacket,
  status: Status,
  objections: ObjectionState[],
  { snapshot, config, people }: EvaluationContext,
): Omit<PacketProgress, 'report'> {
  const { startedByHand, report } = analysis.events
  const startedSince = startedAt(analysis, started, snapshot)
  const lastHeardAt = lastHeard(analysis, snapshot)
  const since = lastHeardAt ?? startedSince
  // The time to answer an objection starts with the objection.
  const asked = since === null ? null : Math.max(since, ...objections.map(({ at }) => at))
  const staleAt = staleTime(status, asked, config, packet)
  return {
    agent: agentOf(analysis, snapshot, people),
    startedByHand: startedByHand !== null,
    startedAt: startedSince,
    doneAt: report?.kind === 'done' ? report.at : null,
    lastHeardAt,
    stale: staleAt !== null && snapshot.now >= staleAt,
    staleAt,
  }
}

/** A merged packet's files are in the base branch already. */
const workflowIn = ({ merged }: PacketAnalysis, files: FileChange[]): string | null =>
  merged === null ? (files.flatMap(touched).find((path) => path.startsWith('.github/workflows/')) ?? null) : null

function workPart(
  { analysis, branchSha }: ResolvedPacket,
  work: Work,
  snapshot: Pick<Snapshot, 'checkRun'>,
): Omit<PacketWork, 'own'> {
  const { head, ahead, grants, drift, outside } = work
  const { files: filesChanged, lines: linesChanged } = figuresOf(analysis, work.diff)
  // The checks on a commit belong to the pull request, not to another branch with the same commit.
  const checks = analysis.pull?.headSha === head ? checksOf(head, analysis.issue.number, snapshot) : {}
  const integrations = integrationsOf(analysis, checks, snapshot, head)
  const { branch, pull } = analysis
  return {
    branch,
    branchSha,
    pull,
    head,
    ahead,
    filesChanged,
    linesChanged,
    grants,
    drift,
    outside,
    workflow: workflowIn(analysis, work.diff?.files ?? []),
    checks,
    integrations,
  }
}

/** Returns hidden content to show to the writer who is asked to accept this text. */
function hiddenOf(analysis: PacketAnalysis): Hidden | null {
  if (analysis.text.accepted !== null && analysis.text.change === null) return null
  const hidden = hiddenIn(currentText(analysis.issue).body)
  return hidden.comments.length + hidden.invisible.count > 0 ? hidden : null
}
