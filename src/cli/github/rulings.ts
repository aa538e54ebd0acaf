/** What the App recorded on a packet, from its own unedited comments. */

import { cleanLines } from '../../core/clean.ts'
import { type BotComment, type BotComments, bodyOf } from '../../core/records/bot-comments.ts'
import { markersIn, type Recorded, recordIn } from '../../core/records/markers.ts'
import { plainName } from '../../core/render/file-name.ts'
import type { Notice, OpenQuestion, Ruling } from '../verbs/results/packets.ts'

const text = (value: Recorded[string] | undefined): string =>
  value === null || value === undefined ? '' : cleanLines(String(value))

/** Names that hold a comma stand in quotes; records of an earlier version keep one joined text. */
function pathsIn({ files, paths, path }: Recorded): string {
  const list = files ?? paths
  return Array.isArray(list) ? list.map(plainName).join(', ') : text(path)
}

type Read = (record: Recorded) => Pick<Ruling, 'kind' | 'text'> & Partial<Ruling>

const READ: Record<string, Read> = {
  'decided:': (r) => ({ kind: 'decided', text: text(r.text), number: Number(r.number) || null }),
  'unblocked:': (r) => ({ kind: 'unblocked', text: text(r.text) }),
  'redirect:': (r) => ({ kind: 'redirected', text: text(r.text) }),
  'scope:': (r) => ({ kind: 'scope', text: pathsIn(r), verdict: text(r.verdict) }),
  'depends:': (r) => ({
    kind: 'depends',
    text: text(r.name),
    verdict: r.verb === 'dropped' ? 'dropped' : text(r.kind),
  }),
  'waive:': (r) => ({ kind: 'waived', text: text(r.name) }),
}

const iso = (ms: number): string => new Date(ms).toISOString()

/** A ruling with the id of the App's comment that holds it. */
export type KeptRuling = Ruling & { comment: number }

/** Oldest first. */
export function rulingsOf(told: BotComments): KeptRuling[] {
  const all = Object.entries(READ).flatMap(([prefix, read]) =>
    told.records(prefix).flatMap(({ comment }) => {
      const record = recordIn(bodyOf(comment))
      if (record === null) return []
      const { id, createdAt, url } = comment
      return [
        { number: null, verdict: null, by: text(record.by), at: iso(createdAt), url, comment: id, ...read(record) },
      ]
    }),
  )
  return all.toSorted((a, b) => a.comment - b.comment)
}

const NOTICES: Record<string, Notice['kind']> = {
  told: 'told',
  undone: 'undone',
  lost: 'lost',
  trouble: 'trouble',
  remarks: 'remarks',
}

export type KeptNotice = Notice & { comment: number }

/** What the App told the agent, oldest first. */
export function noticesOf(told: BotComments): KeptNotice[] {
  return told.all.flatMap((one) => {
    const kind = NOTICES[one.markers[0]?.split(':')[0] ?? '']
    if (!one.trusted || kind === undefined) return []
    return [{ kind, text: seen(one), at: iso(one.comment.createdAt), url: one.comment.url, comment: one.comment.id }]
  })
}

/** A comment of the App as a person sees it: without records and markers. */
export const seen = ({ comment }: Pick<BotComment, 'comment'>): string => withoutHidden(bodyOf(comment))

export const withoutHidden = (body: string): string =>
  cleanLines(
    body.replace(/^<!-- switchyard(?::|-record )[^\n]*? -->\r?\n|[ \t]*<!-- switchyard(?::|-record )[^\n]*? -->/gm, ''),
  ).trim()

/** Questions that nobody has answered. */
export function openQuestions(told: BotComments): OpenQuestion[] {
  const answered = new Set(rulingsOf(told).map((ruling) => (ruling.kind === 'decided' ? ruling.number : null)))
  return told.all.flatMap(({ comment, trusted }) => {
    const number = Number(/^question:(\d+)$/.exec(markersIn(bodyOf(comment))[0] ?? '')?.[1])
    return trusted && Number.isInteger(number) && !answered.has(number) ? [{ number, url: comment.url }] : []
  })
}
