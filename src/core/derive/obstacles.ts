/**
 * Whether a packet may come to the base branch: the one place that says so, asked before a trial and again right before
 * anything moves. Checks and the rules of the branch come on top of it (`want/obstacles.ts`).
 */

import type { DiffFact } from '../snapshot/queries.ts'
import type { Facts } from '../snapshot/snapshot.ts'
import type { Obstacle, Status } from '../state.ts'
import type { Draft } from './analysis.ts'
import type { Holding } from './holdings.ts'

export interface Standing {
  draft: Draft
  status: Status
  started: boolean
  branchSha: string | null
  diff: DiffFact | null
  holding: Holding | null
  /** It is delivered, and its branch has what the base branch lacks. */
  more: boolean
  /** Other packets that its pull request closes. */
  shared: { issue: number; name: string }[]
}

/** In the order in which people should take them. */
export function obstaclesOf(standing: Standing, facts: Facts): Obstacle[] {
  const { draft, status } = standing
  if (draft.merged !== null) return afterDelivery(standing)
  if (draft.abandoned !== null) return [...lossOnceOver(draft), ...leftBehind(standing)]
  if (status === 'proposed' || status === 'invalid') return lossOf(draft)
  return [
    ...lossOf(draft),
    ...branchObstacles(standing),
    ...pullObstacles(standing, facts),
    ...contentObstacles(standing),
    ...holdingObstacles(standing),
  ]
}

/** Work on it that goes on makes up for the loss. */
const lossOf = ({ lost, pull }: Draft): Obstacle[] =>
  lost === null || pull?.state === 'open' ? [] : [{ kind: 'lost', ...lost }]

/** Nobody works on it any more; `/abandon` said since settles it. */
const lossOnceOver = ({ lost, abandoned }: Draft): Obstacle[] =>
  lost === null || (abandoned?.how === 'command' && abandoned.at > lost.at) ? [] : [{ kind: 'lost', ...lost }]

/** Its issue was closed by hand while there is work that nobody looks after any more. */
function leftBehind({ draft, diff, branchSha }: Standing): Obstacle[] {
  if (draft.abandoned?.how !== 'closed' || draft.lost !== null) return []
  const open = draft.pulls.find(({ state }) => state === 'open')?.number ?? null
  const hasWork = branchSha !== null && (diff?.ahead ?? 0) > 0
  return open === null && !hasWork
    ? []
    : [{ kind: 'closed', by: draft.abandoned.by, at: draft.abandoned.at, pull: open }]
}

/** Its packet is delivered, and somebody goes on with it. */
function afterDelivery({ draft, more }: Standing): Obstacle[] {
  // The one that brought it in is merged, whatever GitHub shows yet.
  const open =
    draft.pulls.find(({ state, number }) => state === 'open' && number !== draft.merged?.pull)?.number ?? null
  return more || open !== null || (draft.issue.state === 'open' && draft.issue.stateReason === 'reopened')
    ? [{ kind: 'after-delivery', pushed: more, pull: open }]
    : []
}

function branchObstacles({ draft, started, branchSha }: Standing): Obstacle[] {
  // Where the work is says more than that its branch went with the merge.
  if (broughtElsewhere(draft).length > 0) return []
  const isGone = started && branchSha === null && draft.told.has('briefing')
  return isGone ? [{ kind: 'branch-gone', branch: draft.branch }] : []
}

function pullObstacles({ draft, holding, diff, branchSha, status, shared }: Standing, facts: Facts): Obstacle[] {
  const { pull, pulls } = draft
  const open = pulls.filter(({ state }) => state === 'open')
  if (branchSha === null && open.length === 0) return broughtElsewhere(draft)
  if (open.length > 1)
    return [{ kind: 'several-pulls', pulls: open.map(({ number }) => number), counts: pull?.number ?? 0 }]
  if (open[0] !== undefined) return openObstacles(open[0], shared, facts)
  const isOnOther = pull !== null && !pull.merged && pull.headRef !== draft.branch
  if ((holding?.own ?? diff?.ahead ?? 0) === 0 && isOnOther && !isAskedSince(draft))
    return [{ kind: 'pull-closed', pull: pull.number, by: pull.closedBy?.login ?? null, instead: draft.branch }]
  if ((holding?.own ?? diff?.ahead ?? 0) === 0)
    return status === 'done' ? [{ kind: 'no-commits', branch: draft.branch }] : []
  if (isNewWork(draft, branchSha, facts)) return []
  const brought = broughtElsewhere(draft)
  if (brought.length > 0) return brought
  if (pull !== null) return [{ kind: 'pull-closed', pull: pull.number, by: pull.closedBy?.login ?? null }]
  return []
}

function broughtElsewhere({ cameWith, elsewhere }: Draft): Obstacle[] {
  if (cameWith !== null) return [{ kind: 'came-with', ...cameWith }]
  return elsewhere === null ? [] : [{ kind: 'merged-elsewhere', ...elsewhere }]
}

const openObstacles = (pull: Draft['pulls'][number], shared: Standing['shared'], facts: Facts): Obstacle[] => [
  ...(shared.length === 0 ? [] : [{ kind: 'shared-pull' as const, pull: pull.number, packets: shared }]),
  ...(pull.baseRef === facts.repo.defaultBranch
    ? []
    : [{ kind: 'retargeted' as const, pull: pull.number, into: pull.baseRef }]),
]

/** A writer said `/start` or `/check` since its pull request was closed. */
const isAskedSince = ({ pull, fold }: Draft): boolean =>
  Math.max(fold.startedByHand?.at ?? 0, fold.check?.at ?? 0) > (pull?.closedAt ?? pull?.mergedAt ?? 0)

/**
 * Its pull request is over, and somebody has pushed since, or a writer said `/start` or `/check`: it gets another. Not
 * by itself: whoever closed one may have meant it.
 */
export function isNewWork(draft: Draft, branchSha: string | null, { activity }: Facts): boolean {
  const { pull, branch } = draft
  if (pull === null || isAskedSince(draft)) return true
  const over = pull.closedAt ?? pull.mergedAt ?? 0
  const push = activity.findLast((move) => move.branch === branch && move.after === branchSha)
  return branchSha !== pull.headSha || (push !== undefined && push.at > over)
}

function contentObstacles({ diff, holding }: Standing): Obstacle[] {
  if (diff === null) return []
  if (diff.unrelated) return [{ kind: 'unrelated' }]
  if (diff.ahead === 0 || holding?.own === 0) return []
  return diff.nothing ? [{ kind: 'empty', files: diff.files.length }] : []
}

/** It waits for them: their reviews, checks and dependencies are not this packet's to pass by. */
function holdingObstacles({ holding }: Standing): Obstacle[] {
  if (holding === null || holding.of.length === 0) return []
  return [{ kind: 'holds', packets: holding.of, own: holding.own ?? 0 }]
}
