/** The dashboard: what needs the person comes first, so that it serves on a phone too. */

import type { SessionState, State } from '../state.ts'
import { FIRST_LINE, humanPart, LAST_LINE_START } from './dashboard/area.ts'
import { graph } from './dashboard/graph.ts'
import { boxes, needs, type View, view } from './dashboard/needs.ts'
import { carryForward, completed, decisions, metrics, progress, queue, rounds } from './dashboard/sections.ts'
import { packetTable } from './dashboard/table.ts'
import { text } from './escape.ts'

export { humanPart, managedPart, mergeDashboard } from './dashboard/area.ts'
export { readTicks, type Tick } from './dashboard/ticks.ts'

/** GitHub takes 65,536 characters in an issue's body. */
const BODY_LIMIT = 65_000

/** How many lines each part may have. */
interface Limits {
  needs: number
  rows: number
  graph: number
  queue: number
  decisions: number
  completed: number
  carry: number
  rounds: number
}

/** What is cut first when the text is too long: history, then pictures, then lists, last what needs the person. */
const CUT_ORDER: (keyof Limits)[] = ['rounds', 'completed', 'decisions', 'carry', 'graph', 'queue', 'rows', 'needs']
const STEPS = [100, 40, 15, 5, 1]

/**
 * The bot's part of the session's issue. It depends on events only, never on the time of looking, so that it is
 * written only when something happened. `budget`: characters it may take; without it, what the person's text leaves.
 */
export function renderDashboard(state: State, session: SessionState, budget?: number): string {
  const room = budget ?? BODY_LIMIT - humanPart(session.body).length - 100
  const v = view(state, session)
  const limits: Limits = {
    needs: 200,
    rows: 500,
    graph: 1,
    queue: 100,
    decisions: 200,
    completed: 200,
    carry: 200,
    rounds: 200,
  }
  let rendered = render(v, limits)
  for (const part of CUT_ORDER) {
    for (const step of STEPS) {
      if (rendered.length <= room) return rendered
      limits[part] = part === 'graph' ? 0 : Math.min(limits[part], step)
      rendered = render(v, limits)
    }
  }
  return rendered.length <= room ? rendered : least(v, room)
}

function render(v: View, limits: Limits): string {
  const parts = [
    `${FIRST_LINE}\n\n${needsPart(v, limits.needs)}`,
    `## Progress\n\n${progress(v)}\n\n${packetTable(v, limits.rows)}`,
    section('Dependencies', limits.graph > 0 ? graph(v.packets) : null),
    section('Integration queue', queue(v, limits.queue) ?? 'Empty.'),
    section('Decisions', decisions(v, limits.decisions) ?? 'None yet.'),
    section('Completed', completed(v, limits.completed) ?? 'Nothing yet.'),
    section('Carry forward', carryForward(v, limits.carry) ?? 'Nothing is left waiting.'),
    section('Round log', rounds(v, limits.rounds) ?? 'No execution round yet. `/round` starts one.'),
    section('Metrics', metrics(v)),
    footer(v),
  ]
  return parts.filter((part) => part !== null).join('\n\n')
}

const section = (title: string, body: string | null): string | null => (body === null ? null : `## ${title}\n\n${body}`)

function needsPart(v: View, max: number): string {
  const lines = needs(v)
  const shown = lines.slice(0, max).map((line) => `- ${line}`)
  const left = lines.length - shown.length
  if (left > 0) shown.push(`- and ${left} more: [all packets](${v.state.repoUrl}/issues?q=is%3Aopen+label%3Apacket)`)
  const list = shown.length === 0 ? 'Nothing right now.' : shown.join('\n')
  const ticks = boxes(v).slice(-max)
  return ticks.length === 0 ? list : `${list}\n\nOr tick a box:\n\n${ticks.join('\n')}`
}

function footer(v: View): string {
  return `${LAST_LINE_START} Times are in ${text(v.state.config.timezone, 60)}. What you write above or below this part stays; \`/help\` lists the commands.</sub>`
}

/** Next to no room: the person's own text fills the issue. */
function least(v: View, room: number): string {
  const full = `${FIRST_LINE}\n\n${needs(v).length} things, see [the packets](${v.state.repoUrl}/issues?q=label%3Apacket). The rest of the dashboard does not fit: the text above it is too long.\n\n${LAST_LINE_START}</sub>`
  return full.length <= room ? full : ''
}
