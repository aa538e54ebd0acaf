/** How statuses are shown: their words, their colours and the descriptions of their labels. */

import type { LabelFact } from '../snapshot/snapshot.ts'
import type { Status } from '../state.ts'
import { STATUSES, statusLabel } from '../status/statuses.ts'

interface StatusWords {
  shown: string
  /** Six hex digits, for the label and the graph. */
  color: string
  means: string
}

const WORDS: Record<Status, StatusWords> = {
  proposed: { shown: '⚫ Proposed', color: '6e7781', means: "Waits for a writer's /accept" },
  invalid: { shown: '❗ Invalid', color: 'b60205', means: 'Cannot be read as a packet; see the comment' },
  waiting: { shown: '⏳ Waiting', color: 'd4c5f9', means: 'Waits for hard dependencies or a free slot' },
  ready: { shown: '⚪ Idle', color: 'ededed', means: 'Branch created, no report from its agent yet' },
  running: { shown: '🟢 Running', color: '0e8a16', means: 'An agent is at work' },
  blocked: { shown: '🟡 Blocked', color: 'fbca04', means: 'Needs input from a person' },
  drifting: { shown: '🔴 Drifting', color: 'd93f0b', means: 'Pushed outside its boundaries' },
  paused: { shown: '⏸️ Paused', color: 'bfd4f2', means: 'Stopped on purpose' },
  done: { shown: '🔵 Done', color: '1d76db', means: 'Ready for integration' },
  merged: { shown: '🟣 Merged', color: '8250df', means: 'Delivered' },
  abandoned: { shown: '⚫ Abandoned', color: '57606a', means: 'Closed without delivery' },
}

/** `🟢 Running`. */
export function statusWords(status: Status): string {
  return WORDS[status].shown
}

/** Six hex digits without `#`. */
export function statusColor(status: Status): string {
  return WORDS[status].color
}

/** Every label the bot uses. GitHub: at most 50 characters for a name and 100 for a description. */
export const LABELS: Omit<LabelFact, 'nodeId'>[] = [
  { name: 'packet', color: '5319e7', description: 'A work packet: one unit of work for one agent' },
  { name: 'session', color: '0052cc', description: 'The dashboard of a session' },
  ...STATUSES.map((status) => ({
    name: statusLabel(status),
    color: WORDS[status].color,
    description: WORDS[status].means,
  })),
]
