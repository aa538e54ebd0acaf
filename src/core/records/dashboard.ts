/** What the App reads back of its dashboard: the area that it keeps in the session's issue, and the boxes in it. */
import { marker } from './markers.ts'

/** Around the area, each on a line of its own. */
export const DASHBOARD_START = marker('dashboard')
export const DASHBOARD_END = marker('dashboard:end')

const TICK = 'tick:'

/** What a box does, the packet it is about, and what it is bound to: another head, text or offer is another box. */
export interface BoxId {
  kind: string
  issue: number | null
  /** '' where it is bound to nothing. */
  to: string
}

export interface Box {
  /** `round`, `merge:12:HEAD`, `allow:12:HASH`, `accept:12:HASH`. */
  action: string
  checked: boolean
  /** The whole line without the box itself: what a person saw, and what stands hidden in it. */
  line: string
}

/** @param to null or missing: the box is bound to nothing */
export function boxId(kind: 'merge' | 'allow' | 'accept', issue: number, to?: string | null): string {
  return to ? `${kind}:${issue}:${to}` : `${kind}:${issue}`
}

export const ROUND_BOX = 'round'

export function readBoxId(action: string): BoxId {
  const [kind = '', issue, to = ''] = action.split(':')
  return { kind, issue: issue === undefined ? null : Number(issue), to }
}

/** A line with an empty box. `label` is already escaped. */
export const boxLine = (label: string, action: string): string => `- [ ] ${label} ${marker(TICK + action)}`

const BOX = /^[ \t]*[-*+] \[([ xX]?)\](.*<!-- switchyard:tick:([a-z0-9:._/-]+) -->)[ \t]*\r?$/gm

/** The boxes in the area; of one that stands there twice, a ticked one counts. The same id with other words is another. */
export function boxesIn(area: string): Box[] {
  const found = new Map<string, Box>()
  for (const [, mark, line = '', action = ''] of area.matchAll(BOX)) {
    const checked = found.get(line)?.checked || mark?.toLowerCase() === 'x'
    found.set(line, { action, checked, line })
  }
  return [...found.values()]
}
