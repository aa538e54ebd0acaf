/**
 * Finds what keeps a packet from the base branch. This is the only place that decides it, both before a trial and right
 * before the merge. Checks and branch rules are added in `plan/github-queue.ts`.
 */

import type { StackPlace } from '../merging/stack.ts'
import { MARKER } from '../records/names.ts'
import type { DiffFact } from '../snapshot/queries.ts'
import type { PullFact, Snapshot } from '../snapshot/snapshot.ts'
import type { Obstacle } from '../state/obstacles.ts'
import type { Status } from '../state.ts'
import type { PacketAnalysis } from './analysis.ts'
import type { Holding } from './holdings.ts'

export interface ObstacleInput {
  analysis: PacketAnalysis
  status: Status
  started: boolean
  branchSha: string | null
  diff: DiffFact | null
  holding: Holding | null
  /** It is delivered, and its branch has commits that the base branch lacks. */
  more: boolean
  /** Other packets that its pull request closes. */
  shared: { issue: number; name: string }[]
  /** Where its pull request stands in a stack. */
  stack: StackPlace | null
}

/** Returns the obstacles in the order in which people should deal with them. */
export function obstaclesOf(
  input: ObstacleInput,
  snapshot: Pick<Snapshot, 'activity' | 'baseBranch' | 'baseTip'>,
): Obstacle[] {
  const { analysis, status } = input
  if (analysis.merged !== null) return afterDelivery(input)
  if (analysis.abandoned !== null) return [...lossOnceOver(analysis), ...leftBehind(input)]
  if (status === 'proposed' || status === 'invalid') return lossOf(analysis)
  return [
    ...lossOf(analysis),
    ...baseObstacles(input, snapshot),
    ...branchObstacles(input),
    ...pullObstacles(input, snapshot),
    ...contentObstacles(input),
    ...holdingObstacles(input),
  ]
}

/** An open pull request makes up for the loss. */
const lossOf = ({ lost, pull }: PacketAnalysis): Obstacle[] =>
  lost === null || pull?.state === 'open' ? [] : [{ kind: 'lost', ...lost }]

/** The loss of an abandoned packet. A later `/abandon` settles it. */
const lossOnceOver = ({ lost, abandoned }: PacketAnalysis): Obstacle[] =>
  lost === null || (abandoned?.how === 'command' && abandoned.at > lost.at) ? [] : [{ kind: 'lost', ...lost }]

/** Its issue was closed by hand while there is unfinished work. */
function leftBehind({ analysis, diff, branchSha }: ObstacleInput): Obstacle[] {
  if (analysis.abandoned?.how !== 'closed' || analysis.lost !== null) return []
  const open = analysis.pulls.find(({ state }) => state === 'open')?.number ?? null
  const hasWork = branchSha !== null && (diff?.ahead ?? 0) > 0
  return open === null && !hasWork
    ? []
    : [{ kind: 'closed', by: analysis.abandoned.by, at: analysis.abandoned.at, pull: open }]
}

/** The packet is delivered, and somebody continues to work on it. */
function afterDelivery({ analysis, more }: ObstacleInput): Obstacle[] {
  // The pull request that delivered it is merged, even if GitHub still shows it as open.
  const open =
    analysis.pulls.find(({ state, number }) => state === 'open' && number !== analysis.merged?.pull)?.number ?? null
  return more || open !== null || (analysis.issue.state === 'open' && analysis.issue.stateReason === 'reopened')
    ? [{ kind: 'after-delivery', pushed: more, pull: open }]
    : []
}

function baseObstacles(
  { analysis, started }: ObstacleInput,
  snapshot: Pick<Snapshot, 'baseTip'>,
): Extract<Obstacle, { kind: 'base-gone' }>[] {
  return started && snapshot.baseTip() === '' ? [{ kind: 'base-gone', base: analysis.base }] : []
}

function branchObstacles({ analysis, started, branchSha }: ObstacleInput): Obstacle[] {
  // The place of the work says more than the deleted branch.
  if (mergedElsewhere(analysis).length > 0) return []
  const isGone = started && branchSha === null && analysis.botComments.has(MARKER.briefing)
  return isGone ? [{ kind: 'branch-gone', branch: analysis.branch }] : []
}

