/** What there is: numbers of issues and pull requests, labels, branches, configuration. */
import type { LabelFact } from '../../../core/snapshot/snapshot.ts'
import type { Mirror } from '../../reconcile/mirror.ts'
import type { Context } from '../context.ts'
import { query } from '../context.ts'
import { RepositoryGone } from '../errors.ts'
import { labelName } from '../label-name.ts'
import type { IndexNode, LabelNode, Page, PullRow, RefsNode, RepoNode, Row } from './answers.ts'
import { present } from './answers.ts'
import { listDocuments, wholeDocument } from './documents.ts'
import { allPages } from './pages.ts'

export interface Index {
  repo: RepoNode
  refs: RefsNode
  labels: LabelFact[]
  issues: Row[]
  pulls: Row[]
  /** When the closed pull request that changed last did so; 0: there is none. */
  closedSeenAt: number
}

type Whole = RepoNode & RefsNode & IndexNode

/**
 * One call, and one more for each further page of a list. Closed pull requests: those of this repository that changed
 * since `closedSeenAt`, and at first the newest page of all. Which of the older ones are packets' is found by the packets.
 */
export async function readIndex(context: Context, closedSeenAt: number): Promise<Index> {
  const since = new Date(await context.installedAt()).toISOString()
  const { repository } = await query<{ repository: Whole | null }>(context, wholeDocument(), { since })
  if (repository === null) throw new RepositoryGone(context.ref.owner, context.ref.name)
  const closed = await closedSince(context, repository.closedPulls, closedSeenAt)
  const labels = await allPages<LabelNode>(context, repository.labels, listDocuments.labels)
  return {
    repo: repository,
    refs: repository,
    labels: labels.map((label) => ({
      nodeId: label.id,
      name: labelName(label.name),
      color: label.color,
      description: label.description ?? '',
    })),
    issues: [
      ...(await allPages(context, repository.packets, listDocuments.packets)),
      ...(await allPages(context, repository.sessions, listDocuments.sessions)),
      ...(await allPages(context, repository.recent, listDocuments.recent, { since })),
    ],
    pulls: [
      ...(await allPages(context, repository.openPulls, listDocuments.openPulls)),
      ...closed.filter((row) => !row.isCrossRepository && row.updatedAt >= since),
    ],
    closedSeenAt: Math.max(0, ...closed.map((row) => Date.parse(row.updatedAt))),
  }
}

/** The first page, and further ones while all that they show may have changed since. */
async function closedSince(context: Context, first: Page<PullRow>, seenAt: number): Promise<PullRow[]> {
  if (seenAt === 0) return present(first)
  const isOver = (row: PullRow | undefined) => row === undefined || Date.parse(row.updatedAt) < seenAt
  return allPages(context, first, listDocuments.closedPulls, {}, (rows) => isOver(rows.at(-1)))
}

/**
 * Numbers to read: everything open (an edited comment may leave `updatedAt` alone), everything that changed, and what the
 * mirror holds but the index does not.
 */
export function numbersToRead(index: Index, previous: Mirror | null): number[] {
  const known = new Map([...(previous?.issues ?? []).map((each) => [each.number, each.updatedAt] as const)])
  const closed = (previous?.pulls ?? []).filter((each) => each.state === 'closed')
  const closedPulls = new Map(closed.map((each) => [each.number, each.updatedAt] as const))
  const rows = [...index.issues, ...index.pulls]
  const listed = new Set(rows.map((row) => row.number))
  const changed = index.issues.filter(
    (row) => row.state === 'OPEN' || known.get(row.number) !== Date.parse(row.updatedAt),
  )
  const moved = index.pulls.filter(
    (row) => row.state === 'OPEN' || closedPulls.get(row.number) !== Date.parse(row.updatedAt),
  )
  const unlisted = (previous?.issues ?? []).filter((each) => !listed.has(each.number)).slice(-200)
  const unlistedPulls = (previous?.pulls ?? []).filter((each) => each.state === 'open' && !listed.has(each.number))
  const numbers = [...changed, ...moved, ...unlisted, ...unlistedPulls].map((each) => each.number)
  return [...new Set(numbers)].sort((a, b) => a - b)
}
