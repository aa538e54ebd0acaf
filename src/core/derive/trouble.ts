/** What GitHub refused, as it concerns one packet. */
import type { ActionTarget } from '../actions.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { RefusedWork, Trouble } from '../state/obstacles.ts'
import type { PacketAnalysis } from './analysis.ts'

const REFUSED_WORK: Record<RefusedWork, true> = {
  'create-branch': true,
  'open-pull': true,
  'ready-pull': true,
  'close-issue': true,
  check: true,
  merge: true,
  enqueue: true,
  dequeue: true,
  'update-branch': true,
}

const isWork = (kind: ActionTarget['kind']): kind is RefusedWork => kind in REFUSED_WORK

/**
 * Each refusal once, however many actions met it.
 *
 * @param branchSha where its branch is
 */
export function troubleOf(
  analysis: PacketAnalysis,
  branchSha: string | null,
  snapshot: Pick<Snapshot, 'refused'>,
): Trouble[] {
  const all = Object.values(snapshot.refused).flatMap(({ target, message }): [string, Trouble][] => {
    const { kind: action } = target
    if (!isWork(action) || !isFor(target, analysis, branchSha)) return []
    return [[`${action} ${message}`, { kind: 'refused', action, message }]]
  })
  return [...new Map(all).values()]
}

function isFor(target: ActionTarget, { branch, issue, pull }: PacketAnalysis, branchSha: string | null): boolean {
  // These two go by the commit: what was refused for an earlier head is over.
  if (target.kind === 'check' || target.kind === 'merge') return target.head === branchSha
  return target.branch === branch || target.issue === issue.number || (pull !== null && target.pull === pull.number)
}
