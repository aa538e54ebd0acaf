/** Which head a command was said at. A command is bound to the state it saw, however late the bot hears of it. */
import { integrationRun } from '../checks/integration.ts'
import { MARKER } from '../records/names.ts'
import type { Queries } from '../snapshot/ask.ts'
import type { ActivityFact, Snapshot } from '../snapshot/snapshot.ts'
import type { EvaluatedPacket, PacketWork } from '../state/packet.ts'
import { isUpdate, type PacketAnalysis } from './analysis.ts'

/** Head of the branch when something was said; a push in the same second counts as later (GitHub's times are whole seconds). */
function headAt(
  branch: string,
  at: number,
  snapshot: Pick<Snapshot, 'pushesTo'>,
  current: string | null,
): string | null {
  const pushes = snapshot.pushesTo(branch, current)
  if (pushes.length === 0) return current
  return pushes.findLast((push) => push.at < at)?.after ?? null
}

/** The head that the packet's `/merge` saw; null when there is no `/merge`, or it came before every push. */
export function headMerged(
  packet: Pick<EvaluatedPacket, 'issue'> & { work: Pick<PacketWork, 'branch' | 'head'> },
  analysis: PacketAnalysis,
  snapshot: Pick<Snapshot, 'app' | 'checkRun' | 'pushesTo'>,
): string | null {
  const { merge } = analysis.events
  if (merge === null) return null
  const recorded = analysis.botComments.records(MARKER.mergeHead.under(merge.comment)).at(-1)?.rest
  const known = merge.head ?? recorded ?? headAt(packet.work.branch, merge.at, snapshot, packet.work.head)
  return passedBefore(packet, merge.at, snapshot)
    ? packet.work.head
    : known && withUpdates(known, packet.work.branch, snapshot)
}

/** The head that the App's own updates made of this one: what was said of the one counts for the other. */
export function withUpdates(head: string, branch: string, snapshot: Pick<Snapshot, 'app' | 'pushesTo'>): string {
  let now = head
  for (const push of snapshot.pushesTo(branch))
    if (push.before === now && isUpdate(push, snapshot.app)) now = push.after
  return now
}

/**
 * Pushed, tested and passed within the second of the `/merge`: whoever said it had this head before them. Only where the
 * push and the `/merge` fall into one second is this asked; it is then kept, since a later trial writes over the time.
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

/** Nobody's work: all that such a push brought in was on the base branch. git is asked; until it has answered, it is work. */
export function isBaseMerge(push: ActivityFact, snapshot: Pick<Snapshot, 'app' | 'repo'>, queries: Queries): boolean {
  if (isUpdate(push, snapshot.app)) return true
  if (push.type !== 'push') return false
  const { before, after } = push
  return queries.baseMerge(snapshot.repo.defaultBranch, before, after) === true
}

/** The head that merges of the base alone made of this one: who approved the one approved the other. */
export function withBaseMerges(
  head: string,
  branch: string,
  snapshot: Pick<Snapshot, 'app' | 'pushesTo' | 'repo'>,
  queries: Queries,
): string {
  let now = head
  for (const push of snapshot.pushesTo(branch)) {
    if (push.before === now && isBaseMerge(push, snapshot, queries)) now = push.after
  }
  return now
}
