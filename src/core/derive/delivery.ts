/**
 * Determines whether a packet is delivered: its merge commit is on the base branch and no commit there reverts it. Flags
 * of pull requests and issues do not decide this, and nothing is stored, because rewriting a branch can lose work.
 */

import { INTEGRATION } from '../checks/integration.ts'
import { type BotComments, bodyOf } from '../records/bot-comments.ts'
import { readExternalId } from '../records/check-run.ts'
import { mergedRecord } from '../records/kinds.ts'
import { MARKER } from '../records/names.ts'
import type { Queries } from '../snapshot/ask.ts'
import type { Actor, IssueFact, PullFact, Snapshot } from '../snapshot/snapshot.ts'
import { statusLabel } from '../status/statuses.ts'
import { isContained, isOnBase, type Known, revertOf } from './history.ts'
import { type BranchOwners, openedFor } from './pull.ts'

export interface Delivery {
  at: number
  sha: string
  /** The pull request that delivered it; null when a push did. */
  pull: number | null
}

interface Loss {
  sha: string
  at: number
  /** `gone`: the base branch was rewritten; `reverted`: a commit on it reverts the packet. */
  how: 'gone' | 'reverted'
  by: string | null
}

/** A commit that may have brought the work to the base branch. */
interface Candidate extends Delivery {
  /** The commit is known to have been on the base branch. */
  proof: boolean
}

export interface DeliveryFacts {
  delivered: Delivery | null
  lost: Loss | null
  /** Merged into another branch and not on the base branch. */
  elsewhere: { pull: number; into: string } | null
  /** Git has answered every query. */
  isKnown: boolean
  /** Its pull request became merged by the merge of another, while the packet was not done. */
  cameWith: { pull: number; with: number } | null
}

export interface Subject {
  issue: IssueFact
  pulls: PullFact[]
  botComments: BotComments
  /** Whether the packet was reported done at that time. */
  wasDone(at: number): boolean
  /** Closed as completed by somebody who may say so. */
  completed(): boolean
}

export function deliveryFacts(
  subject: Subject,
  owners: BranchOwners,
  snapshot: Snapshot,
  queries: Queries,
): DeliveryFacts {
  const { pulls, issue } = subject
  const merged = pulls
    .filter(({ merged }) => merged)
    .filter((pull) => !isBorrowed(pull, issue.number, owners, snapshot))
  const carried = merged.flatMap((pull) => carriedWith(pull, snapshot, queries) ?? [])
  const early = carried.filter(({ at }) => !subject.completed() && !subject.wasDone(at))
  const own = merged.filter(({ number }) => !early.some(({ pull }) => pull === number))
  const candidates = [
    ...own.map((pull) => candidateOf(pull, snapshot)),
    ...closing(subject, owners, snapshot),
    ...tested(pulls, issue, snapshot),
  ]
  const all = [...recorded(subject.botComments), ...candidates]
  const checked = all.map((candidate) => ({ candidate, ...situationOf(candidate, snapshot, queries) }))
  const there = checked.filter(({ isThere, revert }) => isThere && revert === null).map(({ candidate }) => candidate)
  const isKnown = checked.every(({ isThere }) => isThere !== null)
  const delivered =
    newest(there.filter((candidate) => candidates.includes(candidate))) ??
    newest(there) ??
    (isKnown ? null : asShown(issue, all))
  const gone = newest(candidates.filter(({ proof }) => proof)) ?? newest(all.filter(({ proof }) => proof))
  const into = newest(
    own.filter((pull) => pull.baseRef !== snapshot.baseBranch()).map((pull) => candidateOf(pull, snapshot)),
  )
  const revert = checked.find(({ candidate }) => candidate === gone)?.revert ?? null
  return {
    delivered: delivered && { at: delivered.at, sha: delivered.sha, pull: delivered.pull },
    lost: delivered || !gone || !isKnown ? null : lossOf(gone, revert),
    elsewhere: delivered || into === null ? null : { pull: into.pull ?? 0, into: baseOf(into.pull, pulls) },
    cameWith: delivered ? null : (early.at(-1) ?? null),
    isKnown,
  }
}

const baseOf = (number: number | null, pulls: PullFact[]) => pulls.find((one) => one.number === number)?.baseRef ?? ''

const lossOf = (gone: Candidate, revert: { by: string; at: number } | null): Loss =>
  revert === null
    ? { sha: gone.sha, at: gone.at, how: 'gone', by: null }
    : { sha: gone.sha, at: revert.at, how: 'reverted', by: revert.by }

