/**
 * Splits comments into utterances: each command or written report, with its author, time and verdict.
 *
 * The App's reaction on a comment is the verdict on its first revision that contains an utterance. A comment has only one
 * reaction, so utterances added by a later edit get their verdict from comments of the App: an acceptance
 * (`heard:COMMENT:REVISION:yes`), or a refusal of everything this person wrote here up to a time (`refused-until:USER:MS`).
 * The ledger on the packet's card (`ledger.ts`) records the same again, so that deleting one of them changes nothing. An
 * edit by somebody other than the author adds no utterances, and a comment without a verdict is ignored after it.
 */

import type { ParsedCommand, Report } from '../parse/report/reading.ts'
import { type BotComments, refusals } from '../records/bot-comments.ts'
import type { LedgerEntry } from '../records/ledger.ts'
import { MARKER } from '../records/names.ts'
import type { Actor, CommentFact, CommentRevision } from '../snapshot/snapshot.ts'

type Verdict = 'accepted' | 'refused' | 'pending'

export interface Utterance {
  comment: CommentFact
  /** Index of the first revision that contains it. */
  revision: number
  at: number
  by: Actor
  said: { command: ParsedCommand } | { report: Report }
  verdict: Verdict
  /** Whether it was added by an edit, which has its own verdict. */
  edited: boolean
  /** The App's record of accepting it. */
  note: LedgerEntry | null
}

const keyOf = (said: Utterance['said']): string => {
  if ('command' in said) return `/${said.command.name} ${said.command.args}\n${said.command.more}`
  const { line: _, ...report } = said.report
  return JSON.stringify(report)
}

const contentsOf = (revision: CommentRevision): Utterance['said'][] => {
  const { report, commands } = revision.reading
  const said: Utterance['said'][] = commands.map((command) => ({ command }))
  return report === null ? said : [{ report }, ...said]
}

const reactionVerdict = (reaction: CommentFact['verdict']): Verdict => {
  if (reaction === null) return 'pending'
  return reaction === '+1' ? 'accepted' : 'refused'
}

const editVerdict = (botComments: BotComments, comment: number, revision: number): Verdict =>
  botComments.records(MARKER.acceptedEdit.of(comment, revision, 'yes')).length > 0 ? 'accepted' : 'pending'

/** GitHub: comments of every deleted account are shown under this account. */
const GHOST: Actor = { id: 0, login: 'ghost', type: 'User' }

/**
 * Returns the utterances of one comment, oldest first; none for the App's own comments. For an author whose account was
 * deleted, only accepted utterances count.
 *
 * @param refused by account id: the time (ms) up to which utterances of this account are refused
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
    author === null ? editor === null && wasByAuthor(index) : editor?.id === author.id
  // Deleted accounts cannot be told apart: a later revision is the author's only when the App accepted it as such.
  const wasByAuthor = (index: number) =>
    index === 0 ||
    notes.some((one) => one.revision === index) ||
    editVerdict(botComments, comment.id, index) === 'accepted'
  const editedByOthers = author === null || comment.revisions.some((revision) => revision.editor?.id !== author.id)
  const refusedUntil = Math.max(author === null ? 0 : (refused.get(author.id) ?? 0), botComments.lostUntil)
  const seen = new Set<string>()
  const utterances: Utterance[] = []
  let base: number | null = null
  comment.revisions.forEach((revision, index) => {
    if (!isOwn(revision, index)) return
    const note = notes.find((one) => one.revision === index) ?? null
    for (const said of contentsOf(revision)) {
      const key = keyOf(said)
      if (seen.has(key)) continue
      seen.add(key)
      base ??= index
      const edited = index !== base
      const own = edited ? editVerdict(botComments, comment.id, index) : reactionVerdict(comment.verdict)
      const verdict = own === 'pending' && note === null && revision.at <= refusedUntil ? 'refused' : own
      if (verdict === 'pending' && editedByOthers && note === null) continue
      const by = author ?? note?.by ?? GHOST
      utterances.push({ comment, revision: index, at: revision.at, by, said, verdict, edited, note })
    }
  })
  return utterances
}

/** Compares by time. Comments of the same second are ordered by id: GitHub numbers them in the order it received them. */
export const byTime = (a: Utterance, b: Utterance): number =>
  a.at - b.at || a.comment.id - b.comment.id || a.revision - b.revision
