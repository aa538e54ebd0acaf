/** Reads what the App recorded on a packet, from its own unedited comments. */
import { type BotComment, type BotComments, bodyOf } from '../../core/records/bot-comments.ts'
import { markersIn, type Recorded, recordIn } from '../../core/records/markers.ts'
import { cleanLines } from '../../core/render/clean.ts'
import { plainName } from '../../core/render/file-name.ts'
import type { Notice, OpenQuestion, Ruling } from '../verbs/results/packets.ts'

const text = (value: Recorded[string] | undefined): string =>
  value === null || value === undefined ? '' : cleanLines(String(value))

/** Names with a comma are quoted. Records of an earlier version hold one joined text. */
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

/** A ruling with the id of the App's comment that records it. */
export type RecordedRuling = Ruling & { comment: number }

/** Returns the rulings, oldest first. */
export function rulingsOf(botComments: BotComments): RecordedRuling[] {
  const all = Object.entries(READ).flatMap(([prefix, read]) =>
    botComments.records(prefix).flatMap(({ comment }) => {
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

export type RecordedNotice = Notice & { comment: number }

/** Returns the App's notices to the agent, oldest first. */
export function noticesOf(botComments: BotComments): RecordedNotice[] {
  return botComments.all.flatMap((one) => {
    const kind = NOTICES[one.markers[0]?.split(':')[0] ?? '']
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
    const number = Number(/^question:(\d+)$/.exec(markersIn(bodyOf(comment))[0] ?? '')?.[1])
    return trusted && Number.isInteger(number) && !answered.has(number) ? [{ number, url: comment.url }] : []
  })
}
