/**
 * A request to GitHub that starts an agent, sent once for each start. GitHub keeps no identity for such requests, so the
 * App's own comment does: it says how far the start came.
 */

import { type Action, actionKey } from '../actions.ts'
import { ensureComment, ensureCommentUpToDate } from '../plan/ensure.ts'
import type { BotComment } from '../records/bot-comments.ts'
import { alsoMarked, type MarkedComment, markedComment } from '../records/markers.ts'
import { MARKER } from '../records/names.ts'
import { code, text } from '../render/escape.ts'
import { bullets } from '../render/words.ts'
import type { Refusal } from '../snapshot/snapshot.ts'
import type { PacketState } from '../state/packet.ts'
import type { State } from '../state.ts'
import type { Start } from './define.ts'

export interface DispatchRequest {
  /** What is started, as Markdown: "the workflow `agent.yml` on `main`". */
  what: string
  /** The same as a short key, for logs and to know a refusal again. */
  key: string
  /** Without `owner` and `repo`, which are the repository's. */
  route: `POST /${string}`
  parameters: Record<string, unknown>
  /** What it is started with, shown to people. */
  inputs: Record<string, string>
  /** Where people see whether it runs: "the runs of that workflow". */
  lookAt: string
  /** What to change so that GitHub takes it, from the HTTP status it answered with. */
  fix(status: number): string
}

/** Names every start gets, for whoever is started. */
export const inputsOf = (packet: PacketState, state: State): Record<string, string> => ({
  packet: packet.name,
  issue: String(packet.issue),
  branch: packet.work.branch,
  base: state.baseBranch,
})

/** First a comment, then the request, which the shell sends between two edits of that comment. Never sent twice. */
export function planRequest({ packet, botComments, marker, refused }: Start, request: DispatchRequest): Action[] {
  const { issue } = packet
  const found = botComments.find(marker)
  const before = wanted(marker, request, null)
  if (found === null) return ensureComment(issue, botComments, before, packet.progress.startedAt ?? undefined)
  const state = stateOf(found)
  if (state === 'unclear') return []
  if (state === 'tried') return ensureCommentUpToDate(issue, botComments, tried(marker, request))
  const { what, key, route, parameters } = request
  const action: Action = {
    kind: 'dispatch',
    issue,
    comment: found.comment.id,
    marker,
    what,
    key,
    route,
    parameters,
    bodies: { before: before.body, tried: tried(marker, request).body, ran: ran(marker, request).body },
  }
  const refusal = refused[actionKey(action)]
  return refusal === undefined ? [action] : ensureCommentUpToDate(issue, botComments, wanted(marker, request, refusal))
}

/** Somebody who edits the App's comment could take the sign away that it was tried: then nothing is started. */
function stateOf({ trusted, markers }: BotComment): 'wanted' | 'tried' | 'unclear' {
  if (!trusted || markers.includes(MARKER.dispatchRan)) return 'unclear'
  return markers.includes(MARKER.dispatchTried) ? 'tried' : 'wanted'
}

/** Before it is tried; with what GitHub answered, when it was refused. */
function wanted(marker: string, { what, fix }: DispatchRequest, refused: Refusal | null): MarkedComment {
  if (refused === null) return markedComment(marker, `I start ${what} for this packet.`)
  return markedComment(
    marker,
    `I could not start ${what}. GitHub says: ${text(refused.message, 300)}`,
    fix(refused.status),
    'I try again in about an hour; `/start` makes me try at once.',
  )
}

function tried(marker: string, { what, lookAt }: DispatchRequest): MarkedComment {
  const words = `I asked GitHub to start ${what} and have no answer, so it may run or not. I do not ask twice: look at ${lookAt}. A writer comments \`/start\` to start it again.`
  return alsoMarked(markedComment(marker, words), MARKER.dispatchTried)
}

function ran(marker: string, { what, inputs }: DispatchRequest): MarkedComment {
  const lines = Object.entries(inputs).map(([name, value]) => `${code(name)}: ${code(value)}`)
  const words = `I started ${what} for this packet, with these inputs:`
  const again = 'If it fails, a writer comments `/start` to start it again.'
  return alsoMarked(markedComment(marker, words, bullets(lines), again), MARKER.dispatchTried, MARKER.dispatchRan)
}
