/** Answers to single comments. */
import { type MarkedComment, markedComment } from '../../records/markers.ts'
import { MARKER } from '../../records/names.ts'
import { code, prose, text } from '../escape.ts'

/** Answers an accepted command. `words` may contain `code`. */
export function answer(comment: number, words: string): MarkedComment {
  return markedComment(MARKER.answer.of(comment), prose(words, 2000))
}

const WHERE: Record<string, string> = {
  packet: "a packet's issue or pull request",
  session: "a session's dashboard",
  anywhere: "a session's dashboard",
}

/** The right command on the wrong issue. `where`: what the command is for. */
export function misplaced(comment: number, command: string, where: string): MarkedComment {
  return markedComment(
    MARKER.usage.of(comment),
    `Comment ${code(`/${command}`)} on ${WHERE[where] ?? 'a packet'}: it has no effect here.`,
  )
}

/** GitHub did not report this person's permission. */
export function unknownPermission(id: number, command: string): MarkedComment {
  return markedComment(
    MARKER.unknown.of(id),
    `Comment ${code(`/${command}`)} again later. GitHub did not tell me your permission on this repository, so nothing was done.`,
  )
}

/** Confirms commands that an edit added. The reaction on the comment belongs to its first text. */
export function editNotice(comment: number, revision: number): MarkedComment {
  return markedComment(
    MARKER.acceptedEdit.of(comment, revision, 'yes'),
    'I carried out the commands that your edit added.',
  )
}

/** An issue titled like a session, by somebody who may not open one. */
export function sessionRefused(login: string): MarkedComment {
  return markedComment(
    MARKER.sessionRefused,
    `${text(login, 60)}, only people with write access can open a session, so this stays an ordinary issue. One of them can comment \`/session start NAME\` anywhere.`,
  )
}

/** Confirms a ticked box that was accepted as a command. */
export function tickTaken(marker: string, by: string, what: string): MarkedComment {
  return markedComment(marker, `${text(by, 60)} ticked the box: ${what}`)
}

/** Why a tick has no effect: the page was old, somebody else changed the box, or it is unclear who ticked it. */
export type TickVoid = 'older' | 'altered' | 'unclear'

const COMMANDS: Record<string, string> = {
  merge: '`/merge`',
  allow: '`/scope allow`',
  accept: '`/accept`',
  round: '`/round`',
}

const WHY: Record<TickVoid, string> = {
  older: 'the page was older than the dashboard',
  altered: 'the box differed from the one I wrote last: the page was old, or somebody edited the dashboard',
  unclear: 'somebody else had ticked it first, so I cannot tell whose tick it is',
}

/** Reports a tick without effect, once. `kind`: the first word of the box's id. */
export function tickVoid(tick: { kind: string; by: string; at: number; why: TickVoid }): MarkedComment {
  const command = COMMANDS[tick.kind]
  const instead = command === undefined ? '' : `, or comment ${command}`
  const kind = command === undefined ? 'other' : tick.kind
  return markedComment(
    MARKER.tickVoid.of(kind, tick.at),
    `Look at the dashboard again and tick what it shows now${instead}. The tick by ${text(tick.by, 60)} had no effect: ${WHY[tick.why]}.`,
  )
}
