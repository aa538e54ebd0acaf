/** Which head a command was said at. A command is bound to the state it saw, however late the bot hears of it. */
import { integrationRun } from '../checks/integration.ts'
import type { Facts } from '../snapshot/snapshot.ts'
import type { PacketState } from '../state.ts'
import { type Draft, isUpdate, pushesTo } from './analysis.ts'

/** Marker of the App's comment that keeps which head a `/merge` saw, where the times alone do not tell: `merge-head:COMMENT:SHA`. */
export const MERGE_HEAD = 'merge-head:'

/** Head of the branch when something was said; a push in the same second counts as later (GitHub's times are whole seconds). */
export function headAt(branch: string, at: number, facts: Facts, current: string | null): string | null {
  const pushes = pushesTo(branch, facts, current)
  if (pushes.length === 0) return current
  return pushes.findLast((push) => push.at < at)?.after ?? null
}

/** The head that the packet's `/merge` saw; null when there is no `/merge`, or it came before every push. */
export function headMerged(packet: PacketState, draft: Draft, facts: Facts): string | null {
  const { merge } = draft.fold
  if (merge === null) return null
  const kept = draft.told.records(`${MERGE_HEAD}${merge.comment}:`).at(-1)?.rest
  const known = merge.head ?? kept ?? headAt(packet.branch, merge.at, facts, packet.head)
  return passedBefore(packet, merge.at, facts) ? packet.head : known && withUpdates(known, packet.branch, facts)
}

/** The head that the App's own updates made of this one: what was said of the one counts for the other. */
export function withUpdates(head: string, branch: string, facts: Facts): string {
  let now = head
  for (const push of pushesTo(branch, facts)) if (push.before === now && isUpdate(push, facts)) now = push.after
  return now
}

/**
 * Pushed, tested and passed within the second of the `/merge`: whoever said it had this head before them. Only where the
 * push and the `/merge` fall into one second is this asked; it is then kept, since a later trial writes over the time.
 */
export function passedBefore(packet: PacketState, at: number, facts: Facts): boolean {
  const pushed = pushesTo(packet.branch, facts, packet.head).findLast((push) => push.after === packet.head)
  if (pushed === undefined || pushed.at !== at) return false
  const run = integrationRun(packet, facts)
  return run?.conclusion === 'success' && run.completedAt !== null && run.completedAt <= at
}
