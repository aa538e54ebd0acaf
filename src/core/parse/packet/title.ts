import { isMissing } from './missing.ts'
import { nameProblem } from './refname.ts'

export interface TitleReading {
  /** `sure`: "Work Packet: …". `maybe`: "Packet: …", which counts with an objective or criteria. */
  marks: 'sure' | 'maybe' | null
  /** The text after the mark, or the whole title; null when it is empty or a placeholder. */
  name: string | null
}

const sure = /^[^\p{L}\p{N}]*work[\s_-]*packet[\])]?\s*[:：]\s*(.*)$/isu
const maybe = /^[^\p{L}\p{N}[(]*(?:(?:packet|plan)\s*[:：]|\[(?:work[\s-]*)?packet\]\s*[:：]?)\s*(.*)$/isu
const tag = /^\[[^\]]{1,20}\]\s*[:：]?\s*/

export function readTitle(title: string): TitleReading {
  const text = title.trim().slice(0, 1000)
  const marked = sure.exec(text)
  if (marked) return { marks: 'sure', name: nameIn(marked[1] ?? '', true) }
  const perhaps = maybe.exec(text)
  if (perhaps) return { marks: 'maybe', name: nameIn(perhaps[1] ?? '', true) }
  return { marks: null, name: nameIn(text.replace(tag, ''), false) }
}

const described = /^([A-Za-z0-9._-]{1,50})(?:\s*[:：]\s|\s+[-–—(])/

/**
 * `db-users - schema` means `db-users`. In a title without the mark only an id (`WS5: …`) is split off this way. Otherwise
 * "Fix: the login page" would become a packet named "Fix".
 */
function nameIn(text: string, marked: boolean): string | null {
  const value = text.trim().replace(/^[`*_]+(.*?)[`*_]+$/s, '$1')
  if (isMissing(value) || value === 'NAME') return null
  const first = described.exec(value)?.[1] ?? ''
  if (first !== '' && (marked || /\d/.test(first)) && nameProblem(first) === null) return first
  return value
}
