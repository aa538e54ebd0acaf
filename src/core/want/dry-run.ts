/**
 * `dry-run: true`: nothing that was decided is done. In its place stands one comment on each packet and session, which
 * says what would be done there and follows the state. Decided like everything else, so the shell knows nothing of it.
 */
import type { Action } from '../actions.ts'
import { packetOf } from '../explain/about.ts'
import type { Folded } from '../fold/fold.ts'
import { DRY_RUN, dryRun, dryRunOver } from '../say/dry-run.ts'
import type { Told } from '../told.ts'
import { kept } from './speak.ts'

interface Place {
  issue: number
  told: Told
  /** What it would do here. */
  actions: Action[]
}

/** The comments in place of `actions`. */
export function inDryRun(actions: Action[], folded: Folded): Action[] {
  const at = (issue: number) => actions.filter((action) => isAt(action, issue, folded))
  const places = placesOf(folded).map((place): Place => ({ ...place, actions: at(place.issue) }))
  const placed = new Set(places.flatMap((place) => place.actions))
  const besides = actions.filter((action) => !placed.has(action))
  // What is nobody's is said once, where people look first.
  const first = places.find((place) => place.actions.length > 0) ?? places[0]
  return places.flatMap((place) => {
    const rest = place === first ? besides : []
    if (place.actions.length + rest.length === 0 && !place.told.has(DRY_RUN)) return []
    return kept(place.issue, place.told, dryRun(place.actions, rest))
  })
}

/** Where it said what it would do, it says that this is over. */
export const wantDryRunOver = (folded: Folded): Action[] =>
  placesOf(folded)
    .filter(({ told }) => told.has(DRY_RUN))
    .flatMap(({ issue, told }) => kept(issue, told, dryRunOver()))

const placesOf = ({ state, drafts, sessions }: Folded): Pick<Place, 'issue' | 'told'>[] => [
  ...sessions.map(({ issue, told }) => ({ issue: issue.number, told })),
  ...state.packets.flatMap(({ issue }) => {
    const draft = drafts.get(issue)
    return draft === undefined ? [] : [{ issue, told: draft.told }]
  }),
]

function isAt(action: Action, issue: number, { state }: Folded): boolean {
  const packet = packetOf(action, state.packets)
  if (packet !== undefined) return packet.issue === issue
  return 'issue' in action && action.issue === issue
}
