/** Issues and pull requests by number, with all their pages. */
import type { RawComment, RawIssue, RawPull } from '../../reconcile/mirror.ts'
import type { Context } from '../context.ts'
import { query } from '../context.ts'
import { failureOf, isSurelyTooHeavy, isTooHeavy, RepositoryGone } from '../errors.ts'
import { labelName } from '../label-name.ts'
import type { CommentNode, EditNode, IssueNode, MergedPull, Page, PullNode, RefsNode, RepoNode } from './answers.ts'
import { present } from './answers.ts'
import { commentOf } from './comments.ts'
import { numbersDocument, pageDocuments } from './documents.ts'
import { issueOf } from './issues.ts'
import { allPages } from './pages.ts'
import { pullOf } from './pulls.ts'
import { usualSize } from './query-size.ts'
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
 * Reads what stands at these numbers, 20 a call, or fewer while GitHub finds that too heavy. What GitHub does not give
 * alone and with the shortest pages is left out for an hour; it is neither `missing` nor holds the others up.
 *
 * @param withRefs branches and configuration in the first of these calls
 */
export async function readItems(context: Context, numbers: readonly number[], withRefs: boolean): Promise<Items> {
  const { size } = context
  const items: Items = { issues: [], pulls: [], missing: [], linked: [], repo: null, refs: null }
  let left = [...new Set(numbers)].filter((number) => !size.isGivenUp(number, context.now()))
  if (withRefs && (left[0] === undefined || size.isHeavy(left[0]))) await readBatch(context, items, [], true)
  while (left.length > 0) {
    const batch = nextBatch(context, left)
    const refsToo = withRefs && items.refs === null
    const isRead = await readBatch(context, items, batch, refsToo)
    if (isRead) left = left.slice(batch.length)
  }
  return items
}

function nextBatch({ size }: Context, left: readonly number[]): readonly number[] {
  const heavyAt = left.findIndex((number) => size.isHeavy(number))
  const end = heavyAt < 0 ? left.length : Math.max(1, heavyAt)
  return left.slice(0, Math.min(end, size.numbers))
}

/** Returns false when GitHub found so many too heavy; the next batch is smaller then. */
async function readBatch(context: Context, items: Items, batch: readonly number[], refsToo: boolean): Promise<boolean> {
  const [alone] = batch.length === 1 ? batch : []
  if (alone !== undefined) return readAlone(context, items, alone, refsToo)
  try {
    const { repository } = await queryOnce(context, numbersDocument(batch, refsToo), batch)
    await putItems(context, items, batch, refsToo, repository)
    return true
  } catch (error) {
    if (!(error instanceof BatchTooHeavy)) throw error
    context.size.batches.shrink(context.now())
    context.log.info(
      { numbers: batch.length, next: context.size.numbers },
      `GitHub found a query too heavy, and a lighter one is sent: ${error.message}`,
    )
    return false
  }
}

/** Several numbers were too much at once. */
class BatchTooHeavy extends Error {}

/** A batch that is too heavy is split and not read with shorter pages. */
async function queryOnce(context: Context, document: string, batch: readonly number[]): Promise<Answer> {
  if (batch.length === 0) return query<Answer>(context, document)
  try {
    const answer = await query<Answer>(context, document, {}, usualSize)
    if (batch.length >= context.size.numbers) context.size.batches.succeeded()
    return answer
  } catch (error) {
    throw isTooHeavy(error) ? new BatchTooHeavy(failureOf(error).message) : error
  }
}

async function readAlone(context: Context, items: Items, number: number, refsToo: boolean): Promise<boolean> {
  const { size } = context
  const own = size.alone(number)
  try {
    const { repository } = await query<Answer>(context, numbersDocument([number], refsToo), {}, own)
    await putItems(context, items, [number], refsToo, repository)
    size.batches.succeeded()
    size.wasRead(number)
  } catch (error) {
    if (!isTooHeavy(error)) throw error
    // During an outage of GitHub nothing is answered, and it is not for this number.
    if (!isSurelyTooHeavy(error)) await query(context, numbersDocument([], false), {}, usualSize)
    const { message } = failureOf(error)
    size.giveUp(number, message, context.now())
    context.log.warn({ number }, `GitHub does not give this however little of it is asked for: ${message}`)
    if (refsToo) await readBatch(context, items, [], true)
  }
  return true
}

async function putItems(
  context: Context,
  items: Items,
  batch: readonly number[],
  refsToo: boolean,
  repository: Answer['repository'],
): Promise<void> {
  if (repository === null) throw new RepositoryGone(context.ref.owner, context.ref.name)
  items.repo = repository
  if (refsToo) items.refs = repository
  for (const number of batch) await putItem(context, items, number, repository[`i${number}`] as ItemNode)
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
