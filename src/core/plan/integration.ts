/**
 * Trial merges and the merge itself. A packet that is done is tested once on base + head; the first of the queue that
 * may merge is tested again whenever the base has moved, and main is set to exactly the commit that passed.
 */
import { type Action, actionKey } from '../actions.ts'
import { runAskedAgain } from '../checks/integration.ts'
import type { PacketAnalysis } from '../derive/analysis.ts'
import { holdsBase } from '../derive/change.ts'
import type { Derived } from '../derive/derive-state.ts'
import { isMergedThere } from '../derive/github-queue.ts'
import { each, type Isolation } from '../isolation.ts'
import { openObjections } from '../merging/block.ts'
import { requiresSignatures } from '../merging/rules.ts'
import { ensureComment } from '../records/ensure-comment.ts'
import { mergeHeld } from '../render/comments.ts'
import { commitOf } from '../render/pull.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { PacketState } from '../state/packet.ts'
import type { State } from '../state.ts'
import { enqueue, leftGitHub, obstacles, pullOpen, takeBack } from './github-queue.ts'
import { messageOf, type Settled, settledRun, stop, takeOutOfDone, test, untestable } from './trial.ts'

/** The packet whose turn it is on each base branch: one that cannot merge does not hold up those behind it. */
function nextToMerge(state: State, isolation: Isolation): Set<PacketState> {
  const queue = state.packets
    .filter((packet) => packet.queued !== null)
    .sort((a, b) => (a.queued?.place ?? 0) - (b.queued?.place ?? 0))
  const isFree = (packet: PacketState) => pullOpen(packet) && obstacles(packet, state).length === 0
  const groups = Map.groupBy(queue, ({ base }) => base.branch)
  const firsts = [...groups.values()].map((group) => {
    const free = group.filter((packet) => !packet.atGitHub && isolation.guard(packet.issue, () => isFree(packet)))
    return free[0] && (topOf(free[0], free) ?? free[0])
  })
  return new Set(firsts.filter((packet) => packet !== undefined))
}

/** Of a stack what stands highest merges, with all that is below it. */
const topOf = (packet: PacketState, free: PacketState[]): PacketState | undefined =>
  free
    .filter(({ merge }) => merge.stack?.below.some(({ number }) => number === packet.work.pull?.number))
    .toSorted((a, b) => (a.merge.stack?.below.length ?? 0) - (b.merge.stack?.below.length ?? 0))
    .at(-1)

/** GitHub merges only a head that holds all of the base: the branch is first set to the commit that was tested. */
function merge(packet: PacketState, run: Settled, state: State, snapshot: Pick<Snapshot, 'results'>): Action {
  const { base, head, trial } = run
  const tested = { packet: packet.name, base, head, trial, message: messageOf(packet, run, state) }
  const pull = packet.work.pull?.number ?? 0
  const byPull = packet.merge.route?.way === 'pull' ? packet.merge.route : null
  const { stack } = packet.merge
  // A merge of the base would keep GitHub from merging the stack, whose history must be linear.
  if (byPull && stack === null && !holdsBase(head, base, snapshot)) {
    const signed = byPull.method === 'merge' && requiresSignatures(snapshot.results.rules?.rules ?? [])
    return { kind: 'update-branch', branch: packet.work.branch, pull, ...(signed && { signed }), ...tested }
  }
  const commit = byPull && commitOf(packet, byPull.method)
  const stacked = stack && { stacked: stack.below.map(({ number }) => number) }
  const method = byPull && {
    method: byPull.method,
    situation: packet.merge.situation,
    ...(commit && { commit }),
    ...stacked,
  }
  return { kind: 'merge', ...method, baseBranch: packet.base.branch, pull, issue: packet.issue, ...tested }
}

function forDone(
  packet: PacketState,
  analysis: PacketAnalysis,
  turn: boolean,
  state: State,
  snapshot: Snapshot,
): Action[] {
  const stuck = packet.merge.obstacles.find(({ kind }) => kind === 'unrelated' || kind === 'empty')
  if (stuck) return untestable(stuck, packet, analysis, snapshot)
  const run = settledRun(packet, analysis, snapshot)
  if (run === null) return test(packet, analysis, packet.base.sha, state, snapshot)
  const red = takeOutOfDone(packet, analysis, run, state, snapshot)
  if (red.length > 0 || !turn || !run.passed) return red
  // GitHub's queue has what it makes of the head tested again, whatever the base is by then.
  const byQueue = packet.merge.route?.way === 'queue'
  if (run.base !== packet.base.sha && !byQueue)
    return test(packet, analysis, packet.base.sha, state, snapshot, run.base)
  if (byQueue && isMergedThere(packet, snapshot)) return []
  const action = byQueue ? enqueue(packet) : merge(packet, run, state, snapshot)
  return snapshot.refused[actionKey(action)] === undefined ? [action] : []
}

export function planIntegration(derived: Derived, around: Snapshot): Action[] {
  const { state, analyses, isolation } = derived
  const next = nextToMerge(state, isolation)
  const issueOf = (packet: PacketState) => packet.issue
  const actions = each(isolation, state.packets, issueOf, (packet) => {
    const analysis = analyses.get(packet.issue)
    if (!analysis || packet.work.pull === null) return []
    const snapshot = around.on(packet.base.branch)
    const left = [...leftGitHub(packet, analysis, state, snapshot), ...takeBack(packet, state)]
    if (left.length > 0) return left
    // An objection is asked about by a line of its own.
    const isHeld = packet.queued && packet.status !== 'merged' && openObjections(packet).length === 0
    const held = isHeld ? obstacles(packet, state) : []
    const notices =
      held.length > 0
        ? ensureComment(packet.issue, analysis.botComments, mergeHeld(packet.queued?.comment ?? 0, held))
        : []
    if (packet.status !== 'done' && pullOpen(packet) && runAskedAgain(packet, snapshot) !== null)
      return [...notices, ...test(packet, analysis, state.baseSha, state, snapshot)]
    if (packet.status !== 'done' || !pullOpen(packet)) return [...notices, ...stop(packet, state, snapshot)]
    return [...notices, ...forDone(packet, analysis, next.has(packet), state, snapshot)]
  })
  return actions.flat()
}
