/** Decisions, grants, waivers, changed dependencies: each quoted once in an App comment, where they live from then on. */

import type { Action } from '../actions.ts'
import type { DependencyChange, PacketEvents, RecordRequest } from '../commands/packet-events.ts'
import type { PacketAnalysis } from '../derive/analysis.ts'
import { asEntry, overlap } from '../parse/packet/paths.ts'
import { ensureComment } from '../records/ensure-comment.ts'
import type { MarkedComment } from '../records/markers.ts'
import { MARKER } from '../records/names.ts'
import { fitsRecord } from '../records/record.ts'
import {
  answer,
  decisionRecorded,
  dependencyChanged,
  type Ruling,
  redirected,
  scopeDenied,
  scopeGranted,
  startedByHand,
  unblocked,
  waived,
} from '../render/comments.ts'
import { fileName } from '../render/file-name.ts'
import { some } from '../render/words.ts'
import { takesSlot } from '../schedule/capacity.ts'
import { isBlocking } from '../schedule/dependencies.ts'
import type { PacketState } from '../state/packet.ts'
import type { State } from '../state.ts'

/** What the App says about one ruling; null where the merge or close comment says it. */
function rulingComment(request: RecordRequest, packet: PacketState, state: State): MarkedComment | null {
  const ruling: Ruling = { comment: request.comment, by: request.by, text: request.text }
  switch (request.kind) {
    case 'decision':
      return decisionRecorded({ number: numberOf(request, packet), question: request.question ?? '' }, ruling)
    case 'unblock':
      return unblocked(request.question ?? null, ruling)
    case 'redirect':
      return redirected(
        ruling,
        packet.work.drift.map((file) => file.path),
      )
    case 'grant':
      return scopeGranted(
        { ...ruling, paths: request.paths ?? [], reason: '' },
        sharers(request.paths ?? [], packet, state),
      )
    case 'deny':
      return scopeDenied({ ...ruling, paths: request.paths ?? [], reason: '' })
    case 'depends':
      return request.change ? dependencyChanged(changeOf(request.change), ruling) : null
    case 'waive':
      return waived(request.text, ruling)
    case 'abandon':
      return null
  }
}

const NOTHING_TO_ALLOW =
  'There was nothing to allow: no scope request is open, and no file is out of bounds at the head this was said at.'

const TOO_MANY_TO_ALLOW =
  'Nothing was allowed: more files are out of bounds than one comment can keep by name. Comment `/scope add FOLDER` instead; a writer who asks for a folder grants it by that.'

function whyNothing({ work: { drift, outside } }: PacketState): string {
  const left = [...drift, ...outside].map((file) => file.path)
  if (left.length === 0) return NOTHING_TO_ALLOW
  if (!fitsRecord(left)) return TOO_MANY_TO_ALLOW
  return `Comment \`/scope allow\` again to allow what is out of bounds now: ${some(left.map(fileName), 5)}. I had not told of it yet when this was said, so nothing was allowed.`
}

/** What a bare `/scope allow` came to. */
function allowed(allow: PacketEvents['allows'][number], packet: PacketState, state: State): MarkedComment {
  const granted = packet.work.grants.filter((grant) => grant.at === allow.at && grant.by === allow.by)
  const files = granted.map((grant) => grant.path)
  if (files.length === 0) return answer(allow.comment, whyNothing(packet))
  const ruling = { comment: allow.comment, by: allow.by, paths: files, literal: true as const, reason: '' }
  return scopeGranted(ruling, sharers(files.map(asEntry), packet, state))
}

/** One whose record stands is read from that, and needs no answer. */
const isRecorded = (allow: PacketEvents['allows'][number], { botComments }: PacketAnalysis): boolean =>
  botComments.has(MARKER.scope.of(allow.comment))

const numberOf = (request: RecordRequest, packet: PacketState): number =>
  packet.talk.decisions.find((one) => one.answer?.text === request.text && one.question === (request.question ?? ''))
    ?.number ?? packet.talk.decisions.length

const changeOf = ({ op, kind, name }: DependencyChange): Parameters<typeof dependencyChanged>[0] =>
  op === 'drop' ? { verb: 'dropped', name } : { verb: 'added', kind, name }

/** Overlap is checked again when scope is granted. */
export const sharers = (paths: string[], packet: PacketState, state: State): string[] =>
  state.packets
    .filter((other) => other.issue !== packet.issue && other.end.merged === null && other.end.abandoned === null)
    .filter((other) =>
      other.text.packet.inScope.some(
        (entry) => entry.path !== null && paths.some((one) => overlap(entry.path ?? '', one)),
      ),
    )
    .map((other) => other.name)

export function planRecords(analysis: PacketAnalysis, packet: PacketState, state: State): Action[] {
  const actions = analysis.events.records.flatMap((request) => {
    const comment = rulingComment(request, packet, state)
    return comment ? ensureComment(packet.issue, analysis.botComments, comment, request.at) : []
  })
  const unanswered = analysis.events.allows.filter((allow) => !isRecorded(allow, analysis))
  actions.push(
    ...unanswered.flatMap((allow) => ensureComment(packet.issue, analysis.botComments, allowed(allow, packet, state))),
  )
  const start = analysis.events.startedByHand
  if (start === null || packet.progress.startedAt !== null) return actions
  const running = state.packets.filter((one) => takesSlot(one.status)).length
  const missing = packet.dependencies.filter(isBlocking).map((one) => one.name)
  const comment = startedByHand(
    { running, capacity: state.config.capacity, missing },
    { comment: start.comment, by: start.by },
  )
  return [...actions, ...ensureComment(packet.issue, analysis.botComments, comment)]
}
