/**
 * What agents say without a word: who marks the pull request ready for review, or asks for a review of it, reports
 * `done`; who puts it back to draft goes on. These count like reports, by the time at which they were done. GitHub keeps
 * them, and nobody can edit them; as what it counted is written down as for a report (`ledger.ts`).
 */

import { type HeardThread, may, roleNow, type Thread } from '../authorize/authorize.ts'
import type { People } from '../authorize/roles.ts'
import { type Step, setRunning } from '../commands/packet-events.ts'
import { doneBy } from '../commands/status.ts'
import type { Heeded } from '../records/ledger.ts'
import { commentId } from '../snapshot/comment-ids.ts'
import type { Actor, DraftEvent, PullFact } from '../snapshot/snapshot.ts'
import type { RecordedStep } from './records.ts'

/**
 * @param said what was said in words: who the packet's agent is may be known by it, else it is learned here
 * @returns the steps, and what was said with what these events add to it
 */
export function withDraftEvents(
  pulls: PullFact[],
  authorized: HeardThread,
  thread: Thread,
  people: People,
): { authorized: HeardThread; steps: RecordedStep[] } {
  const heeded: Heeded[] = []
  const steps: RecordedStep[] = []
  let { holder } = authorized
  for (const pull of pulls) {
    for (const event of pull.draftEvents ?? []) {
      const found = heededOf(event, pull, { holder, thread, people })
      if (found === null) continue
      const { by, standing: role, comment } = found
      heeded.push(found)
      if (role === 'other') continue
      if (people.isAgent(by)) holder ??= by
      steps.push({ step: stepOf(event), origin: { comment, url: pull.url, at: event.at, by, role } })
    }
  }
  return { authorized: { ...authorized, heeded: [...authorized.heeded, ...heeded], holder }, steps }
}

interface EventContext {
  /** The packet's agent, as far as it is known by then. */
  holder: Actor | null
  thread: Thread
  people: People
}

/**
 * As what it counts; null: that is not known, or it is the App, which marks ready what was reported done. What does not
 * count is written down as well: whoever is listed or assigned later said nothing by what was done before.
 */
function heededOf({ actor: by, at, review }: DraftEvent, pull: PullFact, context: EventContext): Heeded | null {
  const { thread, people } = context
  const comment = commentId('event', at)
  if (people.isApp(by)) return null
  const known = recordedEvent(thread, comment, by)
  if (known || by === null) return known
  const isItsAgent = isAgentOf({ by, at }, context)
  // A person may ask another one to have a look at what still runs.
  const nothing = { comment, revision: 0, by, standing: 'other' as const }
  if (review && !isItsAgent) return nothing
  // GitHub lets nobody else do it than its author and people with write access: so it need not be asked who that was.
  const mayWrite = !isItsAgent && by.type === 'User' && by.id !== pull.author?.id
  const answer = mayWrite ? 'yes' : may('agent', { by, at }, thread, people, context.holder)
  if (answer === 'no') return nothing
  if (answer !== 'yes') return null
  return { comment, revision: 0, by, standing: mayWrite ? 'writer' : roleNow({ by, at }, thread, people) }
}

/** Whoever is deleted since did what they did, where what was written down tells whose deed it was. */
function recordedEvent({ botComments }: Thread, comment: number, by: Actor | null): Heeded | null {
  const known = botComments.ledger.heeded.filter((one) => one.comment === comment)
  if (by === null) return known.length === 1 ? (known[0] ?? null) : null
  return known.find((one) => one.by.id === by.id) ?? null
}

function isAgentOf({ by, at }: { by: Actor; at: number }, { holder, thread, people }: EventContext): boolean {
  const isAssigned = thread.assigned(at).some(({ assignee }) => assignee.id === by.id)
  return people.isAgent(by) || holder?.id === by.id || isAssigned
}

function stepOf({ draft, review }: DraftEvent): Step {
  if (draft) return backToDraft
  return doneBy(review ? 'asked for a review' : 'marked ready for review')
}

/** Of one that is blocked or paused it says nothing. */
const backToDraft: Step = (events, origin) =>
  events.report?.kind === 'done' ? setRunning(events, origin, 'back to draft') : events
