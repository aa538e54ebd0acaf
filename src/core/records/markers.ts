/**
 * Identity in what the bot writes: an HTML comment no reader sees. A marker is an id, never an authority: who wrote
 * the text it stands in decides what it is worth.
 */

import { cutAtLine, truncate } from '../clean.ts'

const ID = /^[a-z0-9:._/-]+$/

/** `<!-- switchyard:ID -->`. Throws when the id has other characters than `[a-z0-9:._/-]`: a mistake in the caller. */
export function marker(id: string): string {
  if (!ID.test(id) || id.includes('--')) throw new Error(`not a marker id: ${id}`)
  return `<!-- switchyard:${id} -->`
}

/** The ids of all markers in a text, in order. */
export function markersIn(body: string): string[] {
  return [...body.matchAll(/<!-- switchyard:([a-z0-9:._/-]+) -->/g)].map((m) => m[1] ?? '')
}

/** A comment the bot writes: `marker` is the id that also stands at the end of `body`. */
export interface MarkedComment {
  marker: string
  body: string
}

/** GitHub takes 65,536 characters in a comment. */
const LIMIT = 65_000

/** Joins the parts that are there with blank lines and ends with what no reader sees: records, then the marker. */
export function markedComment(id: string, ...parts: (string | null | undefined | false)[]): MarkedComment {
  const there = parts.filter((part): part is string => typeof part === 'string' && part.trim() !== '')
  const unseen = [...there.filter((part) => part.startsWith(UNSEEN)), marker(id)].join('\n')
  const seen = there.filter((part) => !part.startsWith(UNSEEN)).join('\n\n')
  return { marker: id, body: `${cutAtLine(seen, LIMIT - unseen.length)}\n\n${unseen}` }
}

/** The same comment with more markers, as records of what it says; its identity stays the first. */
export function alsoMarked(comment: MarkedComment, ...ids: string[]): MarkedComment {
  return { ...comment, body: [comment.body, ...ids.map(marker)].join('\n') }
}

/** What was decided, kept word for word in the App's comment: it counts over a later edit of the command. */
export type Recorded = Record<string, string | number | null | string[]>

/** How every line that carries data begins; what people wrote never does (`escape.ts`). */
const UNSEEN = '<!-- switchyard-'
const RECORD = `${UNSEEN}record `

/** Characters of text a record keeps, shared by its fields. */
const RECORDED_TEXT = 9000

/** What a record may cost of a comment; a character may take twelve. */
const RECORD_LIMIT = 6 * RECORDED_TEXT

/** What could end the comment or name somebody, and what shows nothing or ends a line. */
const UNSAFE = /[<>&@#-]|(?!\p{Cs})[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu

const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`

/** An invisible line that carries data. Text in it cannot close the comment, look like a marker or name anybody. */
export function record(data: Recorded, room = RECORDED_TEXT): string {
  const share = Math.floor(room / Math.max(1, Object.values(data).filter((v) => typeof v === 'string').length))
  const bounded = Object.entries(data).map(([k, v]) => [k, typeof v === 'string' ? truncate(v, share) : v])
  const json = JSON.stringify(Object.fromEntries(bounded)).replace(UNSAFE, (c) => c.split('').map(escaped).join(''))
  if (json.length > RECORD_LIMIT && room > 100) return record(data, room / 2)
  const hasList = Object.values(data).some((v) => Array.isArray(v) && v.length > 0)
  return json.length > RECORD_LIMIT && hasList ? record(withShorterLists(data), room) : `${RECORD}${json} -->`
}

/** A list is never cut inside an entry: half a name is another name. Who makes a long list sees first that it fits. */
const withShorterLists = (data: Recorded): Recorded =>
  Object.fromEntries(
    Object.entries(data).map(([k, v]) => [k, Array.isArray(v) ? v.slice(0, Math.floor(v.length / 2)) : v]),
  )

/** Whether a record keeps all of a list. */
export const fitsRecord = (list: string[]): boolean =>
  list.join('').length < 30_000 && record({ list }).length <= 40_000

/** The data of the first record in a text; null when there is none that can be read. */
export function recordIn(body: string): Recorded | null {
  const json = /<!-- switchyard-record (\{[^<>\n]*\}) -->/.exec(body)?.[1]
  if (json === undefined) return null
  try {
    return JSON.parse(json) as Recorded
  } catch {
    return null
  }
}

/** An invisible line with data of more than one level; `name` tells one kind from the others. The caller bounds it. */
export const hiddenData = (name: string, data: Record<string, unknown>): string =>
  `${UNSEEN}${name} ${JSON.stringify(data).replace(UNSAFE, (c) => c.split('').map(escaped).join(''))} -->`

/** The data of the last such line in a text; null when there is none that can be read. */
export function hiddenDataIn(name: string, body: string): Record<string, unknown> | null {
  const start = body.lastIndexOf(`${UNSEEN}${name} {`)
  const end = start < 0 ? -1 : body.indexOf(' -->', start)
  if (end < 0) return null
  try {
    return JSON.parse(body.slice(start + UNSEEN.length + name.length + 1, end)) as Record<string, unknown>
  } catch {
    return null
  }
}

/** The dashboard's area in the session's issue, and a box to tick. */
export const DASHBOARD_START = marker('dashboard')
export const DASHBOARD_END = marker('dashboard:end')
export const TICK = 'tick:'
