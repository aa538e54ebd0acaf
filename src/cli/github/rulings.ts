/** Reads what the App recorded on a packet, from its own unedited comments. */

import { cleanLines } from '../../core/clean.ts'
import { type BotComment, type BotComments, bodyOf } from '../../core/records/bot-comments.ts'
import {
  decidedRecord,
  dependsRecord,
  type GrantedPath,
  type JoinedPaths,
  scopeRecord,
  textRecord,
  waivedRecord,
} from '../../core/records/kinds.ts'
import { markersIn } from '../../core/records/markers.ts'
import { MARKER } from '../../core/records/names.ts'
import type { RecordKind } from '../../core/records/record.ts'
import { plainName } from '../../core/render/file-name.ts'
import type { Notice, OpenQuestion, Ruling } from '../verbs/results/packets.ts'

/** Names with a comma are quoted. Records of an earlier version hold one joined text. */
const pathsIn = (granted: GrantedPath[] | JoinedPaths): string =>
  Array.isArray(granted) ? granted.map(({ path }) => plainName(path)).join(', ') : cleanLines(granted.joined)

type RulingPart = Pick<Ruling, 'kind' | 'text'> & Partial<Ruling>

function reader<T extends { by: string }>(prefix: string, kind: RecordKind<T>, partOf: (record: T) => RulingPart) {
  return {
    prefix,
    read(body: string): (RulingPart & { by: string }) | null {
      const record = kind.read(body)
      return record && { by: cleanLines(record.by), ...partOf(record) }
    },
  }
}

const READERS = [
  reader(MARKER.decided.prefix, decidedRecord, ({ number, text }) => ({
    kind: 'decided',
    text: cleanLines(text),
    number,
  })),
  reader(MARKER.unblocked.prefix, textRecord, ({ text }) => ({ kind: 'unblocked', text: cleanLines(text) })),
  reader(MARKER.redirect.prefix, textRecord, ({ text }) => ({ kind: 'redirected', text: cleanLines(text) })),
  reader(MARKER.scope.prefix, scopeRecord, ({ granted, verdict }) => ({
    kind: 'scope',
    text: pathsIn(granted),
    verdict,
  })),
  reader(MARKER.depends.prefix, dependsRecord, ({ name, kind }) => ({
    kind: 'depends',
    text: cleanLines(name),
    verdict: kind ?? 'dropped',
  })),
  reader(MARKER.waive.prefix, waivedRecord, ({ name }) => ({ kind: 'waived', text: cleanLines(name) })),
]

const iso = (ms: number): string => new Date(ms).toISOString()

/** A ruling with the id of the App's comment that records it. */
export type RecordedRuling = Ruling & { comment: number }

/** Returns the rulings, oldest first. */
export function rulingsOf(botComments: BotComments): RecordedRuling[] {
  const all = READERS.flatMap(({ prefix, read }) =>
    botComments.records(prefix).flatMap(({ comment }) => {
      const ruling = read(bodyOf(comment))
      if (ruling === null) return []
      const { id, createdAt, url } = comment
      return [{ number: null, verdict: null, at: iso(createdAt), url, comment: id, ...ruling }]
    }),
  )
  return all.toSorted((a, b) => a.comment - b.comment)
}

const NOTICES: [prefix: string, kind: Notice['kind']][] = [
  [MARKER.told.prefix, 'told'],
  [MARKER.undone.prefix, 'undone'],
  [MARKER.lost.prefix, 'lost'],
  [MARKER.trouble.prefix, 'trouble'],
  [MARKER.remarks.prefix, 'remarks'],
]

const noticeKind = (id: string): Notice['kind'] | undefined => NOTICES.find(([prefix]) => id.startsWith(prefix))?.[1]

export type RecordedNotice = Notice & { comment: number }

/** Returns the App's notices to the agent, oldest first. */
export function noticesOf(botComments: BotComments): RecordedNotice[] {
  return botComments.all.flatMap((one) => {
    const kind = noticeKind(one.markers[0] ?? '')
    if (!one.trusted || kind === undefined) return []
    return [
      { kind, text: visibleText(one), at: iso(one.comment.createdAt), url: one.comment.url, comment: one.comment.id },
    ]
  })
}

/** Returns a comment of the App as a person sees it, without records and markers. */
export const visibleText = ({ comment }: Pick<BotComment, 'comment'>): string => withoutHidden(bodyOf(comment))

/** Removes the App's markers and records from a text. */
export const withoutHidden = (body: string): string =>
  cleanLines(
    body.replace(/^<!-- switchyard(?::|-record )[^\n]*? -->\r?\n|[ \t]*<!-- switchyard(?::|-record )[^\n]*? -->/gm, ''),
  ).trim()

/** Returns the questions without an answer. */
export function openQuestions(botComments: BotComments): OpenQuestion[] {
  const answered = new Set(rulingsOf(botComments).map((ruling) => (ruling.kind === 'decided' ? ruling.number : null)))
  return botComments.all.flatMap(({ comment, trusted }) => {
    const number = Number(MARKER.question.partsOf(markersIn(bodyOf(comment))[0] ?? '')?.join(':') || Number.NaN)
    return trusted && Number.isInteger(number) && !answered.has(number) ? [{ number, url: comment.url }] : []
  })
}
