/**
 * `dry-run: true`: no planned action is executed. One comment on each packet and session lists the actions that are
 * planned there now, and is kept up to date. The shell does not know of it.
 */

import type { Action } from '../actions.ts'
import type { Derived } from '../derive/derive-state.ts'
import { packetOf } from '../explain/subject.ts'
import type { BotComments } from '../records/bot-comments.ts'
import { ensureCommentUpToDate } from '../records/ensure-comment.ts'
import { MARKER } from '../records/names.ts'
import { dryRun, dryRunOver } from '../render/dry-run.ts'
import type { State } from '../state.ts'

interface NoticePlace {
  issue: number
  botComments: BotComments
}

/** The comments in place of the planned actions. */
export function planDryRun(planned: Action[], derived: Derived): Action[] {
  const places = placesOf(derived)
  const { state } = derived
  const byIssue = Map.groupBy(planned, (action) => issueOf(action, state))
  const here = new Set<number | null>(places.map(({ issue }) => issue))
  const besides = [...byIssue].flatMap(([issue, actions]) => (here.has(issue) ? [] : actions))
  // What belongs to no packet and no session is said once, where people look first.
  const first = places.find(({ issue }) => byIssue.has(issue)) ?? places[0]
  return places.flatMap((place) => {
    const actions = byIssue.get(place.issue) ?? []
    const rest = place === first ? besides : []
    if (actions.length + rest.length === 0 && !place.botComments.has(MARKER.dryRun)) return []
    return ensureCommentUpToDate(place.issue, place.botComments, dryRun({ actions, besides: rest, state }))
  })
}

/** The packet's or session's issue an action is for; null: the repository's. */
function issueOf(action: Action, { packets }: State): number | null {
  return packetOf(action, packets)?.issue ?? ('issue' in action ? action.issue : null)
}

/** Where it said what it would do, it says that this is over. */
export const planDryRunOver = (derived: Derived): Action[] =>
  placesOf(derived)
    .filter(({ botComments }) => botComments.has(MARKER.dryRun))
    .flatMap(({ issue, botComments }) => ensureCommentUpToDate(issue, botComments, dryRunOver()))

const placesOf = ({ state, analyses, sessions }: Derived): NoticePlace[] => [
  ...sessions.map(({ issue, botComments }) => ({ issue: issue.number, botComments })),
  ...state.packets.flatMap(({ issue }) => {
    const analysis = analyses.get(issue)
    return analysis === undefined ? [] : [{ issue, botComments: analysis.botComments }]
  }),
]
