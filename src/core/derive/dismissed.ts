/** Approvals that GitHub dismissed because the App brought the base into the branch. */
import type { ReviewFact, Snapshot } from '../snapshot/snapshot.ts'
import type { DismissedApprovals } from '../state/packet.ts'
import { isUpdate, type PacketAnalysis } from './analysis.ts'

/** For so long the other packets wait for the person who has to approve again. */
const HOLD_MS = 24 * 3600_000

/**
 * Returns whose approvals the App's last update of this head cost. GitHub: a dismissed review keeps its author and time,
 * and who approves again has a later review.
 */
export function dismissedApprovals(
  { pull, branch }: Pick<PacketAnalysis, 'pull' | 'branch'>,
  head: string,
  snapshot: Pick<Snapshot, 'app' | 'now' | 'pushesTo'>,
): DismissedApprovals | null {
  const update = snapshot.pushesTo(branch, head).findLast((push) => push.after === head)
  if (pull === null || update === undefined || !isUpdate(update, snapshot.app)) return null
  const lost = lastOfEach(pull.reviews).filter(({ state, at }) => state === 'DISMISSED' && at <= update.at)
  if (lost.length === 0) return null
  const by = [...new Set(lost.map(({ author }) => author?.login ?? null))]
  return { by, at: update.at, holdsBase: snapshot.now < update.at + HOLD_MS }
}

const lastOfEach = (reviews: ReviewFact[]): ReviewFact[] => [
  ...new Map(reviews.filter(({ state }) => state !== 'COMMENTED').map((one) => [one.author?.id, one])).values(),
]