const newest = (candidates: Candidate[]): Candidate | null => candidates.toSorted((a, b) => a.at - b.at).at(-1) ?? null

/** Until git answers, the status label of the issue decides. */
const asShown = (issue: IssueFact, candidates: Candidate[]): Candidate | null =>
  issue.labels.includes(statusLabel('merged')) ? newest(candidates) : null

function situationOf(
  candidate: Candidate,
  snapshot: Pick<Snapshot, 'baseBranch' | 'baseTip' | 'pulls' | 'repo'>,
  queries: Queries,
) {
  const isThere: Known = isOnBase(candidate.sha, snapshot, queries)
  return { isThere, revert: isThere ? revertOf(candidate, sinceFor(candidate, snapshot), snapshot, queries) : null }
}

/**
 * Reverts are looked for since the first merge that is known: one answer serves all packets. For what came in before
 * that, or by no pull request, they are looked for from the tip.
 */
function sinceFor(candidate: Candidate, snapshot: Pick<Snapshot, 'baseBranch' | 'pulls'>): string {
  let first: PullFact | undefined
  for (const pull of snapshot.pulls) {
    if (pull.mergeSha === null || pull.baseRef !== snapshot.baseBranch()) continue
    if (first === undefined || (pull.mergedAt ?? 0) < (first.mergedAt ?? 0)) first = pull
  }
  const isSince = first !== undefined && (first.mergeSha === candidate.sha || candidate.at >= (first.mergedAt ?? 0))
  return isSince ? (first?.mergeSha ?? '') : ''
}

const candidateOf = (pull: PullFact, snapshot: Pick<Snapshot, 'baseBranch'>): Candidate => ({
  at: pull.mergedAt ?? pull.closedAt ?? 0,
  sha: pull.mergeSha ?? pull.headSha,
  pull: pull.number,
  proof: pull.baseRef === snapshot.baseBranch(),
})

/** A commit or pull request whose words closed the issue, unless it is another packet's: that one only named this one. */
function closing(
  { issue, pulls }: Subject,
  owners: BranchOwners,
  snapshot: Pick<Snapshot, 'app' | 'pullRequest'>,
): Candidate[] {
  const { closedByMerge, closer } = issue
  const at = closedByMerge?.at ?? issue.closedAt ?? 0
  const found = [
    ...(closedByMerge ? [{ pull: closedByMerge.pull, commit: closedByMerge.commit ?? null }] : []),
    ...(closer && issue.state === 'closed' ? [closer] : []),
  ]
  return found.flatMap(({ pull: number, commit }) => {
    // The packet's own pull requests are candidates already.
    if (pulls.some((one) => one.number === number)) return []
    const pull = number === null ? undefined : snapshot.pullRequest(number)
    const sha = pull?.mergeSha ?? commit
    if (!sha || (pull && isAnothers(pull, issue.number, owners, snapshot.app))) return []
    // GitHub: keywords close an issue only from the default branch.
    return [{ at: pull?.mergedAt ?? at, sha, pull: number, proof: true }]
  })
}

/** Returns whether a pull request belongs to another packet. */
function isAnothers(pull: PullFact, issue: number, owners: BranchOwners, app: Actor): boolean {
  const opened = openedFor(pull, app)
  if (opened !== null) return opened !== issue
  const of = owners.get(pull.headRef)
  return pull.sameRepo && of !== undefined && !of.has(issue)
}

/** The App set the base branch to a trial commit of this packet, whether GitHub shows the pull request as merged or not. */
function tested(
  pulls: PullFact[],
  issue: IssueFact,
  snapshot: Pick<Snapshot, 'activityOn' | 'baseBranch' | 'checks'>,
): Candidate[] {
  const heads = new Set(pulls.map(({ headSha }) => headSha))
  return snapshot.checks.flatMap((run) => {
    if (run.name !== INTEGRATION || run.conclusion !== 'success' || !heads.has(run.headSha)) return []
    const found = readExternalId(run.externalId)
    if (!found || found.trial === '' || found.trial === found.base || found.issue !== issue.number) return []
    // The first move counts: resetting the branch to this commit later delivers nothing.
    const move = snapshot.activityOn(snapshot.baseBranch()).find(({ after }) => after === found.trial)
    const pull = pulls.find(({ headSha }) => headSha === run.headSha)?.number ?? null
    return [{ at: move?.at ?? run.completedAt ?? 0, sha: found.trial, pull, proof: move !== undefined }]
  })
}

