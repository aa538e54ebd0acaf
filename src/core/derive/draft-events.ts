/**
 * Reports that agents make without a comment. Marking the pull request ready for review, or requesting a review, reports
 * `done`; converting it to a draft resumes work. These events count like reports, in order of time. GitHub keeps them
 * unchanged; the role they counted with is recorded as for a report (`ledger.ts`).
 */
import { type AuthorizedThread, checkPermission, roleNow, type Thread } from '../authorize/authorize.ts'
import type { People } from '../authorize/roles.ts'
import { type Step, setRunning } from '../commands/packet-events.ts'
import { doneBy } from '../commands/status.ts'
import type { LedgerEntry } from '../records/ledger.ts'
import { commentId } from '../snapshot/comments.ts'
import type { Actor, DraftEvent, PullFact } from '../snapshot/snapshot.ts'
import type { RecordedStep } from './records.ts'

/**
 * @param authorized the authorized comments; they may identify the packet's agent, otherwise an event does
 * @returns the steps, and the authorized comments extended by these events
 */
export function withDraftEvents(
  pulls: PullFact[],
  authorized: AuthorizedThread,
  thread: Thread,
  people: People,
): { authorized: AuthorizedThread; steps: RecordedStep[] } {
  const ledgerEntries: LedgerEntry[] = []
  const steps: RecordedStep[] = []
  let { holder } = authorized
  for (const pull of pulls) {
    for (const event of pull.draftEvents ?? []) {
      const found = heededOf(event, pull, { holder, thread, people })
      if (found === null) continue
      const { by, role, comment } = found
      ledgerEntries.push(found)
      if (role === 'other') continue
      if (people.isAgent(by)) holder ??= by
      steps.push({ step: stepOf(event), origin: { comment, url: pull.url, at: event.at, by, role } })
    }
  }
  return {
    authorized: { ...authorized, ledgerEntries: [...authorized.ledgerEntries, ...ledgerEntries], holder },
    steps,
  }
}

interface EventContext {
  /** The packet's agent, if already known. */
  holder: Actor | null
  thread: Thread
  people: People
}

/**
 * Returns the role an event counts with; null when it is unknown, or when the App marked a `done` packet ready. Events
 * that do not count are recorded too, so that listing or assigning the actor later does not change them.
 */
function heededOf({ actor: by, at, review }: DraftEvent, pull: PullFact, context: EventContext): LedgerEntry | null {
  const { thread, people } = context
  const comment = commentId('event', at)
  if (people.isApp(by)) return null
  const known = recordedEvent(thread, comment, by)
  if (known || by === null) return known
  const isItsAgent = isAgentOf({ by, at }, context)
  // A person may request a review of work in progress.
  const nothing = { comment, revision: 0, by, role: 'other' as const }
  if (review && !isItsAgent) return nothing
  // GitHub: only the author and people with write access may do this, so the role needs no query.
  const mayWrite = !isItsAgent && by.type === 'User' && by.id !== pull.author?.id
  const answer = mayWrite ? 'yes' : checkPermission('agent', { by, at }, thread, people, context.holder)
  if (answer === 'no') return nothing
  if (answer !== 'yes') return null
  return { comment, revision: 0, by, role: mayWrite ? 'writer' : roleNow({ by, at }, thread, people) }
}

/** Returns the recorded role of an event. A deleted account is identified by a single record. */
function recordedEvent({ botComments }: Thread, comment: number, by: Actor | null): LedgerEntry | null {
  const known = botComments.ledger.entries.filter((one) => one.comment === comment)
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

/** Does not change a blocked or paused packet. */
const backToDraft: Step = (events, origin) =>
  events.report?.kind === 'done' ? setRunning(events, origin, 'back to draft') : events
