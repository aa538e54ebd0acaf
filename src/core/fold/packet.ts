/** Second pass over one packet: its draft held against the others, as the state people are shown. */
import type { Config } from '../config/schema.ts'
import type { Facts } from '../facts.ts'
import type { DiffFact, Need } from '../lookups.ts'
import { hiddenIn } from '../packets/hidden.ts'
import type { Packet, Problem } from '../packets/reading.ts'
import type { People } from '../people.ts'
import { refused } from '../say/refused.ts'
import { holds } from '../schedule/dependencies.ts'
import type { DependencyState, PacketState, ReportState, ScopeGrant, Wait } from '../state.ts'
import { boundariesOf, type OtherScope } from '../status/drift.ts'
import { statusSpans } from '../status/spans.ts'
import { approved, reviewNeeded } from './approval.ts'
import { grantsOf, redirectedAtHead } from './bounds.ts'
import { diffOf, figuresOf, mergedAsTested } from './change.ts'
import { checksOf, integrationsOf } from './checks.ts'
import { dispatchTrouble } from './dispatch.ts'
import { adoptedAt, currentText, type Draft } from './draft.ts'
import { agentOf, lastHeard, staleTime, startedAt } from './life.ts'
import { madeByApp } from './problems.ts'
import { routed } from './route.ts'
import { reportInForce, statusOf } from './standing.ts'

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
    state: one.state === 'abandoned' || one.state === 'not-filed' ? one.state : 'open',
    issue: one.issue,
  }))
  if (!placed.sessionOpen && !placed.started) waits.push({ kind: 'session' })
  return waits
}

/** What GitHub refused that concerns this packet, for people. */
function troubleOf(placed: Placed, facts: Facts): string[] {
  const { draft, branchSha } = placed
  const ours = (key: string) =>
    [` ${draft.branch} `, ` ${draft.branch}`, `#${draft.issue.number} `, ...(branchSha ? [branchSha] : [])].some(
      (part) => `${key} `.includes(part),
    )
  const lines = Object.entries(facts.refused).flatMap(([key, { message }]) => {
    const wanted = REFUSED[key.split(' ')[0] ?? '']
    return wanted === undefined || !ours(key) ? [] : [refused(wanted, message)]
  })
  return [...new Set(lines)]
}

/** What was wanted of GitHub, by the kind of action. */
const REFUSED: Record<string, string> = {
  'create-branch': 'make its branch',
  'open-pull': 'open its pull request',
  'ready-pull': 'mark its pull request as ready',
  'close-issue': 'close its issue',
  check: 'set its checks',
  merge: 'merge it',
  enqueue: "put it into GitHub's merge queue",
  dequeue: "take it out of GitHub's merge queue",
  'update-branch': 'bring the base branch into its branch',
}

export interface World {
  facts: Facts
  config: Config
  people: People
  needs: Need[]
  baseSha: string
  others: OtherScope[]
}

/** Everything but what depends on all packets at once: places, queue. */
export function packetState(placed: Placed, world: World): PacketState {
  const { facts, config, people, needs } = world
  const { draft, packet, dependencies, problems } = placed
  const { fold, issue, pull } = draft
  const diff = diffOf(draft, placed.branchSha, facts, world.baseSha, needs)
  const strict = config.scope === 'strict'
  const bounds = (at: DiffFact | null, grants: ScopeGrant[]) =>
    boundariesOf(at?.files ?? [], packet, grants, world.others, strict)
  const diffAt = (head: string) => diffOf(draft, head, facts, world.baseSha, needs)
  const grants = grantsOf(draft, (head, before) => bounds(diffAt(head), before), facts)
  const boundaries = bounds(diff, grants)
  const head = draft.merged ? (pull?.headSha ?? null) : (placed.branchSha ?? pull?.headSha ?? null)
  const report: ReportState | null = reportInForce(fold, draft.told, dependencies)
  const waits = waitsOf(placed)
  const ahead = draft.merged ? null : (diff?.ahead ?? null)
  const status = statusOf({
    merged: draft.merged !== null,
    abandoned: draft.abandoned !== null,
    invalid: problems.some((problem) => problem.severity === 'error'),
    accepted: draft.text.accepted !== null,
    started: placed.started && waits.length === 0,
    pausedByWriter: fold.paused !== null,
    drifting: boundaries.drift.length > 0 && !redirectedAtHead(draft, facts),
    report: report?.kind ?? null,
    pushed: (ahead ?? 0) > 0,
  })
  const spans = statusSpans(issue, facts.app.id)
  const checks = checksOf(head, facts)
  const needed = reviewNeeded(draft, diff?.files ?? [], config)
  const asksReview = needed !== null || config.merge === 'auto'
  const unapproved = asksReview && status === 'done' && !approved(draft, head ?? '', facts, people)
  const way = status === 'done' ? routed(pull, head, facts, config, needs) : { block: null }
  const figures = figuresOf(draft, diff)
  const heardAt = lastHeard(draft, facts)
  const since = startedAt(draft, placed.started, facts)
  const staleAt = staleTime(status, heardAt ?? since, config, packet)
  return {
    issue: issue.number,
    nodeId: issue.nodeId,
    url: issue.url,
    name: draft.name,
    packet,
    problems,
    author: issue.author,
    createdAt: issue.createdAt,
    accepted: draft.text.accepted,
    change: draft.text.change,
    ...hiddenOf(draft),
    session: placed.session,
    status,
    statusSince: spans.findLast((span) => span.status === status)?.from ?? null,
    statusTimes: spans,
    waits,
    branch: draft.branch,
    branchSha: placed.branchSha,
    pull,
    head,
    ahead,
    filesChanged: figures.files,
    linesChanged: figures.lines,
    agent: agentOf(draft, facts),
    report,
    percent: fold.percent,
    lastHeardAt: heardAt,
    stale: staleAt !== null && facts.now >= staleAt,
    staleAt,
    decisions: fold.decisions,
    scopeRequests: fold.scopeRequests,
    grants,
    dependencies,
    drift: boundaries.drift,
    outside: boundaries.outside,
    redirects: fold.redirects,
    checks,
    queued: null,
    mergeBlock:
      unapproved && needed !== null
        ? `it needs an approving review of this head by a writer who did not work on it: ${needed}`
        : way.block,
    ...('route' in way && way.route && { route: way.route }),
    needsReview: unapproved,
    trouble: [
      ...troubleOf(placed, facts),
      ...(status === 'ready' ? dispatchTrouble(issue.number, packet, config, facts) : []),
    ],
    merged: draft.merged,
    ...treeOf(mergedAsTested(draft, facts, needs)),
    abandoned: draft.abandoned,
    startedByHand: fold.startedByHand !== null,
    startedAt: since,
    doneAt: fold.report?.kind === 'done' ? fold.report.at : null,
    integrations: integrationsOf(draft, checks, facts, head),
    interventions: fold.interventions,
    unblocked: fold.unblocked,
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
