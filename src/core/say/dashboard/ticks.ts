/** Boxes on the dashboard: a tick by a writer is the command. */

import { marker, TICK } from '../markers.ts'
import { managedPart } from './area.ts'

/** `action`: `round`, `merge:12`, `accept:12` (with the packet's issue number). */
export interface Tick {
  action: string
  checked: boolean
}

/** A line with an empty box. `label` is already escaped. */
export function box(label: string, action: string): string {
  return `- [ ] ${label} ${marker(TICK + action)}`
}

const BOX = /^[ \t]*[-*+] \[([ xX]?)\].*<!-- switchyard:tick:([a-z0-9:._/-]+) -->[ \t]*\r?$/gm

/** The boxes in the bot's area; of one that stands there twice, a ticked one counts. */
export function readTicks(body: string): Tick[] {
  const ticks = new Map<string, boolean>()
  for (const [, mark, action] of (managedPart(body) ?? '').matchAll(BOX)) {
    if (action === undefined) continue
    ticks.set(action, ticks.get(action) === true || mark?.toLowerCase() === 'x')
  }
  return [...ticks].map(([action, checked]) => ({ action, checked }))
}
