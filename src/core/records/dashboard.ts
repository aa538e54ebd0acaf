/** The parts of the dashboard that the App reads back: its area in the session's issue, and the boxes in that area. */
import { marker } from './markers.ts'

/** The markers around the area, each on its own line. */
export const DASHBOARD_START = marker('dashboard')
export const DASHBOARD_END = marker('dashboard:end')

const TICK = 'tick:'

/** Identity of a box: its action, its packet, and the head, text or offer it applies to. */
export interface BoxId {
  kind: string
  issue: number | null
  /** The head, or the hash of the text or offer; '' when the box applies to none. */
  to: string
}

export interface Box {
  /** `round`, `merge:12:HEAD`, `allow:12:HASH`, `accept:12:HASH`. */
  action: string
  checked: boolean
  /** The line after the box: the visible label and its hidden data. */
  line: string
}

/** @param to the head, or the hash of the text or offer; null or missing when the box applies to none */
export function boxId(kind: 'merge' | 'allow' | 'accept', issue: number, to?: string | null): string {
  return to ? `${kind}:${issue}:${to}` : `${kind}:${issue}`
}

export const ROUND_BOX = 'round'

export function readBoxId(action: string): BoxId {
  const [kind = '', issue, to = ''] = action.split(':')
  return { kind, issue: issue === undefined ? null : Number(issue), to }
}

/** Returns a line with an empty box. `label` must be escaped. */
export const boxLine = (label: string, action: string): string => `- [ ] ${label} ${marker(TICK + action)}`

const BOX = /^[ \t]*[-*+] \[([ xX]?)\](.*<!-- switchyard:tick:([a-z0-9:._/-]+) -->)[ \t]*\r?$/gm

/** Returns the boxes in the area. Of two identical lines a ticked one counts. The same id with another label is another box. */
export function boxesIn(area: string): Box[] {
  const found = new Map<string, Box>()
  for (const [, mark, line = '', action = ''] of area.matchAll(BOX)) {
    const checked = found.get(line)?.checked || mark?.toLowerCase() === 'x'
    found.set(line, { action, checked, line })
  }
  return [...found.values()]
}
