/** The pull request that offers configuration, forms and AGENTS.md. */

import { marker } from '../records/markers.ts'
import { MARKER } from '../records/names.ts'
import { code } from './escape.ts'
import { bullets } from './words.ts'

export const SETUP_TITLE = 'Set up Switchyard'

export interface OfferWords {
  /** Paths that merging adds, and paths that exist already. */
  added: string[]
  kept: string[]
  /** Paths of workflows that the push of a trial merge starts. */
  started: string[]
}

const MEANS: Record<string, string> = {
  '.github/switchyard.yml': 'the settings, all at their defaults: add the logins of your agents',
  '.github/switchyard.schema.json': 'lets editors complete and check the settings',
  '.github/ISSUE_TEMPLATE/packet.yml': 'a form for work packets',
  '.github/ISSUE_TEMPLATE/session.yml': 'a form for sessions',
  'AGENTS.md': 'what a coding agent must know to work on a packet',
}

export function setupBody({ added, kept, started }: OfferWords): string {
  const parts = [
    'Switchyard is installed. It has created its labels and does nothing more until somebody files a session or a packet. Everything here is optional: without it the defaults apply.',
    `## What merging adds\n\n${bullets(added.map((path) => `${code(path)}: ${MEANS[path] ?? 'a file'}`))}`,
    kept.length > 0 &&
      `You already have these, and they stay as they are:\n\n${bullets(kept.map((path) => code(path)))}`,
    `## What trial merges start\n\n${trials(started)}`,
    '## First steps\n\n1. File an issue `Session: NAME` with the goal in its body. It becomes the dashboard.\n2. File packets as issues titled `Work Packet: NAME`.\n\nClose this pull request if you do not want it. It is offered only once.',
  ]
  return `${parts.filter((part) => part !== false).join('\n\n')}\n\n${marker(MARKER.setup)}`
}

function trials(started: string[]): string {
  const how =
    'With `runner: actions`, a finished packet is merged with the base on a branch `switchyard/trial/NAME`, which is pushed so that your own workflows test it. They run code that agents wrote, with the secrets you give them, and without the approval that GitHub asks for the workflows of its own agent. With `runner: local`, the default, the only such push is the one right before a merge.'
  if (started.length === 0) return `${how}\n\nNo workflow in this repository starts on such a push now.`
  return `${how} These workflows start on every such push:\n\n${bullets(
    started.map((path) => code(path)),
    20,
  )}\n\nIf one of them deploys anything, restrict it to its branches first.`
}
