/** Determines which head a command applies to: the head at the time of the comment, however late the bot reads it. */
import { integrationRun } from '../checks/integration.ts'
import { MARKER } from '../records/names.ts'
import type { Queries } from '../snapshot/ask.ts'
import type { ActivityFact, Snapshot } from '../snapshot/snapshot.ts'
import type { EvaluatedPacket, PacketWork } from '../state/packet.ts'
import { isUpdate, type PacketAnalysis } from './analysis.ts'

/** Returns the head of the branch at a time. A push in the same second counts as later (GitHub: times are whole seconds). */
export function headAt(
  branch: string,
  at: number,
  snapshot: Pick<Snapshot, 'pushesTo'>,
  current: string | null,
): string | null {
  const pushes = snapshot.pushesTo(branch, current)
  if (pushes.length === 0) return current
  return pushes.findLast((push) => push.at < at)?.after ?? null
}

/** Returns the head that the packet's `/merge` applies to; null when there is no `/merge`, or it came before every push. */
export function headMerged(
  packet: Pick<EvaluatedPacket, 'issue'> & { work: Pick<PacketWork, 'branch' | 'head'> },
  analysis: PacketAnalysis,
  snapshot: Pick<Snapshot, 'app' | 'baseBranch' | 'checkRun' | 'pushesTo'>,
  queries: Queries,
): string | null {
  const { merge } = analysis.events
  if (merge === null) return null
  const recorded = analysis.botComments.records(MARKER.mergeHead.under(merge.comment)).at(-1)?.rest
  const known = merge.head ?? recorded ?? headAt(packet.work.branch, merge.at, snapshot, packet.work.head)
  return passedBefore(packet, merge.at, snapshot)
    ? packet.work.head
    : known && withBaseMerges(known, packet.work.branch, snapshot, queries)
}

/** Returns the head after the App's own updates of this one. A command for the one applies to the other. */
export function withUpdates(head: string, branch: string, snapshot: Pick<Snapshot, 'app' | 'pushesTo'>): string {
  let now = head
  for (const push of snapshot.pushesTo(branch))
    if (push.before === now && isUpdate(push, snapshot.app)) now = push.after
  return now
}

/**
 * Returns whether the head was pushed and its trial passed within the second of the `/merge`, so that the `/merge` applies
 * to it. The App records this, because a later trial overwrites the time.
 */
export function passedBefore(
  packet: Pick<EvaluatedPacket, 'issue'> & { work: Pick<PacketWork, 'branch' | 'head'> },
  at: number,
  snapshot: Pick<Snapshot, 'checkRun' | 'pushesTo'>,
): boolean {
  const pushed = snapshot
    .pushesTo(packet.work.branch, packet.work.head)
    .findLast((push) => push.after === packet.work.head)
  if (pushed === undefined || pushed.at !== at) return false
  const run = integrationRun(packet, snapshot)
  return run?.conclusion === 'success' && run.completedAt !== null && run.completedAt <= at
}

/** Returns whether a push only merged the base branch. Until git answers, the push counts as work. */
export function isBaseMerge(
  push: ActivityFact,
  snapshot: Pick<Snapshot, 'app' | 'baseBranch'>,
  queries: Queries,
): boolean {
  if (isUpdate(push, snapshot.app)) return true
  if (push.type !== 'push') return false
  const { before, after } = push
  return queries.baseMerge(snapshot.baseBranch(), before, after) === true
}

/** Returns the head after merges of the base branch alone. An approval of the one applies to the other. */
export function withBaseMerges(
  head: string,
  branch: string,
  snapshot: Pick<Snapshot, 'app' | 'baseBranch' | 'pushesTo'>,
  queries: Queries,
): string {
  let now = head
  for (const push of snapshot.pushesTo(branch)) {
    if (push.before === now && isBaseMerge(push, snapshot, queries)) now = push.after
  }
  return now
}
