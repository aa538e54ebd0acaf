/** Sessions: opened, labelled, pinned, their rounds logged, and closed with a report. */

import { type Action, actionKey, isRefusedNow } from '../actions.ts'
import type { Derived } from '../derive/derive-state.ts'
import type { SessionAnalysis } from '../derive/sessions.ts'
import { each } from '../isolation.ts'
import { packetsOf } from '../metrics/metrics.ts'
import { noBotComments } from '../records/bot-comments.ts'
import { ensureComment } from '../records/ensure-comment.ts'
import { marker, markersIn } from '../records/markers.ts'
import { MARKER } from '../records/names.ts'
import { baseChanged, pinRefused, roundLog, sessionOpened, sessionRefused } from '../render/comments.ts'
import { mergeDashboard, renderDashboard } from '../render/dashboard.ts'
import { reportComment, reportMarker } from '../render/report.ts'
import type { Actor, Snapshot } from '../snapshot/snapshot.ts'
import type { PacketState } from '../state/packet.ts'
import type { SessionState, State, Status } from '../state.ts'
import { day } from '../time.ts'
import { planLinkNotices } from './links.ts'
import { tickedRounds } from './ticks.ts'

/** Issues the App opened carry the cause in their first text. */
const openedFor = (cause: string, snapshot: Pick<Snapshot, 'app' | 'issues'>) =>
  snapshot.issues.find(
    (issue) => issue.author?.id === snapshot.app.id && markersIn(issue.revisions[0]?.body ?? '').includes(cause),
  )

const bodyOf = (cause: string, opener: Actor | null): string =>
  [marker(cause), ...(opener ? [marker(MARKER.opener.of(opener.id))] : [])].join('\n')

/** Opens a session for each `/session start NAME` in any thread. */
function onCommand(derived: Derived, snapshot: Pick<Snapshot, 'app' | 'issues'>): Action[] {
  const threads = [
    ...derived.sessions.map((session) => ({
      number: session.issue.number,
      botComments: session.botComments,
      authorized: session.authorized,
    })),
    ...[...derived.analyses.values()].map((analysis) => ({
      number: analysis.issue.number,
      botComments: analysis.botComments,
      authorized: analysis.authorized,
    })),
    ...derived.others,
  ]
  const actions = each(
    derived.isolation,
    threads,
    (thread) => thread.number,
    (thread) =>
      thread.authorized.sessionSteps.flatMap(({ step, origin }): Action[] => {
        if (step.kind !== 'start') return []
        const cause = MARKER.sessionStart.of(origin.comment)
        const open = openedFor(cause, snapshot)
        if (!open)
          return [
            { kind: 'open-session', title: `Session: ${step.name}`, body: bodyOf(cause, origin.by), marker: cause },
          ]
        return ensureComment(
          thread.number,
          thread.botComments,
          sessionOpened(origin.comment, { name: step.name, url: open.url }),
        )
      }),
  )
  return actions.flat()
}

/** The first accepted packet without a session opens one, named by the date. */
function byPacket(derived: Derived, snapshot: Pick<Snapshot, 'app' | 'issues'>): Action[] {
  const { state } = derived
  if (state.sessions.some((session) => session.open) || derived.isolation.quarantined.size > 0) return []
  const packet = state.packets.find(
    (one) =>
      one.session === null && one.text.accepted !== null && !['merged', 'abandoned', 'invalid'].includes(one.status),
  )
  if (!packet) return []
  const cause = MARKER.sessionAuto.of(packet.issue)
  if (openedFor(cause, snapshot)) return []
  const name = day(packet.text.accepted?.at ?? packet.createdAt, state.config.timezone)
  return [{ kind: 'open-session', title: `Session: ${name}`, body: bodyOf(cause, packet.author), marker: cause }]
}

/** GitHub: at most three issues can be pinned. A refusal gets one notice. */
function pin(session: SessionAnalysis, snapshot: Pick<Snapshot, 'refused'>): Action[] {
  if (session.state.pinned || session.state.endRequested !== null) return []
  const action: Action = { kind: 'pin', issue: session.issue.number, nodeId: session.issue.nodeId }
  const refusal = snapshot.refused[actionKey(action)]
  return refusal ? ensureComment(session.issue.number, session.botComments, pinRefused(refusal.message)) : [action]
}

const countsOf = (state: State, session: SessionState): Partial<Record<Status, number>> => {
  const counts: Partial<Record<Status, number>> = {}
  for (const packet of packetsOf(state, session)) counts[packet.status] = (counts[packet.status] ?? 0) + 1
  return counts
}

