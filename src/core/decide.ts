/** The whole decision, a pure function: from a snapshot to the state, the actions, and the queries to look up first. */

import { type Action, actionKey, isOpenNow } from './actions.ts'
import { type Derived, deriveState } from './derive/derive-state.ts'
import { each, type Fault, type Isolation, withQuarantine } from './isolation.ts'
import { planResults } from './plan/checks.ts'
import { planDelivered } from './plan/delivered.ts'
import { planBreachNotices } from './plan/dependencies.ts'
import { planDispatch } from './plan/dispatch.ts'
import { planDryRun, planDryRunOver } from './plan/dry-run.ts'
import { planQuarantineEnds, planQuarantineNotices } from './plan/floods.ts'
import { planGroups } from './plan/groups.ts'
import { planIntegration } from './plan/integration.ts'
import { planLabelDefinitions, planPacketLabels } from './plan/labels.ts'
import { planLinks } from './plan/links.ts'
import { planPacketComments } from './plan/packets.ts'
import { planBranch, planPullRequest, planPullRequestChanges } from './plan/pulls.ts'
import { planRecords } from './plan/records.ts'
import { planAcknowledgements } from './plan/requests.ts'
import { planRerequests } from './plan/rerequests.ts'
import { planReviews } from './plan/reviews.ts'
import { planScratch } from './plan/scratch.ts'
import { planDashboards, planEndings, planSessions } from './plan/sessions.ts'
import { planSetup } from './plan/setup.ts'
import { planTicks } from './plan/ticks.ts'
import { planVerdicts } from './plan/verdicts.ts'
import { MARKER } from './records/names.ts'
import { snapshotOf } from './snapshot/finders.ts'
import type { Query } from './snapshot/queries.ts'
import type { Snapshot, SnapshotData } from './snapshot/snapshot.ts'
import type { State } from './state.ts'
import { statusLabel } from './status/statuses.ts'

export interface Decision {
  state: State
  actions: Action[]
  /** Queries to look up before deciding again. While there are any, there are no actions. */
  queries: Query[]
  /** When the state changes without an event, in milliseconds since the epoch; null: never. */
  wakeAt: number | null
  /** Internal errors, each with the issue that is quarantined for it. */
  faults: Fault[]
}

/** Returns the actions for each packet, in order. */
function planPackets(derived: Derived, snapshot: Snapshot): Action[] {
  const { state, analyses, starting, isolation } = derived
  const issueOf = (packet: State['packets'][number]) => packet.issue
  const actions = each(isolation, state.packets, issueOf, (packet) => {
    const analysis = analyses.get(packet.issue)
    if (!analysis) return []
    const branch = planBranch(packet, analysis, starting.has(packet.issue))
    const first = [...branch, ...planRecords(analysis, packet, state)]
    // The next decision continues once the branch exists.
    if (branch.some((action) => isOpenNow(action, snapshot))) return first
    const pull = planPullRequest(packet, analysis, state, snapshot)
    // The failed scope check needs the pull request, and comes before the label.
    if (packet.status === 'drifting' && pull.some((action) => isOpenNow(action, snapshot))) return [...first, ...pull]
    return [
      ...first,
      ...pull,
      ...planPacketLabels(packet, analysis.issue.labels),
      ...planPacketComments(packet, analysis, derived, snapshot),
      ...planPullRequestChanges(packet, analysis, state, snapshot.app),
      ...planReviews(packet, analysis, snapshot, derived.queries),
      ...planAcknowledgements(packet, analysis, snapshot),
      ...planLinks(packet, analysis, state, snapshot),
      ...planDispatch(packet, analysis, state, snapshot),
      ...planDelivered(packet, analysis, snapshot),
      ...planQuarantineEnds(analysis),
    ]
  })
  return actions.flat()
}

/** Whether a packet has just started drifting. Its check result is then written before the label that reports it. */
const hasNewDrift = ({ state, analyses }: Derived): boolean =>
  state.packets.some(({ issue, status }) => {
    const labels = analyses.get(issue)?.issue.labels
    return status === 'drifting' && labels?.includes(statusLabel(status)) === false
  })

