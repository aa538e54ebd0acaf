/**
 * From comments to utterances: each command or written report, with who said it, when, and under which verdict it falls.
 *
 * A comment's first revision with anything in it is judged by the App's reaction on the comment. What a later edit adds
 * is judged by App comments: one that says it was heard (`heard:COMMENT:REVISION:yes`), or the refusal that says until
 * when this person's words are refused here (`refused-until:USER:MS`), because the reaction is taken. The ledger on the
 * packet's card (`ledger.ts`) says the same again, so that deleting one of them changes nothing. An edit by somebody
 * else than the author says nothing, and silences a comment that was not judged before it.
 */

import { type BotComments, refusals } from '../records/bot-comments.ts'
import type { LedgerEntry } from '../records/ledger.ts'
import { MARKER } from '../records/names.ts'
import type { Actor, CommentFact, CommentRevision } from '../snapshot/snapshot.ts'
import type { ParsedCommand, Report } from './report/reading.ts'

type Verdict = 'accepted' | 'refused' | 'pending'

export interface Utterance {
  comment: CommentFact
  /** Index of the revision it first stood in. */
  revision: number
  at: number
  by: Actor
  said: { command: ParsedCommand } | { report: Report }
  verdict: Verdict
  /** Set by an edit that was judged on its own. */
  edited: boolean
  /** What the App wrote down when it accepted it. */
  note: LedgerEntry | null
}

const keyOf = (said: Utterance['said']): string => {
  if ('command' in said) return `/${said.command.name} ${said.command.args}\n${said.command.more}`
  const { line: _, ...report } = said.report
  return JSON.stringify(report)
}

const contents = (revision: CommentRevision): Utterance['said'][] => {
  const { report, commands } = revision.reading
  const said: Utterance['said'][] = commands.map((command) => ({ command }))
  return report === null ? said : [{ report }, ...said]
}

const ofVerdict = (reaction: CommentFact['verdict']): Verdict => {
  if (reaction === null) return 'pending'
  return reaction === '+1' ? 'accepted' : 'refused'
}

const ofEdit = (botComments: BotComments, comment: number, revision: number): Verdict =>
  botComments.records(MARKER.acceptedEdit.of(comment, revision, 'yes')).length > 0 ? 'accepted' : 'pending'

/** GitHub shows the words of every deleted account as this one's. */
const GHOST: Actor = { id: 0, login: 'ghost', type: 'User' }

/**
 * All that people said in one comment, oldest first; nothing for the App's own. Of an account that was deleted since, what
 * was accepted stays; what was not says nothing.
 *
 * @param refused up to when what somebody said here is refused, by account
 */
export function parseUtterances(
  comment: CommentFact,
  botComments: BotComments,
  app: Actor,
  refused = refusals(botComments),
): Utterance[] {
  const { author } = comment
  if (author?.id === app.id) return []
  const notes = botComments.ledger.entries.filter((one) => one.comment === comment.id)
  const isOwn = ({ editor }: CommentRevision, index: number) =>
    author === null ? editor === null && wasTheirs(index) : editor?.id === author.id
  // Every deleted account looks alike: a later text is its author's only where the App took it as such.
  const wasTheirs = (index: number) =>
    index === 0 || notes.some((one) => one.revision === index) || ofEdit(botComments, comment.id, index) === 'accepted'
  const foreign = author === null || comment.revisions.some((revision) => revision.editor?.id !== author.id)
  const silenced = Math.max(author === null ? 0 : (refused.get(author.id) ?? 0), botComments.lostUntil)
  const seen = new Set<string>()
  const utterances: Utterance[] = []
  let base: number | null = null
  comment.revisions.forEach((revision, index) => {
    if (!isOwn(revision, index)) return
    const note = notes.find((one) => one.revision === index) ?? null
    for (const said of contents(revision)) {
      const key = keyOf(said)
      if (seen.has(key)) continue
      seen.add(key)
      base ??= index
      const edited = index !== base
      const own = edited ? ofEdit(botComments, comment.id, index) : ofVerdict(comment.verdict)
      const verdict = own === 'pending' && note === null && revision.at <= silenced ? 'refused' : own
      if (verdict === 'pending' && foreign && note === null) continue
      const by = author ?? note?.by ?? GHOST
      utterances.push({ comment, revision: index, at: revision.at, by, said, verdict, edited, note })
    }
  })
  return utterances
}

/** Time order; comments of the same second by id, as GitHub numbers them in the order it took them. */
export const byTime = (a: Utterance, b: Utterance): number =>
  a.at - b.at || a.comment.id - b.comment.id || a.revision - b.revision
