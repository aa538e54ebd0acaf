/** Answers to single comments that are no report of their own. */

import { type MarkedComment, markedComment } from '../../records/markers.ts'
import { MARKER } from '../../records/names.ts'
import { code, prose, text } from '../escape.ts'

/** A command that was taken, with something to say about it. `words` may have `code` in them. */
export function answer(comment: number, words: string): MarkedComment {
  return markedComment(MARKER.answer.of(comment), prose(words, 2000))
}

const PLACES: Record<string, string> = {
  packet: "a packet's issue or pull request",
  session: "a session's dashboard",
  anywhere: "a session's dashboard",
}

/** The right command in the wrong place. */
export function misplaced(comment: number, command: string, place: string): MarkedComment {
  return markedComment(
    MARKER.usage.of(comment),
    `${code(`/${command}`)} belongs on ${PLACES[place] ?? 'a packet'}. Comment it there.`,
  )
}

/** GitHub did not say what this person may do. */
export function unknownPermission(id: number, command: string): MarkedComment {
  return markedComment(
    MARKER.unknown.of(id),
    `I could not find out whether you may use ${code(`/${command}`)}: GitHub did not tell me your permission on this repository. Nothing was done; comment again later.`,
  )
}

/** Commands that an edit added; the reaction on the comment speaks of its first text, so this one speaks of the edit. */
export function editNotice(comment: number, revision: number): MarkedComment {
  return markedComment(MARKER.acceptedEdit.of(comment, revision, 'yes'), 'Taken from your edit: what it added has been done.')
}

/** An issue titled like a session, by somebody who may not open one. */
export function sessionRefused(login: string): MarkedComment {
  return markedComment(
    MARKER.sessionRefused,
    `Sessions are opened by people with write access to this repository, so this stays an ordinary issue, ${text(login, 60)}. One of them can comment \`/session start NAME\` anywhere.`,
  )
}

/** A ticked box that was taken as a command. */
export function tickTaken(marker: string, by: string, what: string): MarkedComment {
  return markedComment(marker, `${text(by, 60)} ticked the box: ${what}`)
}

/** Why a ticked box does nothing: the page was older, somebody else wrote the box, or somebody else ticked it first. */
export type TickVoid = 'older' | 'altered' | 'unclear'

const COMMANDS: Record<string, string> = {
  merge: '`/merge`',
  allow: '`/scope allow`',
  accept: '`/accept`',
  round: '`/round`',
}

const WHY: Record<TickVoid, string> = {
  older: 'the page it was ticked on was older than what the dashboard says now',
  altered: 'the box was not as I wrote it last: the page was old, or somebody edited the dashboard',
  unclear: 'somebody else had ticked it before, so it is not clear whose tick it is',
}

/** Told once for a tick; `kind` is the first word of the box's id. */
export function tickVoid(tick: { kind: string; by: string; at: number; why: TickVoid }): MarkedComment {
  const command = COMMANDS[tick.kind]
  const instead = command === undefined ? '' : `, or comment ${command}`
  const kind = command === undefined ? 'other' : tick.kind
  return markedComment(
    MARKER.tickVoid.of(kind, tick.at),
    `Look at the dashboard again and tick what it shows now${instead}. The tick by ${text(tick.by, 60)} did nothing: ${WHY[tick.why]}.`,
  )
}
