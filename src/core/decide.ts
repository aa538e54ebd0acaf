/** The whole decision: facts in; the state, what should be done about it, and what must be asked first. Pure. */
import { type Action, actionKey, isOpenNow } from './actions.ts'
import { type Derived, deriveState } from './derive/derive-state.ts'
import { each, type Fault, type Isolation, withQuarantine } from './isolation.ts'
import { planResults } from './plan/checks.ts'
import { planDelivered } from './plan/delivered.ts'
import { planBreachNotices } from './plan/dependencies.ts'
import { planDispatch } from './plan/dispatch.ts'
import { planDryRun, planDryRunOver } from './plan/dry-run.ts'
import { planLabelDefinitions, planPacketLabels } from './plan/ensure.ts'
import { planQuarantineEnds, planQuarantineNotices } from './plan/floods.ts'
import { planGroups } from './plan/groups.ts'
import { planIntegration } from './plan/integration.ts'
import { planLinks } from './plan/links.ts'
import { planPacketComments } from './plan/packets.ts'
import { planBranch, planPullRequest, planPullRequestChanges } from './plan/pulls.ts'
import { planRecords } from './plan/records.ts'
import { planAcknowledgements } from './plan/requests.ts'
import { planReviews } from './plan/reviews.ts'
import { planScratch } from './plan/scratch.ts'
import { planDashboards, planEndings, planSessions } from './plan/sessions.ts'
import { planSetup } from './plan/setup.ts'
import { planTicks } from './plan/ticks.ts'
import { planVerdicts } from './plan/verdicts.ts'
import { statusLabel } from './records/labels.ts'
import { MARKER } from './records/names.ts'
import { snapshotOf } from './snapshot/finders.ts'
import type { Query } from './snapshot/queries.ts'
import type { Snapshot, SnapshotData } from './snapshot/snapshot.ts'
import type { State } from './state.ts'

export interface Decision {
  state: State
  actions: Action[]
  /** To be looked up, and decided again, before anything is done. */
  queries: Query[]
  /** When time alone will change something; null: only an event will. */
  wakeAt: number | null
  /** Errors of the bot's own, each with the issue that was set aside for it. */
  faults: Fault[]
}

/** Everything one packet wants, in the order it should happen. */
function forPacket(folded: Derived, snapshot: Snapshot): Action[] {
  const { state, analyses, starting, isolation } = folded
  const issueOf = (packet: State['packets'][number]) => packet.issue
  const wishes = each(isolation, state.packets, issueOf, (packet) => {
    const analysis = analyses.get(packet.issue)
    if (!analysis) return []
    const branch = planBranch(packet, analysis, starting.has(packet.issue), state)
    const begun = [...branch, ...planRecords(analysis, packet, state)]
    // The next decision says how the packet stands with its branch.
    if (branch.some((action) => isOpenNow(action, snapshot))) return begun
    const pull = planPullRequest(packet, analysis, state, snapshot)
    // Its check needs the pull request, and comes before the label.
    if (packet.status === 'drifting' && pull.some((action) => isOpenNow(action, snapshot))) return [...begun, ...pull]
    return [
      ...begun,
      ...pull,
      ...planPacketLabels(packet, analysis.issue.labels),
      ...planPacketComments(packet, analysis, folded, snapshot),
      ...planPullRequestChanges(packet, analysis, state, snapshot.app),
      ...planReviews(packet, analysis, snapshot, folded.queries),
      ...planAcknowledgements(packet, analysis, snapshot),
      ...planLinks(packet, analysis, state, snapshot),
      ...planDispatch(packet, analysis, state, snapshot),
      ...planDelivered(packet, analysis, state, snapshot),
      ...planQuarantineEnds(analysis),
    ]
  })
  return wishes.flat()
}

/** Whoever reads that a packet is drifting finds the check that says where. */
const driftsAnew = ({ state, analyses }: Derived): boolean =>
  state.packets.some(({ issue, status }) => {
    const labels = analyses.get(issue)?.issue.labels
    return status === 'drifting' && labels?.includes(statusLabel(status)) === false
  })

const isJob = (action: Action) => action.kind === 'trial'

const isCard = (action: Action) =>
  (action.kind === 'comment' || action.kind === 'edit-comment') && action.marker === MARKER.card

/** With it goes, on the card, what the reaction does not say. */
const isYes = (action: Action) => (action.kind === 'react' && action.content === '+1') || isCard(action)

/**
 * Of the work that follows from verdicts, what can go out in one request with them. Each is said again, or taken back, by
 * the next decision should the verdict fail; all else waits until the verdict is given.
 */
function shared(work: Action[]): Action[] {
  const end = work.findIndex((action) => action.kind !== 'set-labels' && action.kind !== 'comment' && !isCard(action))
  return end < 0 ? work : work.slice(0, end)
}

/** Everything that is planned, by when its turn comes. */
interface Planned {
  verdicts: Action[]
  work: Action[]
  dashboards: Action[]
  endings: Action[]
}

function planned(folded: Derived, snapshot: Snapshot): Planned {
  const anything = folded.state.packets.length > 0 || folded.sessions.length > 0 || !snapshot.repo.oneOfMany
  const work = [
    ...(anything ? planLabelDefinitions(snapshot) : []),
    ...planSetup(snapshot, folded.queries),
    ...(folded.state.config['dry-run'] ? [] : planDryRunOver(folded)),
    ...planSessions(folded, snapshot),
    ...(driftsAnew(folded) ? planResults(folded, snapshot) : []),
    ...forPacket(folded, snapshot),
    ...planResults(folded, snapshot),
    ...planQuarantineNotices(folded, snapshot.app),
    ...planBreachNotices(folded),
    ...planIntegration(folded, snapshot),
    ...planGroups(folded, snapshot),
    ...planScratch(folded.state, snapshot),
  ]
  const open = (actions: Action[]) => actions.filter((action) => isOpenNow(action, snapshot))
  return {
    verdicts: open([...planVerdicts(folded), ...planTicks(folded)]),
    work: open(work),
    dashboards: open(planDashboards(folded)),
    endings: open(planEndings(folded, snapshot)),
  }
}

/** Answers first; then the work; then the dashboard, once the rest is done; then the end of a session. */
function inTurn({ verdicts, work, dashboards, endings }: Planned): Action[] {
  if (verdicts.length > 0) return [...verdicts, ...(verdicts.every(isYes) ? shared(work) : [])]
  if (work.some((action) => !isJob(action))) return work
  return [...work, ...(dashboards.length > 0 ? dashboards : endings)]
}

/** Two comments may owe one answer, such as the one line that says who may: it is given once. */
function distinct(actions: Action[]): Action[] {
  const seen = new Set<string>()
  return actions.filter((action) => {
    const known = seen.has(actionKey(action))
    seen.add(actionKey(action))
    return !known
  })
}

export function decide(data: SnapshotData): Decision {
  const snapshot = snapshotOf(data)
  const { result, quarantined } = withQuarantine((isolation) => decideOnce(snapshot, isolation))
  return { ...result, faults: quarantined }
}

function decideOnce(snapshot: Snapshot, isolation: Isolation): Omit<Decision, 'faults'> {
  const derived = deriveState(snapshot, isolation)
  const all = planned(derived, snapshot)
  // Planning asks, too.
  const queries = derived.queries.missing()
  const { state } = derived
  const actions = state.config['dry-run']
    ? planDryRun([...all.verdicts, ...all.work], derived).filter((action) => isOpenNow(action, snapshot))
    : inTurn(all)
  return { state, actions: queries.length > 0 ? [] : distinct(actions), queries, wakeAt: state.nextChangeAt }
}