/** Candidates from the App's merged comments, which remain when a pull request is no longer listed. */
function recorded(botComments: BotComments): Candidate[] {
  return botComments.records(MARKER.mergedPrefix).flatMap(({ comment }) => {
    const record = mergedRecord.read(bodyOf(comment))
    if (record === null || record.sha === '') return []
    return [{ at: comment.createdAt, sha: record.sha, pull: record.pull, proof: true }]
  })
}

/**
 * Its head stood on another packet's branch first: it has nothing of its own, and GitHub calls it merged because the
 * other one is.
 */
function isBorrowed(
  pull: PullFact,
  issue: number,
  owners: BranchOwners,
  snapshot: Pick<Snapshot, 'activity' | 'baseBranch' | 'pullRequestsFrom'>,
): boolean {
  const first = snapshot.activity.find(({ after, type }) => after === pull.headSha && type !== 'branch_deletion')
  if (first === undefined || first.branch === pull.headRef || first.branch === snapshot.baseBranch()) return false
  const of = owners.get(first.branch)
  if (of === undefined || of.has(issue)) return false
  return snapshot.pullRequestsFrom(first.branch).some((other) => other !== pull && wereMergedAtOnce(other, pull))
}

const wereMergedAtOnce = (one: PullFact, other: PullFact): boolean =>
  one.merged && (one.mergeSha === other.mergeSha || Math.abs((one.mergedAt ?? 0) - (other.mergedAt ?? 0)) <= AT_ONCE)

/** Milliseconds within which GitHub marks all pull requests that one push contains. */
const AT_ONCE = 10_000

/** Returns the other pull request whose merge also marked this one as merged, or null. */
function carriedWith(
  pull: PullFact,
  snapshot: Pick<Snapshot, 'activity' | 'pulls'>,
  queries: Queries,
): { pull: number; with: number; at: number } | null {
  const at = pull.mergedAt ?? 0
  const carrier = snapshot.pulls.find((other) => {
    if (other === pull || !other.merged || Math.abs((other.mergedAt ?? 0) - at) > AT_ONCE) return false
    if (other.headSha === pull.headSha || isMergedItself(pull, other, snapshot)) return false
    return isContained(pull.headSha, other.headSha, queries) === true
  })
  return carrier ? { pull: pull.number, with: carrier.number, at } : null
}

/** Returns whether both pull requests were merged separately in quick succession. */
const isMergedItself = (pull: PullFact, other: PullFact, { activity }: Pick<Snapshot, 'activity'>): boolean =>
  pull.mergeSha !== other.mergeSha &&
  activity.some(({ after, type }) => after === pull.mergeSha && (type === 'pr_merge' || type === 'merge_queue_merge'))

/** Returns whether a packet that was delivered to another branch is on the base branch of this view too; null: not known. */
export function isAlsoOn(
  delivered: { sha: string; at: number; pull: number | null },
  view: Pick<Snapshot, 'baseBranch' | 'baseTip' | 'pulls' | 'repo'>,
  queries: Queries,
): boolean | null {
  const { isThere, revert } = situationOf({ ...delivered, proof: true }, view, queries)
  return isThere && revert === null
}

/**
 * An ordinary issue: when the merge or the commit that closed it came to the base branch, if it is there. `lost`: it is
 * not, or was taken back; null: it is not known, or nothing closed it.
 */
export function ordinaryDelivery(
  { closedByMerge, closer, closedAt, stateReason }: IssueFact,
  snapshot: Snapshot,
  queries: Queries,
): number | 'lost' | null {
  const merge = closedByMerge ? snapshot.pullRequest(closedByMerge.pull) : undefined
  const sha = merge?.mergeSha ?? closedByMerge?.commit ?? closer?.commit ?? null
  if ((!closedByMerge && !closer) || stateReason === 'not_planned') return null
  const at = closedByMerge?.at ?? closedAt ?? 0
  // Without a commit from GitHub, the fact of the merge is enough.
  if (sha === null) return closedByMerge ? at : null
  const pull = closedByMerge?.pull ?? closer?.pull ?? null
  const { isThere, revert } = situationOf({ sha, at, pull, proof: true }, snapshot, queries)
  if (isThere === null) return null
  return isThere && revert === null ? at : 'lost'
}