const isJob = (action: Action) => action.kind === 'trial'

const isCard = (action: Action) =>
  (action.kind === 'comment' || action.kind === 'edit-comment') && action.marker === MARKER.card

/** An acceptance: the 👍 reaction, or the card, whose ledger stores what the reaction cannot express. */
const isAcceptance = (action: Action) => (action.kind === 'react' && action.content === '+1') || isCard(action)

/**
 * Returns the leading actions that may be sent in one request with the verdicts. If a verdict fails, the next decision
 * repeats or reverts them. All other actions wait until the verdicts are on GitHub.
 */
function sentWithVerdicts(work: Action[]): Action[] {
  const end = work.findIndex((action) => action.kind !== 'set-labels' && action.kind !== 'comment' && !isCard(action))
  return end < 0 ? work : work.slice(0, end)
}

/** The planned actions of the first two phases. */
interface Planned {
  verdicts: Action[]
  work: Action[]
}

function planWork(derived: Derived, snapshot: Snapshot): Planned {
  const isUsed = derived.state.packets.length > 0 || derived.sessions.length > 0 || !snapshot.repo.oneOfMany
  const work = [
    ...(isUsed ? planLabelDefinitions(snapshot) : []),
    ...planSetup(snapshot, derived.queries),
    ...(derived.state.config['dry-run'] ? [] : planDryRunOver(derived)),
    ...planSessions(derived, snapshot),
    ...(hasNewDrift(derived) ? planResults(derived, snapshot) : []),
    ...planPackets(derived, snapshot),
    ...planResults(derived, snapshot),
    ...planQuarantineNotices(derived, snapshot.app),
    ...planBreachNotices(derived),
    ...planIntegration(derived, snapshot),
    ...planGroups(derived, snapshot),
    ...planScratch(derived.state, snapshot),
  ]
  work.push(...planRerequests(work, snapshot))
  const open = (actions: Action[]) => actions.filter((action) => isOpenNow(action, snapshot))
  return {
    verdicts: open([...planVerdicts(derived), ...planTicks(derived)]),
    work: open(work),
  }
}

/** Returns the actions of the first phase that has any: verdicts, work, dashboards, ends of sessions. Jobs delay no phase. */
function nextActions({ verdicts, work }: Planned, derived: Derived, snapshot: Snapshot): Action[] {
  if (verdicts.length > 0) return [...verdicts, ...(verdicts.every(isAcceptance) ? sentWithVerdicts(work) : [])]
  if (work.some((action) => !isJob(action))) return work
  // A dashboard is costly to render, so it is planned only when no other work is left.
  const dashboards = planDashboards(derived).filter((action) => isOpenNow(action, snapshot))
  if (dashboards.length > 0) return [...work, ...dashboards]
  return [...work, ...planEndings(derived, snapshot).filter((action) => isOpenNow(action, snapshot))]
}

/** Drops repeated actions. Two comments may lead to the same reply, such as the line about who may use a command. */
function distinct(actions: Action[]): Action[] {
  const seen = new Set<string>()
  return actions.filter((action) => {
    const known = seen.has(actionKey(action))
    seen.add(actionKey(action))
    return !known
  })
}

/** Decides everything about one repository. A failing issue is quarantined and the others are decided without it. */
export function decide(data: SnapshotData): Decision {
  const snapshot = snapshotOf(data)
  const { result, quarantined } = withQuarantine((isolation) => decideOnce(snapshot, isolation))
  return { ...result, faults: quarantined }
}

function decideOnce(snapshot: Snapshot, isolation: Isolation): Omit<Decision, 'faults'> {
  const derived = deriveState(snapshot, isolation)
  const planned = planWork(derived, snapshot)
  const { state } = derived
  const actions = state.config['dry-run']
    ? planDryRun([...planned.verdicts, ...planned.work], derived).filter((action) => isOpenNow(action, snapshot))
    : nextActions(planned, derived, snapshot)
  // After planning, which asks queries too.
  const queries = derived.queries.missing()
  return { state, actions: queries.length > 0 ? [] : distinct(actions), queries, wakeAt: state.nextChangeAt }
}
