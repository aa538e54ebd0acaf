/**
 * Records: invisible lines of data in the App's comments. Records stay on GitHub forever, so each kind has a version: `v`
 * in its data, missing in the first version. Records of a later version are ignored.
 */
import { truncate } from '../clean.ts'
import { HIDDEN } from './markers.ts'

/** Data of a record. It quotes a decision word for word, and counts over a later edit of the command. */
export type Recorded = Record<string, string | number | null | string[]>

/** One kind of record. */
export interface RecordKind<T> {
  /** Returns the line for a comment. Text in it cannot end the HTML comment, look like a marker or mention anybody. */
  write(data: T): string
  /**
   * @param body the comment's text
   * @returns null when it has no record of a known version
   */
  read(body: string): T | null
}

/** @param version the version to write; earlier ones are read too */
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

/** Whether code that knows version `newest` can read data of version `v`. */
export function isKnown({ v = 1 }: Record<string, unknown>, newest: number): boolean {
  return typeof v === 'number' && Number.isInteger(v) && v >= 1 && v <= newest
}

const RECORD = `${HIDDEN}record `

/** Maximum characters of text in a record, shared by its fields. */
const RECORDED_TEXT = 9000

/** Maximum length of a record in a comment. Escaping turns one character into up to twelve. */
const RECORD_LIMIT = 6 * RECORDED_TEXT

/** Characters that could end the HTML comment or mention somebody, invisible characters, and line ends. */
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

/** Drops whole entries, since half a name is another name. Callers check long lists with `fitsRecord` first. */
const withShorterLists = (data: Recorded): Recorded =>
  Object.fromEntries(
    Object.entries(data).map(([k, v]) => [k, Array.isArray(v) ? v.slice(0, Math.floor(v.length / 2)) : v]),
  )

/** Whether a record can hold the whole list. */
export const fitsRecord = (list: string[]): boolean =>
  list.join('').length < 30_000 && record({ list }).length <= 40_000

/** Returns the data of the first record in a text, of any kind and version; null when none can be read. */
export function recordIn(body: string): Recorded | null {
  const json = /<!-- switchyard-record (\{[^<>\n]*\}) -->/.exec(body)?.[1]
  return json === undefined ? null : (parsed(json) as Recorded | null)
}

/** Returns an invisible line with nested data. `name` is the kind of the data. The caller limits its length. */
export const hiddenData = (name: string, data: Record<string, unknown>): string =>
  `${HIDDEN}${name} ${safeJson(data)} -->`

/** Returns the data of the last such line in a text; null when none can be read. */
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
