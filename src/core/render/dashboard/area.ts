/**
 * The bot's area in the session's issue. A person's text around it stays unchanged, byte for byte. Damaged, duplicate
 * and empty markers are repaired.
 */

import { DASHBOARD_END, DASHBOARD_START } from '../../records/dashboard.ts'

/** Start of the first and the last line of the area: they locate it when a marker is gone. */
export const FIRST_LINE = '## Needs you'
export const LAST_LINE_START = '<sub>Kept by Switchyard.'

interface Region {
  from: number
  to: number
}

const MARKERS = new RegExp(`^[ \\t]*(?:${DASHBOARD_START}|${DASHBOARD_END})[ \\t]*\\r?$`, 'gm')

/** Replaces the area in the person's text, or appends it the first time. Idempotent. */
export function mergeDashboard(body: string, managed: string): string {
  const block = `${DASHBOARD_START}\n${managed}\n${DASHBOARD_END}`
  const [first, ...others] = regions(body)
  if (first === undefined) return body.trim() === '' ? block : `${body.trimEnd()}\n\n${block}`
  const after = without(body, others, first.to)
  return body.slice(0, first.from) + block + after
}

/** Returns the text in the area; null when there is no area. */
export function managedPart(body: string): string | null {
  const first = regions(body)[0]
  if (first === undefined) return null
  return body.slice(first.from, first.to).replace(MARKERS, '').trim()
}

/** Returns what a person wrote: everything outside the area. */
export function humanPart(body: string): string {
  return without(body, regions(body), 0)
}

function without(body: string, cut: Region[], from: number): string {
  let kept = ''
  let at = from
  for (const region of cut) {
    kept += body.slice(at, region.from)
    at = region.to
  }
  return kept + body.slice(at)
}

/** Areas in order. Without an end marker, an area ends at the bot's last line; without a start marker, it begins at the first. */
function regions(body: string): Region[] {
  const found: Region[] = []
  let start: number | null = null
  for (const match of body.matchAll(MARKERS)) {
    const end = match.index + match[0].replace(/\r$/, '').length
    if (match[0].includes(DASHBOARD_START)) {
      const before = start === null ? -1 : lastLineEnd(body.slice(0, match.index), start)
      if (start !== null && before >= 0) found.push({ from: start, to: before })
      if (start === null || before >= 0) start = match.index
    } else {
      found.push({ from: start ?? lostStart(body, found.at(-1)?.to ?? 0, match.index), to: end })
      start = null
    }
  }
  if (start === null) return found
  const lost = lastLineEnd(body, start)
  return [...found, { from: start, to: lost < 0 ? body.length : lost }]
}

function lostStart(body: string, from: number, end: number): number {
  const at = body.slice(from, end).search(new RegExp(`^${FIRST_LINE}`, 'm'))
  return at < 0 ? end : from + at
}

/** Where the bot's last line after `start` ends; -1 when it is gone. */
function lastLineEnd(body: string, start: number): number {
  const line = body.indexOf(LAST_LINE_START, start)
  if (line < 0) return -1
  const newline = body.indexOf('\n', line)
  return newline < 0 ? body.length : newline
}
