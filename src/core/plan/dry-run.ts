/**
 * `dry-run: true`: nothing that was decided is done. In its place stands one comment on each packet and session, which
 * says all that would be done there now, and follows the state. Decided like everything else, so the shell knows nothing
 * of it.
 */
import type { Action } from '../actions.ts'
import type { Folded } from '../derive/derive-state.ts'
import type { Foreseen } from '../dry-run/foresee.ts'
import { standingOf } from '../explain/situation.ts'
import type { Told } from '../records/bot-comments.ts'
import { DRY_RUN, dryRun, dryRunOver } from '../render/dry-run.ts'
import { kept } from './ensure-comment.ts'

interface Place {
  issue: number
  told: Told
}

/** The comments in place of what is foreseen. */
export function inDryRun({ steps, folded: then }: Foreseen, folded: Folded): Action[] {
  const places = placesOf(folded)
  const at = (issue: number) => steps.flatMap((step) => (step.issue === issue ? [step.action] : []))
  const here = new Set(places.map(({ issue }) => issue))
  const besides = steps.flatMap(({ action, issue }) => (issue === null || !here.has(issue) ? [action] : []))
  // What is nobody's is said once, where people look first.
  const first = places.find(({ issue }) => at(issue).length > 0) ?? places[0]
  return places.flatMap((place) => {
    const rest = place === first ? besides : []
    const actions = at(place.issue)
    if (actions.length + rest.length === 0 && !place.told.has(DRY_RUN)) return []
    const packet = then.state.packets.find(({ issue }) => issue === place.issue)
    const standing = packet ? standingOf(packet, then.state) : null
    return kept(place.issue, place.told, dryRun({ actions, besides: rest, standing, state: folded.state }))
  })
}

/** Where it said what it would do, it says that this is over. */
export const wantDryRunOver = (folded: Folded): Action[] =>
  placesOf(folded)
    .filter(({ told }) => told.has(DRY_RUN))
    .flatMap(({ issue, told }) => kept(issue, told, dryRunOver()))

const placesOf = ({ state, drafts, sessions }: Folded): Place[] => [
  ...sessions.map(({ issue, told }) => ({ issue: issue.number, told })),
  ...state.packets.flatMap(({ issue }) => {
    const draft = drafts.get(issue)
    return draft === undefined ? [] : [{ issue, told: draft.told }]
  }),
]
