/**
 * What one person without write access can make the bot write in one place is bounded: a few reactions and answers,
 * then one comment edited in place says up to when everything of theirs is refused. The verdict is as final as a 👎.
 */
import type { Action } from '../actions.ts'
import type { Judgement } from '../authorize/authorize.ts'
import { bodyOf, REFUSED_UNTIL, type Told } from '../records/bot-comments.ts'
import { marker, type Said } from '../records/markers.ts'
import type { Actor, CommentFact } from '../snapshot/snapshot.ts'
import { once } from './ensure-comment.ts'

/** Reactions, and answers, before the bot stops making new ones. */
export const PATIENCE = 3
/** Another bot may answer each edit: it gets one in this many milliseconds. */
const BOT_PAUSE = 10 * 60_000
const ANSWERS = /^(help|standing|explain|usage|answer):(\d+)$/

const byPerson = (comments: CommentFact[], by: Actor) => comments.filter((comment) => comment.author?.id === by.id)

/** How often this person was answered here. */
export function answersTo(by: Actor, comments: CommentFact[], told: Told): number {
  const theirs = new Set(byPerson(comments, by).map((comment) => String(comment.id)))
  return told.all.flatMap((one) => one.markers).filter((id) => theirs.has(ANSWERS.exec(id)?.[2] ?? '')).length
}

/** How many more 👎 this person gets here. */
export const reactionsLeft = (by: Actor, comments: CommentFact[]): number =>
  PATIENCE - byPerson(comments, by).filter((comment) => comment.verdict === '-1').length

/** Refuses all these at once: the refusal that stands there already says until when, or a first one is written. */
export function refuseTogether(judgements: Judgement[], refusal: Said, told: Told, now: number): Action[] {
  const first = judgements[0]
  if (!first) return []
  const until = marker(`${REFUSED_UNTIL}${first.by.id}:${Math.max(...judgements.map((one) => one.at))}`)
  const found = told.find(refusal.marker)
  const issue = first.comment.issue
  if (found === null) return once(issue, told, { ...refusal, body: `${refusal.body}\n${until}` })
  const written = found.comment.revisions.at(-1)?.at ?? found.comment.createdAt
  if (first.by.type === 'Bot' && now - written < BOT_PAUSE) return []
  const body = bodyOf(found.comment).replace(/\n?<!-- switchyard:refused-until:\d+:\d+ -->/g, '')
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