function pullObstacles(
  { analysis, holding, diff, branchSha, status, shared, stack }: ObstacleInput,
  snapshot: Pick<Snapshot, 'activity' | 'baseBranch'>,
): Obstacle[] {
  const { pull, pulls } = analysis
  const open = pulls.filter(({ state }) => state === 'open')
  if (branchSha === null && open.length === 0) return mergedElsewhere(analysis)
  if (open.length > 1)
    return [{ kind: 'several-pulls', pulls: open.map(({ number }) => number), counts: pull?.number ?? 0 }]
  if (open[0] !== undefined) return openObstacles(open[0], shared, stack, snapshot)
  const isOnOther = pull !== null && !pull.merged && pull.headRef !== analysis.branch
  if ((holding?.own ?? diff?.ahead ?? 0) === 0 && isOnOther && !isAskedSince(analysis))
    return [{ kind: 'pull-closed', pull: pull.number, by: pull.closedBy?.login ?? null, instead: analysis.branch }]
  if ((holding?.own ?? diff?.ahead ?? 0) === 0)
    return status === 'done' ? [{ kind: 'no-commits', branch: analysis.branch }] : []
  if (isNewWork(analysis, branchSha, snapshot)) return []
  const elsewhere = mergedElsewhere(analysis)
  if (elsewhere.length > 0) return elsewhere
  if (pull !== null) return [{ kind: 'pull-closed', pull: pull.number, by: pull.closedBy?.login ?? null }]
  return []
}

function mergedElsewhere({ cameWith, elsewhere }: PacketAnalysis): Obstacle[] {
  if (cameWith !== null) return [{ kind: 'came-with', ...cameWith }]
  return elsewhere === null ? [] : [{ kind: 'merged-elsewhere', ...elsewhere }]
}

const openObstacles = (
  pull: PacketAnalysis['pulls'][number],
  shared: ObstacleInput['shared'],
  stack: StackPlace | null,
  snapshot: Pick<Snapshot, 'baseBranch'>,
): Obstacle[] => [
  ...(shared.length === 0 ? [] : [{ kind: 'shared-pull' as const, pull: pull.number, packets: shared }]),
  ...targetObstacles(pull, stack, snapshot.baseBranch()),
]

/** The base of a pull request in a stack is the branch below it; what counts is where the stack lands. */
function targetObstacles(pull: PullFact, stack: StackPlace | null, base: string): Obstacle[] {
  if ((stack?.base ?? pull.baseRef) === base) return []
  return [{ kind: 'retargeted', pull: pull.number, into: stack?.base ?? pull.baseRef, ...(stack && { stacked: true }) }]
}

/** A writer commented `/start` or `/check` after its pull request was closed. */
const isAskedSince = ({ pull, events }: PacketAnalysis): boolean =>
  Math.max(events.startedByHand?.at ?? 0, events.check?.at ?? 0) > (pull?.closedAt ?? pull?.mergedAt ?? 0)

/**
 * Returns whether the packet needs another pull request: after the last one ended, somebody pushed, or a writer commented
 * `/start` or `/check`. Without that, the person who closed the pull request may have done so on purpose.
 */
export function isNewWork(
  analysis: PacketAnalysis,
  branchSha: string | null,
  { activity }: Pick<Snapshot, 'activity'>,
): boolean {
  const { pull, branch } = analysis
  if (pull === null || isAskedSince(analysis)) return true
  const over = pull.closedAt ?? pull.mergedAt ?? 0
  const push = activity.findLast((move) => move.branch === branch && move.after === branchSha)
  return branchSha !== pull.headSha || (push !== undefined && push.at > over)
}

function contentObstacles({ diff, holding }: ObstacleInput): Obstacle[] {
  if (diff === null) return []
  if (diff.unrelated) return [{ kind: 'unrelated' }]
  if (diff.ahead === 0 || holding?.own === 0) return []
  return diff.nothing ? [{ kind: 'empty', files: diff.files.length }] : []
}

/** The packet waits for these packets, so that it does not bypass their reviews, checks and dependencies. */
function holdingObstacles({ holding, stack }: ObstacleInput): Obstacle[] {
  // Those below it in its stack merge with it, and their own gates are asked for (`plan/stack.ts`).
  const below = (stack?.below ?? []).flatMap(({ packets }) => packets.map(({ issue }) => issue))
  const packets = (holding?.of ?? []).filter(({ issue }) => !below.includes(issue))
  return packets.length === 0 ? [] : [{ kind: 'holds', packets, own: holding?.own ?? 0 }]
}
