/** What there is: numbers of issues and pull requests, labels, branches, configuration. */
import type { LabelFact } from '../../../core/facts.ts'
import type { Mirror } from '../../ports.ts'
import type { Context } from '../context.ts'
import { query } from '../context.ts'
import { labelName } from '../label-name.ts'
import type { IndexNode, LabelNode, RefsNode, RepoNode, Row } from './answers.ts'
import { listDocuments, wholeDocument } from './documents.ts'
import { repositoryGone } from './items.ts'
import { allPages } from './pages.ts'

export interface Index {
  repo: RepoNode
  refs: RefsNode
  labels: LabelFact[]
  issues: Row[]
  pulls: Row[]
}

type Whole = RepoNode & RefsNode & IndexNode

/** One call, and one more for each list of more than 100. Closed pull requests: the latest 100 of this repository's own. */
export async function readIndex(context: Context): Promise<Index> {
  const since = new Date(await context.installedAt()).toISOString()
  const { repository } = await query<{ repository: Whole | null }>(context, wholeDocument(), { since })
  if (repository === null) throw repositoryGone(context)
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
      ...closedHere(repository, Date.parse(since)),
    ],
  }
}

function closedHere(repository: Whole, since: number): Row[] {
  const rows = repository.closedPulls.nodes ?? []
  return rows
    .filter((row) => row !== null)
    .filter((row) => !row.isCrossRepository && Date.parse(row.updatedAt) >= since)
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
