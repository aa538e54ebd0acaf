/** Whether a pull request is a draft, and who asked for reviews: what agents say by it is for the core to tell. */
import type { DraftEvent } from '../../../core/snapshot/snapshot.ts'
import { graphqlActor } from '../actors.ts'
import type { DraftNode, PullNode } from './answers.ts'
import { present } from './answers.ts'

/** What GitHub asks of the owners of code when a pull request is opened has the opener as its actor. */
const OPENING_MS = 10_000

/** Oldest first. Left out: reviews that nobody asked for by name, but GitHub, because of who owns the code. */
export function draftEventsOf(node: PullNode, events: readonly DraftNode[]): DraftEvent[] {
  const owners = present(node.reviewRequests).filter(({ asCodeOwner }) => asCodeOwner)
  const owning = new Set(owners.flatMap(({ requestedReviewer }) => requestedReviewer?.login ?? []))
  const opened = Date.parse(node.createdAt)
  return events.flatMap((event): DraftEvent[] => {
    const said = { at: Date.parse(event.createdAt), actor: graphqlActor(event.actor) }
    if (event.__typename !== 'ReviewRequestedEvent')
      return [{ ...said, draft: event.__typename === 'ConvertToDraftEvent' }]
    const login = event.requestedReviewer?.login
    const byGitHub = login === undefined || owning.has(login) || said.at - opened < OPENING_MS
    return byGitHub ? [] : [{ ...said, draft: false, review: true }]
  })
}
