/** Second pass over one packet: its draft held against the others, as the state people are shown. */
import type { Config } from '../config/schema.ts'
import type { DiffFact, Facts, Need } from '../facts.ts'
import { hiddenIn } from '../packets/hidden.ts'
import type { Packet, Problem } from '../packets/reading.ts'
import type { People } from '../people.ts'
import { recordIn } from '../say/markers.ts'
import { holds } from '../schedule/dependencies.ts'
import type { CheckName, CheckState, DependencyState, PacketState, ReportState, ScopeGrant, Wait } from '../state.ts'
import { type Boundaries, boundariesOf, type OtherScope } from '../status/drift.ts'
import { statusSpans } from '../status/spans.ts'
import { bodyOf } from '../told.ts'
import { approved, reviewNeeded } from './approval.ts'
import { adoptedAt, currentText, type Draft, pushesTo } from './draft.ts'
import { madeByApp } from './problems.ts'
import { reportInForce, statusOf } from './standing.ts'

export interface Placed {
  draft: Draft
  packet: Packet
  session: number | null
  sessionOpen: boolean
  dependencies: DependencyState[]
  problems: Problem[]
  started: boolean
  branchSha: string | null
}

/** Marker of the App's comment that says a packet is merged; its record keeps the figures the report needs. */
export const MERGED = 'merged'
const CHECKS: readonly CheckName[] = ['scope', 'acceptance', 'dependencies', 'contract', 'integration']

export const diffKey = (base: string, head: string): string => `${base}...${head}`

/** A packet has started once it was briefed, or its branch or pull request is the App's, or the branch was adopted. */
export function hasStarted(draft: Draft, facts: Facts): boolean {
  if (draft.told.has('briefing') || draft.pull !== null) return true
  const branch = facts.branches.find((one) => one.name === draft.branch)
  return branch !== undefined && (madeByApp(branch, facts) || adoptedAt(draft.fold, branch.name, facts) !== null)
}

/** What its head changed; asks for it when it is not known. */
function diffOf(placed: Placed, facts: Facts, baseSha: string, needs: Need[]): DiffFact | null {
  if (placed.draft.merged) return diffAsMerged(placed.draft, facts, needs)
  if (!placed.branchSha || placed.draft.abandoned || baseSha === '') return null
  const known = facts.lookups.diffs[diffKey(baseSha, placed.branchSha)]
  if (known === undefined) needs.push({ kind: 'diff', base: baseSha, head: placed.branchSha })
  return known ?? null
}

