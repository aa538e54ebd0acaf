/** The whole decision: facts in; the state, what should be done about it, and what must be asked first. Pure. */
import { type Action, actionKey } from './actions.ts'
import { type Folded, fold } from './derive/derive-state.ts'
import { foresee, type Wishes } from './dry-run/foresee.ts'
import { type Apart, each, type Fault, settingAside, unguarded } from './isolation.ts'
import { wantEyes } from './plan/acknowledge.ts'
import { wantResults } from './plan/checks.ts'
import { wantContractNews } from './plan/contracts.ts'
import { wantSettled } from './plan/delivered.ts'
import { wantDispatch } from './plan/dispatch.ts'
import { inDryRun, wantDryRunOver } from './plan/dry-run.ts'
import { wantGroups } from './plan/groups.ts'
import { wantIntegration } from './plan/integration.ts'
import { wantLabelDefinitions, wantPacketLabels } from './plan/labels.ts'
import { wantLinks } from './plan/links.ts'
import { wantPacketComments } from './plan/packets.ts'
import { wantBranch, wantPull, wantPullChanges } from './plan/pulls.ts'
import { wantBackAgain, wantSetAside } from './plan/quarantine.ts'
import { wantRecords } from './plan/records.ts'
import { isOpenNow } from './plan/refused.ts'
import { wantReviews } from './plan/reviews.ts'
import { wantScratch } from './plan/scratch.ts'
import { wantDashboards, wantEndings, wantSessions } from './plan/sessions.ts'
import { setupNeeds, wantSetup } from './plan/setup.ts'
import { wantTicks } from './plan/ticks.ts'
import { wantVerdicts } from './plan/verdicts.ts'
import { statusLabel } from './render/status.ts'
import type { Need } from './snapshot/queries.ts'
import type { Facts } from './snapshot/snapshot.ts'
import type { State } from './state.ts'

export interface Decision {
  state: State
  actions: Action[]
  /** To be looked up, and decided again, before anything is done. */
  needs: Need[]
  /** When time alone will change something; null: only an event will. */
  wakeAt: number | null
  /** Errors of the bot's own, each with the issue that was set aside for it. */
  faults: Fault[]
}

/** Everything one packet wants, in the order it should happen. */
function forPacket(folded: Folded, facts: Facts): Action[] {
  const { state, drafts, starting, apart } = folded
  const issueOf = (packet: State['packets'][number]) => packet.issue
  const wishes = each(apart, state.packets, issueOf, (packet) => {
    const draft = drafts.get(packet.issue)
    if (!draft) return []
    const branch = wantBranch(packet, draft, starting.has(packet.issue), state)
    const begun = [...branch, ...wantRecords(draft, packet, state)]
    // The next decision says how the packet stands with its branch.
    if (branch.some((action) => isOpenNow(action, facts))) return begun
    const pull = wantPull(packet, draft, state, facts)
    // Its check needs the pull request, and comes before the label.
    if (packet.status === 'drifting' && pull.some((action) => isOpenNow(action, facts))) return [...begun, ...pull]
    return [
      ...begun,
      ...pull,
      ...wantPacketLabels(packet, draft.issue.labels),
      ...wantPacketComments(packet, draft, folded, facts),
      ...wantPullChanges(packet, draft, state, facts),
      ...wantReviews(packet, draft, facts),
      ...wantEyes(packet, draft, facts),
      ...wantLinks(packet, draft, state, facts),
      ...wantDispatch(packet, draft, state, facts),
      ...wantSettled(packet, draft, state, facts),
      ...wantBackAgain(draft),
    ]
  })
  return wishes.flat()
}

/** Whoever reads that a packet is drifting finds the check that says where. */
const driftsAnew = ({ state, drafts }: Folded): boolean =>
  state.packets.some(({ issue, status }) => {
    const labels = drafts.get(issue)?.issue.labels
    return status === 'drifting' && labels?.includes(statusLabel(status)) === false
  })

const isJob = (action: Action) => action.kind === 'trial'

const isCard = (action: Action) =>
  (action.kind === 'comment' || action.kind === 'edit-comment') && action.marker === 'card'

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

/** Answers first; then the work; then the dashboard, once the rest is done; then the end of a session. */
function actionsOf(folded: Folded, facts: Facts): Action[] {
  const verdicts = [...wantVerdicts(folded), ...wantTicks(folded)].filter((action) => isOpenNow(action, facts))
  const anything = folded.state.packets.length > 0 || folded.sessions.length > 0 || !facts.repo.oneOfMany
  const work = [
    ...(anything ? wantLabelDefinitions(facts) : []),
    ...wantSetup(facts),
    ...(folded.state.config['dry-run'] ? [] : wantDryRunOver(folded)),
    ...wantSessions(folded, facts),
    ...(driftsAnew(folded) ? wantResults(folded, facts) : []),
    ...forPacket(folded, facts),
    ...wantResults(folded, facts),
    ...wantSetAside(folded, facts),
    ...wantContractNews(folded),
    ...wantIntegration(folded, facts),
    ...wantGroups(folded, facts),
    ...wantScratch(folded.state, facts),
  ]
  const open = work.filter((action) => isOpenNow(action, facts))
  if (verdicts.length > 0) return [...verdicts, ...(verdicts.every(isYes) ? shared(open) : [])]
  if (open.some((action) => !isJob(action))) return open
  const dashboards = wantDashboards(folded).filter((action) => isOpenNow(action, facts))
  if (dashboards.length > 0) return [...open, ...dashboards]
  return [...open, ...wantEndings(folded, facts).filter((action) => isOpenNow(action, facts))]
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

export function decide(facts: Facts): Decision {
  const { result, aside } = settingAside((apart) => decideOnce(facts, apart))
  return { ...result, faults: aside }
}

function decideOnce(facts: Facts, apart: Apart): Omit<Decision, 'faults'> {
  const wished = wishesOf(facts, apart)
  const { state } = wished.folded
  const { actions, needs } = state.config['dry-run'] && wished.needs.length === 0 ? said(wished, facts) : wished
  return { state, actions: needs.length > 0 ? [] : actions, needs, wakeAt: state.nextChangeAt }
}

function wishesOf(facts: Facts, apart: Apart): Wishes {
  const folded = fold(facts, apart)
  return {
    folded,
    actions: distinct(actionsOf(folded, facts)),
    needs: [...folded.needs, ...setupNeeds(facts)],
  }
}

/** What is said in a dry run in place of what was wished. */
function said(wished: Wishes, facts: Facts): Pick<Wishes, 'actions' | 'needs'> {
  const foreseen = foresee(facts, wished, (then) => wishesOf(then, unguarded))
  const actions = inDryRun(foreseen, wished.folded).filter((action) => isOpenNow(action, facts))
  return { actions, needs: foreseen.needs }
}
