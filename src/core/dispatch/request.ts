/**
 * A request to GitHub that starts an agent, sent once for each start. GitHub gives such requests no identity, so the
 * App's own comment records how far the start got.
 */

import { type Action, actionKey } from '../actions.ts'
import type { BotComment } from '../records/bot-comments.ts'
import { ensureComment, ensureCommentUpToDate } from '../records/ensure-comment.ts'
import { alsoMarked, type MarkedComment, markedComment } from '../records/markers.ts'
import { MARKER } from '../records/names.ts'
import { code, text } from '../render/escape.ts'
import { bullets } from '../render/words.ts'
import type { Refusal } from '../snapshot/snapshot.ts'
import type { PacketState } from '../state/packet.ts'
import type { Start } from './define.ts'

export interface DispatchRequest {
  /** What is started, as Markdown: "the workflow `agent.yml` on `main`". */
  what: string
  /** The same as a short key, for logs and to recognise a refusal. */
  key: string
  route: `POST /${string}`
  /** Parameters of the route except `owner` and `repo`, which the shell adds. */
  parameters: Record<string, unknown>
  /** The inputs of the start, shown to people. */
  inputs: Record<string, string>
  /** Where people can see whether it runs: "the runs of that workflow". */
  lookAt: string
  /** Returns how to fix a refusal with this HTTP status. */
  fix(status: number): string
}

/** Returns the inputs that every start receives. */
export const inputsOf = (packet: PacketState): Record<string, string> => ({
  packet: packet.name,
  issue: String(packet.issue),
  branch: packet.work.branch,
  base: packet.base.branch,
})

/** Plans a comment first, then the request. The shell sends it between two edits of the comment, and never twice. */
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

/** An edited comment is `unclear`, since somebody may have removed the marker of an attempt. Nothing is then started. */
function stateOf({ trusted, markers }: BotComment): 'wanted' | 'tried' | 'unclear' {
  if (!trusted || markers.includes(MARKER.dispatchRan)) return 'unclear'
  return markers.includes(MARKER.dispatchTried) ? 'tried' : 'wanted'
}

/** The comment before the request is sent, or after GitHub refused it. */
function wanted(marker: string, { what, fix }: DispatchRequest, refused: Refusal | null): MarkedComment {
  if (refused === null) return markedComment(marker, `I am starting ${what} for this packet.`)
  return markedComment(
    marker,
    `I could not start ${what}. GitHub says: ${text(refused.message, 300)}`,
    fix(refused.status),
    'I will try again in about an hour. Comment `/start` to make me try now.',
  )
}

function tried(marker: string, { what, lookAt }: DispatchRequest): MarkedComment {
  const words = `I asked GitHub to start ${what} but got no answer, so it may or may not be running. Check ${lookAt}. I do not repeat the request; a writer can comment \`/start\` to start it again.`
  return alsoMarked(markedComment(marker, words), MARKER.dispatchTried)
}

function ran(marker: string, { what, inputs }: DispatchRequest): MarkedComment {
  const lines = Object.entries(inputs).map(([name, value]) => `${code(name)}: ${code(value)}`)
  const words = `I started ${what} for this packet, with these inputs:`
  const again = 'If it fails, a writer can comment `/start` to start it again.'
  return alsoMarked(markedComment(marker, words, bullets(lines), again), MARKER.dispatchTried, MARKER.dispatchRan)
}