/** Each `/round` is logged once: counts, what changed, and a word to the agents whose report is overdue. */
function rounds(session: SessionAnalysis, derived: Derived): Action[] {
  const { state } = derived
  const logged = session.state.rounds.filter((round) => round.counts !== null)
  const commanded = session.state.rounds
    .filter((round) => round.counts === null)
    .map((round) => ({ id: round.comment, by: round.by, at: round.at }))
  const ticked = tickedRounds(session, derived).filter((tick) => !logged.some((round) => round.comment === tick.id))
  return [...commanded, ...ticked].flatMap((round, index) => {
    const overdue = packetsOf(state, session.state).filter((packet) => packet.progress.stale)
    const said = roundLog({
      number: logged.length + 1 + index,
      comment: round.id,
      at: round.at,
      by: round.by,
      timezone: state.config.timezone,
      counts: countsOf(state, session.state),
      before: logged.at(-1)?.counts ?? null,
      changes: changesSince(logged.at(-1)?.at ?? null, state, session.state),
      overdue: overdue.map((packet) => ({
        name: packet.name,
        url: packet.url,
        agent: packet.progress.agent?.login ?? null,
        silentFor: state.now - (packet.progress.lastHeardAt ?? packet.progress.startedAt ?? state.now),
      })),
    })
    return ensureComment(session.issue.number, session.botComments, said)
  })
}

/** `db-users: running → done`, for every packet whose status is another than at that time. */
function changesSince(at: number | null, state: State, session: SessionState): string[] {
  if (at === null) return []
  return packetsOf(state, session).flatMap((packet) => {
    const before = packet.statusTimes.findLast((span) => span.from <= at)?.status
    if (before === packet.status) return []
    return [before ? `${packet.name}: ${before} → ${packet.status}` : `${packet.name}: new, ${packet.status}`]
  })
}

/** Says once for each change of the base where packets go from then on, and which stay. */
function baseNotices(session: SessionAnalysis, { state }: Derived): Action[] {
  const { changes = [] } = session.state.base ?? {}
  return changes.flatMap(({ at, branch, by }) => {
    const base = branch ?? state.baseBranch
    const staying = packetsOf(state, session.state)
      .filter(
        (packet) => packet.progress.startedAt !== null && packet.end.merged === null && packet.base.branch !== base,
      )
      .map((packet) => ({ name: packet.name, base: packet.base.branch }))
    return ensureComment(session.issue.number, session.botComments, baseChanged({ at, base, by }, staying), at)
  })
}

function label(session: SessionAnalysis): Action[] {
  return session.issue.labels.includes('session')
    ? []
    : [{ kind: 'set-labels', issue: session.issue.number, add: ['session'], remove: [] }]
}

export function planSessions(derived: Derived, snapshot: Pick<Snapshot, 'app' | 'issues' | 'refused'>): Action[] {
  const refused = derived.refusedSessions.flatMap((issue) => [
    ...ensureComment(issue.number, noBotComments, sessionRefused(issue.author?.login ?? 'ghost')),
  ])
  const open = derived.sessions.filter((session) => session.state.open)
  return [
    ...refused,
    ...onCommand(derived, snapshot),
    ...byPacket(derived, snapshot),
    ...perSession(open, derived, (session) => [
      ...[...label(session), ...pin(session, snapshot), ...planLinkNotices(session, derived.state, snapshot)],
      ...rounds(session, derived),
      ...baseNotices(session, derived),
    ]),
    ...perSession(derived.sessions, derived, (session) => report(session, derived)),
  ]
}

const perSession = (
  sessions: SessionAnalysis[],
  derived: Derived,
  want: (session: SessionAnalysis) => Action[],
): Action[] => each(derived.isolation, sessions, (session) => session.issue.number, want).flat()

/** The report comes first, so that a session never ends without one; a dashboard closed by hand gets one, too. */
function report(session: SessionAnalysis, derived: Derived): Action[] {
  const ending = session.state.endRequested !== null || !session.state.open
  const started = session.botComments.all.length > 0 || packetsOf(derived.state, session.state).length > 0
  return ending && started
    ? ensureComment(session.issue.number, session.botComments, reportComment(derived.state, session.state))
    : []
}

/** The dashboard's text, written only when everything else is done, so that a burst of events costs one write. */
export function planDashboards(derived: Derived): Action[] {
  const open = derived.sessions.filter((session) => session.state.open)
  return perSession(open, derived, (session) => {
    const body = mergeDashboard(session.state.body, dashboard(derived, session.state))
    return body === session.state.body
      ? []
      : [{ kind: 'edit-issue-body', issue: session.issue.number, before: session.state.body, body }]
  })
}

/** A packet that cannot be shown is found by showing each alone. */
function dashboard({ state, isolation }: Derived, session: SessionState): string {
  try {
    return renderDashboard(state, session)
  } catch (error) {
    const isShown = (packet: PacketState) => () => renderDashboard({ ...state, packets: [packet] }, session) !== ''
    const shown = state.packets.filter((packet) => isolation.guard(packet.issue, isShown(packet)) !== null)
    if (shown.length === state.packets.length) throw error
    return session.body
  }
}

/** Last of all: unpinned and closed. A report that GitHub does not take, for the issue is locked or full, holds nothing up. */
export function planEndings(derived: Derived, snapshot: Pick<Snapshot, 'refused'>): Action[] {
  return derived.sessions.flatMap((session) => {
    const { state, issue, botComments } = session
    const unpin: Action[] = state.pinned ? [{ kind: 'unpin', issue: issue.number, nodeId: issue.nodeId }] : []
    if (!state.open) return unpin
    const isReported =
      botComments.has(reportMarker(state)) || report(session, derived).some((one) => isRefusedNow(one, snapshot))
    if (state.endRequested === null || !isReported) return []
    return [...unpin, { kind: 'close-issue', issue: issue.number, reason: 'completed' }]
  })
}
