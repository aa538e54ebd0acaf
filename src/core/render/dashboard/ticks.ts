/** Boxes on the dashboard: a tick by a writer is the command. */

import { marker, TICK } from '../../records/markers.ts'
import { managedPart } from './area.ts'

export interface Box {
  /** What it does and what it is bound to: `round`, `merge:12:HEAD`, `allow:12:HASH`, `accept:12:HASH`. */
  action: string
  checked: boolean
  /** The whole line without the box itself: what a person saw, and what stands hidden in it. */
  line: string
}

/** A line with an empty box. `label` is already escaped. */
export function box(label: string, action: string): string {
  return `- [ ] ${label} ${marker(TICK + action)}`
}

const BOX = /^[ \t]*[-*+] \[([ xX]?)\](.*<!-- switchyard:tick:([a-z0-9:._/-]+) -->)[ \t]*\r?$/gm

/** The boxes in the bot's area; of one that stands there twice, a ticked one counts. The same id with other words is another. */
export function readBoxes(body: string): Box[] {
  const found = new Map<string, Box>()
  for (const [, mark, line = '', action = ''] of (managedPart(body) ?? '').matchAll(BOX)) {
    const checked = found.get(line)?.checked || mark?.toLowerCase() === 'x'
    found.set(line, { action, checked, line })
  }
  return [...found.values()]
}