/** What it changed against the main it was tested on, for as long as its last comment is not written. */
function diffAsMerged(draft: Draft, facts: Facts, needs: Need[]): DiffFact | null {
  const tested = checksOf(draft.pull?.headSha ?? null, facts).integration?.tested
  if (!tested || draft.told.has(MERGED)) return null
  const known = facts.lookups.diffs[diffKey(tested.base, tested.head)]
  if (known === undefined) needs.push({ kind: 'diff', base: tested.base, head: tested.head })
  return known ?? null
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

/** "At this head": a redirect counts for the pushes it has seen. */
function redirectedAtHead(draft: Draft, facts: Facts): boolean {
  const pushed = pushesTo(draft.branch, facts).at(-1)?.at ?? 0
  return draft.fold.redirects.some((one) => one.at >= pushed)
}

/**
 * What was asked for and granted, and what a bare `/scope allow` granted: the paths its record names, or, while that is
 * not written, what is out of bounds at the head it was said at.
 */
function grantsOf(draft: Draft, bounds: (grants: ScopeGrant[]) => Boundaries, facts: Facts): ScopeGrant[] {
  const pushed = pushesTo(draft.branch, facts).at(-1)?.at ?? 0
  const grants = [...draft.fold.grants]
  for (const { comment, by, at } of draft.fold.allows) {
    const recorded = grantedPaths(draft, comment)
    const { drift, outside } = bounds(grants)
    const now = at > pushed ? [...drift, ...outside].map((file) => file.path) : []
    grants.push(...(recorded ?? now).map((path) => ({ path, reason: '', by, at })))
  }
  return grants
}

/** The paths an App comment says this `/scope allow` granted; null while it was not answered. */
function grantedPaths(draft: Draft, comment: number): string[] | null {
  if (draft.told.has(`answer:${comment}`)) return []
  const told = draft.told.find(`scope:${comment}`)
  const record = told?.trusted ? recordIn(bodyOf(told.comment)) : null
  return record ? String(record.path ?? '').split(', ') : null
}

function checksOf(head: string | null, facts: Facts): PacketState['checks'] {
  const checks: PacketState['checks'] = {}
  for (const name of CHECKS) {
    const run = facts.checks.find((one) => one.headSha === head && one.name === `switchyard/${name}`)
    if (!run) continue
    const [base = '', of = '', trial = ''] = run.externalId.split(':')
    const state: CheckState = {
      name,
      conclusion: run.conclusion,
      title: run.title,
      summary: run.summary,
      annotations: [],
      tested: name === 'integration' && trial !== '' ? { base, head: of, trial } : null,
      steps: [],
      url: run.url,
    }
    checks[name] = state
  }
  return checks
}

/** Red integrations are remembered by the comments that took the packet out of done; the last pass by the check run. */
function integrationsOf(
  draft: Draft,
  checks: PacketState['checks'],
  facts: Facts,
  head: string | null,
): PacketState['integrations'] {
  const failed = draft.told
    .records('undone:')
    .filter(({ comment }) => bodyOf(comment).includes('switchyard/integration'))
    .map(({ comment }) => ({ at: comment.createdAt, passed: false }))
  if (checks.integration?.conclusion !== 'success') return failed
  const run = facts.checks.find((one) => one.headSha === head && one.name === 'switchyard/integration')
  return [...failed, { at: run?.completedAt ?? 0, passed: true }]
}

function lastHeard(draft: Draft, facts: Facts): number | null {
  const push = pushesTo(draft.branch, facts).findLast(
    (one) => one.actor?.id !== facts.app.id && one.type !== 'pr_merge',
  )
  const times = [draft.fold.heardAt, push?.at ?? null, draft.fold.report?.at ?? null].filter((at) => at !== null)
  return times.length === 0 ? null : Math.max(...times)
}

function agentOf(draft: Draft, facts: Facts): PacketState['agent'] {
  const pusher = pushesTo(draft.branch, facts).find((one) => one.actor !== null && one.actor.id !== facts.app.id)?.actor
  return draft.issue.assignees[0] ?? draft.heard.holder ?? pusher ?? null
}

/** What GitHub refused that concerns this packet, for people. */
function troubleOf(placed: Placed, facts: Facts): string[] {
  const { draft, branchSha } = placed
  const ours = (key: string) =>
    [` ${draft.branch} `, ` ${draft.branch}`, `#${draft.issue.number} `, ...(branchSha ? [branchSha] : [])].some(
      (part) => `${key} `.includes(part),
    )
  return Object.entries(facts.refused)
    .filter(([key]) => /^(create-branch|open-pull|merge|ready-pull|close-issue|check) /.test(key) && ours(key))
    .map(([key, refusal]) => `GitHub refused "${key.split(' ')[0]}": ${refusal.message}`)
}

const figuresOf = (draft: Draft, diff: DiffFact | null) => {
  const told = draft.told.find(MERGED)
  const record = told?.trusted ? recordIn(bodyOf(told.comment)) : null
  if (draft.merged && record) return { files: numberOr(record.files), lines: numberOr(record.lines) }
  if (diff === null) return { files: null, lines: null }
  return { files: diff.files.length, lines: diff.files.reduce((sum, file) => sum + file.additions + file.deletions, 0) }
}

const numberOr = (value: unknown): number | null => (typeof value === 'number' ? value : null)

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
  const diff = diffOf(placed, facts, world.baseSha, needs)
  const strict = config.scope === 'strict'
  const bounds = (grants: ScopeGrant[]) => boundariesOf(diff?.files ?? [], packet, grants, world.others, strict)
  const grants = grantsOf(draft, bounds, facts)
  const boundaries: Boundaries = bounds(grants)
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
  const unapproved =
    needed !== null && status === 'done' && !approved(draft, head ?? '', pushesTo(draft.branch, facts), people)
  const figures = figuresOf(draft, diff)
  const heardAt = lastHeard(draft, facts)
  const startedAt = placed.started
    ? (draft.told.find('briefing')?.comment.createdAt ??
      pushesTo(draft.branch, facts).find((one) => one.type === 'branch_creation')?.at ??
      null)
    : null
  const staleAt = staleTime(status, heardAt ?? startedAt, config, packet)
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
    mergeBlock: unapproved
      ? `it needs an approving review of this head by a writer who did not work on it: ${needed}`
      : null,
    needsReview: unapproved,
    trouble: troubleOf(placed, facts),
    merged: draft.merged,
    abandoned: draft.abandoned,
    startedByHand: fold.startedByHand !== null,
    startedAt,
    doneAt: fold.report?.kind === 'done' ? fold.report.at : null,
    integrations: integrationsOf(draft, checks, facts, head),
    interventions: fold.interventions,
  }
}

/** Shown to the writer who is asked to accept this text. */
function hiddenOf(draft: Draft): Pick<PacketState, 'hidden'> {
  if (draft.text.accepted !== null && draft.text.change === null) return {}
  const hidden = hiddenIn(currentText(draft.issue).body)
  return hidden.comments.length + hidden.invisible.count > 0 ? { hidden } : {}
}

/** Only an agent that is expected to be at work can be overdue. */
function staleTime(status: PacketState['status'], since: number | null, config: Config, packet: Packet): number | null {
  if ((status !== 'running' && status !== 'ready') || since === null) return null
  return since + config.stale[packet.risk ?? 'low'] * 60_000
}
