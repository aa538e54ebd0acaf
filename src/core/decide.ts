/** The whole decision: facts in; the state, what should be done about it, and what must be asked first. Pure. */
import { type Action, actionKey } from './actions.ts'
import { type Apart, each, type Fault, settingAside, unguarded } from './apart.ts'
import { foresee, type Wishes } from './dry-run/foresee.ts'
import type { Facts } from './facts.ts'
import { type Folded, fold } from './fold/fold.ts'
import type { Need } from './lookups.ts'
import { statusLabel } from './say/status.ts'
import type { State } from './state.ts'
import { wantBackAgain, wantSetAside } from './want/aside.ts'
import { wantResults } from './want/checks.ts'
import { wantContractNews } from './want/contracts.ts'
import { wantSettled } from './want/delivered.ts'
import { wantDispatch } from './want/dispatch.ts'
import { inDryRun, wantDryRunOver } from './want/dry-run.ts'
import { wantEyes } from './want/eyes.ts'
import { wantGroups } from './want/groups.ts'
import { wantIntegration } from './want/integration.ts'
import { wantLabelDefinitions, wantPacketLabels } from './want/labels.ts'
import { wantLinks } from './want/links.ts'
import { wantPacketComments } from './want/packets.ts'
import { wantBranch, wantPull, wantPullChanges } from './want/pulls.ts'
import { wantRecords } from './want/records.ts'
import { isOpenNow } from './want/refused.ts'
import { wantReviews } from './want/reviews.ts'
import { wantScratch } from './want/scratch.ts'
import { wantDashboards, wantEndings, wantSessions } from './want/sessions.ts'
import { setupNeeds, wantSetup } from './want/setup.ts'
import { wantTicks } from './want/ticks.ts'
import { wantVerdicts } from './want/verdicts.ts'

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
