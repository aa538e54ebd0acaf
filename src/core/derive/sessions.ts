/** Sessions: which issues are dashboards, and which packet belongs to which. */
import { z } from 'zod'
import { type AuthorizedThread, authorize } from '../authorize/authorize.ts'
import type { People } from '../authorize/roles.ts'
import { each, type Isolation } from '../isolation.ts'
import { type BotComments, bodyOf, botCommentsIn } from '../records/bot-comments.ts'
import { roundRecord } from '../records/kinds.ts'
import { markersIn } from '../records/markers.ts'
import { MARKER } from '../records/names.ts'
import type { Actor, IssueFact, Snapshot } from '../snapshot/snapshot.ts'
import type { RoundState, SessionState, Status } from '../state.ts'
import { STATUSES } from '../status/statuses.ts'
import { currentText, type PacketAnalysis } from './analysis.ts'
import { type BasedSession, type OpenSession, sessionBase, sessionFor } from './base.ts'

export interface SessionAnalysis {
  issue: IssueFact
  botComments: BotComments
  authorized: AuthorizedThread
  state: SessionState
}

const TITLE = /^\s*session:\s*(\S.*?)\s*$/i

export const sessionName = (title: string): string | null => TITLE.exec(title)?.[1] ?? null

const labelledByApp = (issue: IssueFact, app: Actor) =>
  issue.labelEvents.some((event) => event.added && event.label === 'session' && event.actor?.id === app.id)

export type SessionVerdict = 'session' | 'refused' | 'no'

/** Once the App has labelled it, an issue stays a session; before that, a writer must have filed it. */
export function sessionVerdict(
  issue: IssueFact,
  botComments: BotComments,
  snapshot: Pick<Snapshot, 'app' | 'repo'>,
  people: People,
): SessionVerdict {
  if (labelledByApp(issue, snapshot.app)) return 'session'
  const text = currentText(issue)
  const named = sessionName(text.title) !== null
  if (
    !named ||
    issue.state === 'closed' ||
    issue.createdAt < snapshot.repo.installedAt ||
    botComments.has(MARKER.sessionRefused)
  )
    return 'no'
  if (people.isApp(issue.author)) return 'session'
  const standing = people.roleOf(issue.author)
  if (standing === 'unasked') return 'no'
  return standing === 'writer' ? 'session' : 'refused'
}

/** Returns who opened the session: its author, or for one the App opened, the person named in its marker. */
function openerOf(issue: IssueFact, snapshot: Pick<Snapshot, 'issues'>, people: People): Actor | null {
  if (!people.isApp(issue.author)) return issue.author
  const original = issue.revisions[0]?.body ?? ''
  const opener = markersIn(original).flatMap((id) => MARKER.opener.partsOf(id) ?? [])[0]
  const everyone = snapshot.issues.flatMap((one) => [one.author, ...one.comments.map((comment) => comment.author)])
  return everyone.find((actor) => actor !== null && String(actor.id) === opener) ?? null
}

/** The App's own comment logs a round (its record holds the counts); a 👍'd `/round` without one is still to be logged. */
function roundsOf(botComments: BotComments, authorized: AuthorizedThread): RoundState[] {
  const logged = botComments.records(MARKER.round.prefix).map(({ rest, comment }) => {
    const record = roundRecord.read(bodyOf(comment))
    return { at: comment.createdAt, by: record?.by ?? '', comment: rest, counts: readCounts(record?.counts ?? '') }
  })
  const known = new Set(logged.map((round) => round.comment))
  const pending = authorized.sessionSteps
    .filter(({ step, origin }) => step.kind === 'round' && !known.has(String(origin.comment)))
    .map(({ origin }) => ({ at: origin.at, by: origin.by.login, comment: String(origin.comment), counts: null }))
  return [...logged, ...pending].sort((a, b) => a.at - b.at).map((round, index) => ({ ...round, number: index + 1 }))
}

const countsSchema = z.partialRecord(z.enum(STATUSES), z.int().min(0))

function readCounts(json: string): Partial<Record<Status, number>> {
  try {
    return countsSchema.parse(JSON.parse(json))
  } catch {
    return {}
  }
}

export function analyzeSession(
  issue: IssueFact,
  botComments: BotComments,
  snapshot: Pick<Snapshot, 'app' | 'issues'>,
  people: People,
): SessionAnalysis {
  const thread = {
    kind: 'session' as const,
    comments: issue.comments,
    botComments,
    assigned: () => [],
    agentPushes: [],
  }
  const authorized = authorize(thread, people, snapshot.app)
  // Reopening takes back the end before it; a later one counts again.
  const end = authorized.sessionSteps.findLast(
    ({ step, origin }) => step.kind === 'end' && origin.at > (issue.reopenedAt ?? 0),
  )
  const text = currentText(issue)
  const state: SessionState = {
    issue: issue.number,
    nodeId: issue.nodeId,
    url: issue.url,
    name: sessionName(text.title) ?? text.title,
    body: text.body,
    opener: openerOf(issue, snapshot, people),
    open: issue.state === 'open',
    base: sessionBase(issue, botComments, people),
    endRequested: end?.origin.comment ?? null,
    openedAt: issue.createdAt,
    closedAt: issue.closedAt,
    pinned: issue.pinned,
    rounds: roundsOf(botComments, authorized),
  }
  return { issue, botComments, authorized, state }
}

export function botCommentsOn(issue: IssueFact, app: Actor): BotComments {
  return botCommentsIn(issue.comments, app, issue.appCommentDeletedAt)
}

/** Returns when the packet ended; it belongs to the session that was open then. */
const settledAt = (analysis: PacketAnalysis): number | null => analysis.merged?.at ?? analysis.abandoned?.at ?? null

export const sessionOf = (analysis: PacketAnalysis, sessions: OpenSession[]): number | null =>
  sessionFor(
    {
      named: analysis.packet.session,
      settled: settledAt(analysis),
      since: analysis.text.accepted?.at ?? analysis.issue.createdAt,
    },
    sessions,
  )

/** Returns the sessions as far as the base of their packets needs them, before packets are analyzed. */
export const basedSessions = (
  issues: IssueFact[],
  snapshot: Pick<Snapshot, 'app' | 'repo'>,
  people: People,
  isolation: Isolation,
): BasedSession[] =>
  each(
    isolation,
    issues,
    (issue) => issue.number,
    (issue) => {
      const text = currentText(issue)
      if (sessionName(text.title) === null && !labelledByApp(issue, snapshot.app)) return []
      const botComments = botCommentsOn(issue, snapshot.app)
      if (sessionVerdict(issue, botComments, snapshot, people) !== 'session') return []
      const name = sessionName(text.title) ?? text.title
      const { number, state, createdAt, closedAt } = issue
      const base = sessionBase(issue, botComments, people)
      return [{ issue: number, name, open: state === 'open', openedAt: createdAt, closedAt, base }]
    },
  ).flat()
