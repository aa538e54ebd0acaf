/** Problems of a packet that come from a refusal by GitHub or from dispatch. */
import type { ActionTarget } from '../actions.ts'
import { NO_WORKFLOWS } from '../authorize/app-permissions.ts'
import { dispatchPlan } from '../dispatch/plan.ts'
import type { Config } from '../parse/config/schema.ts'
import type { Packet } from '../parse/packet/reading.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { RefusedWork, Trouble } from '../state/obstacles.ts'
import type { State } from '../state.ts'
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
    if (action === 'update-branch' && NO_WORKFLOWS.test(message))
      return target.head === branchSha ? [['workflows', workflowsOf(analysis, branchSha)]] : []
    return [[`${action} ${message}`, { kind: 'refused', action, message }]]
  })
  return [...new Map(all).values()]
}

const workflowsOf = ({ base, pull }: PacketAnalysis, head: string): Trouble => ({
  kind: 'workflows',
  base,
  pull: pull?.number ?? 0,
  head,
})

function isFor(target: ActionTarget, { branch, issue, pull }: PacketAnalysis, branchSha: string | null): boolean {
  // These two go by the commit: what was refused for an earlier head is over.
  if (target.kind === 'check' || target.kind === 'merge') return target.head === branchSha
  return target.branch === branch || target.issue === issue.number || (pull !== null && target.pull === pull.number)
}

/** The first refusal on each issue, in GitHub's words. */
export function uncommentableIn(snapshot: Pick<Snapshot, 'refused'>): Pick<State, 'uncommentable'> {
  const uncommentable = new Map<number, string>()
  for (const { target, message } of Object.values(snapshot.refused)) {
    const { kind, issue } = target
    if (kind === 'comment' && issue !== undefined && !uncommentable.has(issue)) uncommentable.set(issue, message)
  }
  return uncommentable.size === 0
    ? {}
    : { uncommentable: [...uncommentable].map(([issue, message]) => ({ issue, message })) }
}

/** The branches that GitHub refused to delete, each with its words. */
export function undeletableIn(snapshot: Pick<Snapshot, 'branch' | 'refused'>): Pick<State, 'undeletable'> {
  const found = Object.values(snapshot.refused).flatMap(({ target: { kind, branch }, message }) =>
    kind === 'delete-branch' && branch !== undefined && snapshot.branch(branch) ? [{ branch, message }] : [],
  )
  return found.length === 0 ? {} : { undeletable: found }
}

/** Returns what keeps a ready packet from its agent; empty when nothing does. */
export function dispatchTrouble(
  issue: number,
  packet: Packet,
  config: Config,
  snapshot: Pick<Snapshot, 'refused' | 'repo'>,
): Trouble[] {
  const plan = dispatchPlan(packet, config)
  if (plan.cannot !== null) return [{ kind: 'no-dispatch', problem: plan.cannot }]
  return Object.values(snapshot.refused)
    .filter(({ target }) => target.kind === 'dispatch' && target.issue === issue)
    .map((refusal) => plan.refusal(refusal, snapshot.repo.defaultBranch))
    .filter((problem) => problem !== '')
    .map((problem) => ({ kind: 'no-dispatch', problem }))
}
