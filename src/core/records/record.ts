/**
 * Invisible lines that carry data. A record is on GitHub for good, so each kind has a version: `v` in its data, missing
 * in the first. What a later version wrote is not read, as if it were not there.
 */
import { truncate } from '../clean.ts'
import { HIDDEN } from './markers.ts'

/** What was decided, kept word for word in the App's comment: it counts over a later edit of the command. */
export type Recorded = Record<string, string | number | null | string[]>

/** One kind of record. */
export interface RecordKind<T> {
  /** The line for the comment. Text in it cannot close the comment, look like a marker or name anybody. */
  write(data: T): string
  /** @param body of the comment; null: it has no record of a version that is known */
  read(body: string): T | null
}

/** @param version as written; all that is up to it is read */
export function recordKind<T>(
  version: number,
  toData: (value: T) => Recorded,
  fromData: (data: Recorded) => T | null,
): RecordKind<T> {
  return {
    write: (value) => record({ ...(version > 1 && { v: version }), ...toData(value) }),
    read: (body) => {
      const data = recordIn(body)
      return data === null || !isKnown(data, version) ? null : fromData(data)
    },
  }
}

/** Whether data of that version can be read by code that knows `newest`. */
export function isKnown({ v = 1 }: Record<string, unknown>, newest: number): boolean {
  return typeof v === 'number' && Number.isInteger(v) && v >= 1 && v <= newest
}

const RECORD = `${HIDDEN}record `

/** Characters of text a record keeps, shared by its fields. */
const RECORDED_TEXT = 9000

/** What a record may cost of a comment; a character may take twelve. */
const RECORD_LIMIT = 6 * RECORDED_TEXT

/** What could end the comment or name somebody, and what shows nothing or ends a line. */
const UNSAFE = /[<>&@#-]|(?!\p{Cs})[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu

const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`

const safeJson = (data: unknown): string =>
  JSON.stringify(data).replace(UNSAFE, (c) => c.split('').map(escaped).join(''))

export function record(data: Recorded, room = RECORDED_TEXT): string {
  const share = Math.floor(room / Math.max(1, Object.values(data).filter((v) => typeof v === 'string').length))
  const bounded = Object.entries(data).map(([k, v]) => [k, typeof v === 'string' ? truncate(v, share) : v])
  const json = safeJson(Object.fromEntries(bounded))
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

/** The data of the first record in a text, of whatever kind and version; null when there is none that can be read. */
export function recordIn(body: string): Recorded | null {
  const json = /<!-- switchyard-record (\{[^<>\n]*\}) -->/.exec(body)?.[1]
  return json === undefined ? null : (parsed(json) as Recorded | null)
}

/** An invisible line with data of more than one level; `name` tells one kind from the others. The caller bounds it. */
export const hiddenData = (name: string, data: Record<string, unknown>): string =>
  `${HIDDEN}${name} ${safeJson(data)} -->`

/** The data of the last such line in a text; null when there is none that can be read. */
export function hiddenDataIn(name: string, body: string): Record<string, unknown> | null {
  const start = body.lastIndexOf(`${HIDDEN}${name} {`)
  const end = start < 0 ? -1 : body.indexOf(' -->', start)
  return end < 0 ? null : parsed(body.slice(start + HIDDEN.length + name.length + 1, end))
}

function parsed(json: string): Record<string, unknown> | null {
  try {
    const data: unknown = JSON.parse(json)
    return typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : null
  } catch {
    return null
  }
}
