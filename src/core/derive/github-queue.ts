/** Where packets stand in GitHub's own merge queue, and how they left it. GitHub knows both, so nothing of it is kept. */
import { integrationRun, readExternalId, type TestedRun } from '../checks/integration.ts'
import { groupPrefix, leavingOf, type MergeGroup, type QueueEventFact } from '../merging/queue.ts'
import { putOutMarker } from '../render/comments/queue.ts'
import { mergedKey, type Need } from '../snapshot/queries.ts'
import type { Facts } from '../snapshot/snapshot.ts'
import type { PacketState } from '../state.ts'
import type { Draft } from './analysis.ts'

/** The queue is asked for where packets are to go through it, and while it has made commits, which want checks. */
export function lookAtQueue(packets: PacketState[], facts: Facts, needs: Need[]): void {
  const branch = facts.repo.defaultBranch
  const going = packets.filter(({ route, pull }) => route?.way === 'queue' && pull?.state === 'open')
  const isBusy = facts.branches.some(({ name }) => name.startsWith(`${groupPrefix}${branch}/`))
  if (going.length === 0 && !isBusy) return
  const pulls = going.flatMap(({ pull }) => (pull ? [pull.number] : []))
  if (facts.lookups.queue === undefined) needs.push({ kind: 'queue', branch, pulls })
  for (const packet of packets) packet.atGitHub = placeOf(packet, facts, needs)
}

function placeOf(packet: PacketState, facts: Facts, needs: Need[]): PacketState['atGitHub'] {
  const { pull } = packet
  const entry = facts.lookups.queue?.entries.find((one) => one.pull === pull?.number)
  if (entry === undefined || pull?.state !== 'open') return null
  const { place, by, group } = entry
  return {
    place,
    byApp: by?.id === facts.app.id,
    group: group && { ...group, same: isSame(packet, group, facts, needs) },
  }
}

/** Whether its files are those of the trial merge of this packet that passed: then they need not be tested again. */
function isSame(packet: PacketState, group: MergeGroup, facts: Facts, needs: Need[]): boolean | null {
  const passed = passedRun(packet, facts)
  if (passed === null) return false
  const known = facts.lookups.mergedTrees?.[mergedKey(passed.base, passed.head, group.head)]
  if (known === undefined) needs.push({ kind: 'merged-tree', base: passed.base, head: passed.head, merge: group.head })
  return known ?? null
}

function passedRun(packet: PacketState, facts: Facts): TestedRun | null {
  const run = integrationRun(packet, facts)
  return run?.conclusion === 'success' ? readExternalId(run.externalId) : null
}

const lastEvent = ({ pull }: Pick<PacketState, 'pull'>, facts: Facts): QueueEventFact | undefined =>
  facts.lookups.queue?.events.findLast((event) => event.pull === pull?.number)

/** The queue has merged it, and the pull request was read before that. */
export const isMergedThere = (packet: Pick<PacketState, 'pull'>, facts: Facts): boolean => {
  const last = lastEvent(packet, facts)
  return last?.kind === 'removed' && leavingOf(last.reason) === 'merged'
}

/**
 * The event that put it out, while nothing has put it in again: neither a merge nor what the App took out itself, which
 * ends nothing that people asked for.
 */
export function putOutBy(packet: Pick<PacketState, 'pull'>, facts: Facts): QueueEventFact | null {
  const last = lastEvent(packet, facts)
  if (last?.kind !== 'removed' || packet.pull?.state !== 'open') return null
  const leaving = leavingOf(last.reason)
  const own = last.by?.id === facts.app.id && leaving === 'manual'
  return own || leaving === 'merged' ? null : last
}

/** Whether that ended what was asked at `at` by a comment with this id (null: by none). */
export function endedByGitHub(out: QueueEventFact | null, at: number, comment: number | null, draft: Draft): boolean {
  if (out === null || out.at < at) return false
  // GitHub's times are whole seconds, its ids are in order: who asks after it was told has seen it.
  const told = draft.told.find(putOutMarker(out))?.comment.id
  return comment === null || told === undefined || told > comment
}
