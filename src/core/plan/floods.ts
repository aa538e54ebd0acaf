/**
 * Limits how much one person without write access can make the bot write in one thread: a few reactions and answers, then
 * one comment, edited in place, that refuses everything up to a given time. It is as final as a 👎. Also plans the
 * notices on quarantined packets.
 */
import type { Action } from '../actions.ts'
import type { Authorization } from '../authorize/authorize.ts'
import type { PacketAnalysis } from '../derive/analysis.ts'
import type { Derived } from '../derive/derive-state.ts'
import { attempt } from '../isolation.ts'
import { type BotComments, bodyOf, botCommentsIn } from '../records/bot-comments.ts'
import { ensureComment, ensureCommentUpToDate } from '../records/ensure-comment.ts'
import { type MarkedComment, marker, withoutMarkers } from '../records/markers.ts'
import { MARKER } from '../records/names.ts'
import { quarantineNotice, quarantineOver } from '../render/comments.ts'
import type { Actor, CommentFact } from '../snapshot/snapshot.ts'
import { planPacketLabels } from './labels.ts'

/** Reactions, and answers, before the bot stops making new ones. */
export const PROPOSAL_LIMIT = 3
/** Another bot may answer each edit: it gets one in this many milliseconds. */
const BOT_PAUSE = 10 * 60_000
const ANSWERS = [MARKER.help, MARKER.standing, MARKER.explain, MARKER.usage, MARKER.answer]

const byPerson = (comments: CommentFact[], by: Actor) => comments.filter((comment) => comment.author?.id === by.id)

/** How often this person was answered here. */
export function answersTo(by: Actor, comments: CommentFact[], botComments: BotComments): number {
  const theirs = new Set(byPerson(comments, by).map((comment) => String(comment.id)))
  return botComments.all
    .flatMap((one) => one.markers)
    .filter((id) => ANSWERS.some((kind) => theirs.has(kind.partsOf(id)?.[0] ?? ''))).length
}

/** How many more 👎 this person gets here. */
export const reactionsLeft = (by: Actor, comments: CommentFact[]): number =>
  PROPOSAL_LIMIT - byPerson(comments, by).filter((comment) => comment.verdict === '-1').length

/** Refuses all these at once: the refusal that stands there already says until when, or a first one is written. */
export function refuseTogether(
  authorizations: Authorization[],
  refusal: MarkedComment,
  botComments: BotComments,
  now: number,
): Action[] {
  const first = authorizations[0]
  if (!first) return []
  const until = marker(MARKER.refusedUntil.of(first.by.id, Math.max(...authorizations.map((one) => one.at))))
  const found = botComments.find(refusal.marker)
  const issue = first.comment.issue
  if (found === null) return ensureComment(issue, botComments, { ...refusal, body: `${refusal.body}\n${until}` })
  const written = found.comment.revisions.at(-1)?.at ?? found.comment.createdAt
  if (first.by.type === 'Bot' && now - written < BOT_PAUSE) return []
  const body = withoutMarkers(bodyOf(found.comment), MARKER.refusedUntil.prefix)
  const { id } = found.comment
  return [
    {
      kind: 'edit-comment',
      issue: found.comment.issue,
      comment: id,
      marker: refusal.marker,
      body: `${body}\n${until}`,
    },
  ]
}

export function planQuarantineNotices(derived: Derived, app: Actor): Action[] {
  return derived.quarantinedPackets
    .filter(({ issue }) => issue.state === 'open')
    .flatMap(({ issue, state }) => {
      // Without the App's earlier comments it writes nothing, because it might repeat itself endlessly.
      const botComments = attempt(() => botCommentsIn(issue.comments, app, issue.appCommentDeletedAt), null)
      const notice = botComments ? ensureCommentUpToDate(issue.number, botComments, quarantineNotice(state)) : []
      return [...attempt(() => planPacketLabels(state, issue.labels), []), ...notice]
    })
}

export const planQuarantineEnds = (analysis: PacketAnalysis): Action[] =>
  analysis.botComments.has(MARKER.quarantined)
    ? ensureCommentUpToDate(analysis.issue.number, analysis.botComments, quarantineOver())
    : []
