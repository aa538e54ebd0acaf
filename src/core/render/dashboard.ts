/** The dashboard. What needs a person comes first, so that it works on a phone. */

import type { SessionState, State } from '../state.ts'
import { FIRST_LINE, humanPart, LAST_LINE_START } from './dashboard/area.ts'
import { boxes } from './dashboard/boxes.ts'
import { graph } from './dashboard/graph.ts'
import { needs, needsInShort } from './dashboard/needs.ts'
import { baseLine, carryForward, completed, decisions, metrics, progress, queue, rounds } from './dashboard/sections.ts'
import { packetTable } from './dashboard/table.ts'
import { type View, view } from './dashboard/view.ts'
import { text } from './escape.ts'
import { lackLine } from './features.ts'

export { humanPart, managedPart, mergeDashboard } from './dashboard/area.ts'
export { readBoxes } from './dashboard/ticks.ts'

/** GitHub: an issue's body has at most 65,536 characters. */
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

const FULL: Limits = {
  needs: 200,
  rows: 500,
  graph: 1,
  queue: 100,
  decisions: 200,
  completed: 200,
  carry: 200,
  rounds: 200,
}

type Part = keyof Limits

/** What is cut first when the text is too long: history, then the graph, then lists, last what needs a person. */
const CUT_ORDER: Part[] = ['rounds', 'completed', 'decisions', 'carry', 'graph', 'queue', 'rows', 'needs']
const STEPS = [100, 40, 15, 5, 1]

/** Renders each part with at most `max` lines. */
const PARTS: Record<Part, (v: View, max: number) => string | null> = {
  needs: (v, max) => `${FIRST_LINE}\n\n${needsPart(v, max)}`,
  rows: (v, max) => `## Progress\n\n${baseLine(v)}${progress(v)}\n\n${packetTable(v, max)}`,
  graph: (v, max) => section('Dependencies', max > 0 ? graph(v.packets) : null),
  queue: (v, max) => section('Integration queue', queue(v, max) ?? 'Empty.'),
  decisions: (v, max) => section('Decisions', decisions(v, max) ?? 'None yet.'),
  completed: (v, max) => section('Completed', completed(v, max) ?? 'Nothing yet.'),
  carry: (v, max) => section('Carry forward', carryForward(v, max) ?? 'Nothing is left waiting.'),
  rounds: (v, max) => section('Round log', rounds(v, max) ?? 'No execution round yet. `/round` starts one.'),
}

/**
 * Renders the bot's part of the session's issue. It depends only on events, never on the current time, so that it is
 * written only when something happened.
 * @param budget characters it may take; by default what the person's text leaves
 */
export function renderDashboard(state: State, session: SessionState, budget?: number): string {
  const limit = budget ?? BODY_LIMIT - humanPart(session.body).length - 100
  const v = view(state, session)
  const parts = new Map(ORDER.map((part) => [part, PARTS[part](v, FULL[part])]))
  const end = [section('Metrics', metrics(v)), section('What this GitHub lacks', lacks(v)), footer(v)]
  const whole = (): string => [...parts.values(), ...end].filter((part) => part !== null).join('\n\n')
  for (const part of CUT_ORDER) {
    for (const step of STEPS) {
      if (whole().length <= limit) return whole()
      parts.set(part, PARTS[part](v, part === 'graph' ? 0 : Math.min(FULL[part], step)))
    }
  }
  return whole().length <= limit ? whole() : least(v, limit)
}

const ORDER = Object.keys(PARTS) as Part[]

const section = (title: string, body: string | null): string | null => (body === null ? null : `## ${title}\n\n${body}`)

function needsPart(v: View, max: number): string {
  const lines = needs(v)
  const shown = lines.slice(0, max).map((line) => `- ${line}`)
  const left = lines.length - shown.length
  if (left > 0) shown.push(`- and ${left} more: [all packets](${v.state.repoUrl}/issues?q=is%3Aopen+label%3Apacket)`)
  const short = needsInShort(v)
  const list = shown.length === 0 ? 'Nothing right now.' : `${short === null ? '' : `${short}\n\n`}${shown.join('\n')}`
  const ticks = boxes(v).slice(-max)
  return ticks.length === 0 ? list : `${list}\n\nOr tick a box:\n\n${ticks.join('\n')}`
}

/** Each once, with what the bot does without it. */
const lacks = ({ state }: View): string | null =>
  state.lacks === undefined ? null : state.lacks.map((name) => `- ${lackLine(name)}`).join('\n')

function footer(v: View): string {
  return `${LAST_LINE_START} Times are in ${text(v.state.config.timezone, 60)}. What you write above or below this part is kept; \`/help\` lists the commands.</sub>`
}

/** For an issue that the person's own text almost fills. */
function least(v: View, limit: number): string {
  const full = `${FIRST_LINE}\n\n${needs(v).length} things, see [the packets](${v.state.repoUrl}/issues?q=label%3Apacket). Shorten the text above: the rest of the dashboard does not fit.\n\n${LAST_LINE_START}</sub>`
  return full.length <= limit ? full : ''
}
