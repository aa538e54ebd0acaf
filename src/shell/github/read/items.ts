/** Issues and pull requests by number, with all their pages. */
import type { RawComment, RawIssue, RawPull } from '../../reconcile/mirror.ts'
import type { Context } from '../context.ts'
import { query } from '../context.ts'
import { RepositoryGone } from '../errors.ts'
import { labelName } from '../label-name.ts'
import type { CommentNode, EditNode, IssueNode, MergedPull, Page, PullNode, RefsNode, RepoNode } from './answers.ts'
import { present } from './answers.ts'
import { commentOf } from './comments.ts'
import { numbersDocument, pageDocuments } from './documents.ts'
import { issueOf } from './issues.ts'
import { pageSizes } from './page-sizes.ts'
import { allPages } from './pages.ts'
import { pullOf } from './pulls.ts'
import { bodiesOf, linesOf } from './said.ts'

export interface Items {
  issues: RawIssue[]
  pulls: RawPull[]
  /** Asked for and not there: deleted, transferred, or never filed. */
  missing: number[]
  /** Pull requests of this repository that are linked to these issues. */
  linked: number[]
  repo: RepoNode | null
  /** Set when asked for `withRefs`. */
  refs: RefsNode | null
}

type ItemNode = IssueNode | PullNode | null
type Answer = { repository: (RepoNode & RefsNode & Record<string, unknown>) | null }

/**
 * Reads what stands at these numbers, 20 a call.
 *
 * @param withRefs branches and configuration in the first of these calls
 */
export async function readItems(context: Context, numbers: readonly number[], withRefs: boolean): Promise<Items> {
  const items: Items = { issues: [], pulls: [], missing: [], linked: [], repo: null, refs: null }
  const batches = batchesOf(numbers)
  if (batches.length === 0 && withRefs) batches.push([])
  for (const [n, batch] of batches.entries()) {
    const refsToo = withRefs && n === 0
    const { repository } = await query<Answer>(context, numbersDocument(batch, refsToo))
    if (repository === null) throw new RepositoryGone(context.ref.owner, context.ref.name)
    items.repo = repository
    if (refsToo) items.refs = repository
    for (const number of batch) await putItem(context, items, number, repository[`i${number}`] as ItemNode)
  }
  return items
}

function batchesOf(numbers: readonly number[]): number[][] {
  const unique = [...new Set(numbers)]
  const size = pageSizes.numbers
  const count = Math.ceil(unique.length / size)
  return Array.from({ length: count }, (_, n) => unique.slice(n * size, (n + 1) * size))
}

async function putItem(context: Context, items: Items, number: number, node: ItemNode): Promise<void> {
  if (!node || node.number !== number) {
    items.missing.push(number)
    return
  }
  if (node.__typename === 'PullRequest') items.pulls.push(await wholePull(context, node))
  else {
    const closers = await allPages(context, node.closedByPullRequestsReferences, pageDocuments.closers, { number })
    items.linked.push(...closers.filter((pull) => pull.isCrossRepository !== true).map((pull) => pull.number))
    items.issues.push(await wholeIssue(context, node, closers))
  }
}

async function wholeIssue(context: Context, node: IssueNode, closers: MergedPull[]): Promise<RawIssue> {
  const at = { number: node.number }
  const lists = {
    edits: await editsOf(context, node),
    events: await allPages(context, node.timelineItems, pageDocuments.events, at),
    comments: await commentsOf(context, node.comments, pageDocuments.issueComments, node.number),
    closers,
  }
  return issueOf(node, lists, (await context.self()).id, context.ref.repoId)
}

/**
 * A dashboard is edited hundreds of times and up to 65,536 characters long; only its latest texts matter (what a tick
 * was made from), so its older edits stay where they are.
 */
async function editsOf(context: Context, node: IssueNode): Promise<EditNode[]> {
  const isSession = present(node.labels).some((label) => labelName(label.name) === 'session')
  if (isSession) return present(node.userContentEdits)
  return allPages(context, node.userContentEdits, pageDocuments.edits, { number: node.number })
}

async function wholePull(context: Context, node: PullNode): Promise<RawPull> {
  const at = { number: node.number }
  const reviews = await allPages(context, node.reviews, pageDocuments.reviews, at)
  return pullOf(
    node,
    {
      reviews,
      comments: await commentsOf(context, node.comments, pageDocuments.pullComments, node.number),
      bodies: await bodiesOf(context, reviews, node.number),
      lines: await linesOf(context, node.reviewThreads, node.number),
      drafts: await allPages(context, node.drafts, pageDocuments.drafts, at),
    },
    context.ref.repoId,
  )
}

async function commentsOf(
  context: Context,
  first: Page<CommentNode>,
  document: string,
  issue: number,
): Promise<RawComment[]> {
  const nodes = await allPages(context, first, document, { number: issue })
  const comments: RawComment[] = []
  for (const node of nodes) comments.push(commentOf(node, await commentEdits(context, node), issue))
  return comments
}

/** All edits, because verdicts on edited commands count revisions; the App's own comments are edited too often for that. */
async function commentEdits(context: Context, node: CommentNode): Promise<EditNode[]> {
  const own = node.author?.databaseId === (await context.self()).id
  if (own) return present(node.userContentEdits)
  return allPages(context, node.userContentEdits, pageDocuments.commentEdits, { id: node.id })
}
