/**
 * `dry-run: true`: nothing that was decided is done. In its place stands one comment on each packet and session, which
 * says all that would be done there now, and follows the state. Decided like everything else, so the shell knows nothing
 * of it.
 */

import type { Action } from '../actions.ts'
import type { Derived } from '../derive/derive-state.ts'
import type { Foreseen } from '../dry-run/foresee.ts'
import { situationOf } from '../explain/situation.ts'
import type { BotComments } from '../records/bot-comments.ts'
import { MARKER } from '../records/names.ts'
import { dryRun, dryRunOver } from '../render/dry-run.ts'
import { ensureCommentUpToDate } from './ensure-comment.ts'

interface NoticePlace {
  issue: number
  botComments: BotComments
}

/** The comments in place of what is foreseen. */
export function inDryRun({ steps, folded: then }: Foreseen, folded: Derived): Action[] {
  const places = placesOf(folded)
  const at = (issue: number) => steps.flatMap((step) => (step.issue === issue ? [step.action] : []))
  const here = new Set(places.map(({ issue }) => issue))
  const besides = steps.flatMap(({ action, issue }) => (issue === null || !here.has(issue) ? [action] : []))
  // What is nobody's is said once, where people look first.
  const first = places.find(({ issue }) => at(issue).length > 0) ?? places[0]
  return places.flatMap((place) => {
    const rest = place === first ? besides : []
    const actions = at(place.issue)
    if (actions.length + rest.length === 0 && !place.botComments.has(MARKER.dryRun)) return []
    const packet = then.state.packets.find(({ issue }) => issue === place.issue)
    const situation = packet ? situationOf(packet, then.state) : null
    return ensureCommentUpToDate(
      place.issue,
      place.botComments,
      dryRun({ actions, besides: rest, situation, state: folded.state }),
    )
  })
}

/** Where it said what it would do, it says that this is over. */
export const planDryRunOver = (folded: Derived): Action[] =>
  placesOf(folded)
    .filter(({ botComments }) => botComments.has(MARKER.dryRun))
    .flatMap(({ issue, botComments }) => ensureCommentUpToDate(issue, botComments, dryRunOver()))

const placesOf = ({ state, analyses, sessions }: Derived): NoticePlace[] => [
  ...sessions.map(({ issue, botComments }) => ({ issue: issue.number, botComments })),
  ...state.packets.flatMap(({ issue }) => {
    const analysis = analyses.get(issue)
    return analysis === undefined ? [] : [{ issue, botComments: analysis.botComments }]
  }),
]
