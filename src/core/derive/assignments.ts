/** Reads who was assigned to an issue at a given moment from GitHub's record of assignments. */
import type { Actor, IssueFact } from '../snapshot/snapshot.ts'

export interface Assignment {
  assignee: Actor
  /** Who made the assignment; null when the account is deleted, absent when unknown. */
  by?: Actor | null
}

type Assigned = Pick<IssueFact, 'assignees' | 'assignments'>

/**
 * Who was assigned at that moment. Who is assigned now without any entry in the record has been from the start: GitHub
 * writes none for some, and where there is no record at all, today's assignees are the best that is known.
 */
export function assignedAt({ assignees, assignments = [] }: Assigned, at: number): Assignment[] {
  const recorded = new Set(assignments.map(({ assignee }) => assignee?.id))
  const then = new Map<number, Assignment>()
  for (const { at: when, added, assignee, actor } of assignments) {
    if (when > at || assignee === null) continue
    if (added) then.set(assignee.id, { assignee, by: actor })
    else then.delete(assignee.id)
  }
  const unrecorded = assignees.filter(({ id }) => !recorded.has(id)).map((assignee) => ({ assignee }))
  return [...then.values(), ...unrecorded]
}

/** Returns the current assignees. Bots appear only in GitHub's record. */
export function assignedNow(issue: Assigned): Actor[] {
  const bots = assignedAt(issue, Number.POSITIVE_INFINITY).map(({ assignee }) => assignee)
  const known = new Set(issue.assignees.map(({ id }) => id))
  return [...issue.assignees, ...bots.filter((one) => one.type === 'Bot' && !known.has(one.id))]
}
