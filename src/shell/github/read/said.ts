/** What people say in reviews: the text of a review, and comments on lines. For the mirror both are comments. */
import { commentId } from '../../../core/snapshot/comments.ts'
import type { RawComment } from '../../reconcile/mirror.ts'
import { type Context, query } from '../context.ts'
import {
  type EditNode,
  type LineNode,
  type Page,
  present,
  type ReviewNode,
  type SaidNode,
  type ThreadNode,
} from './answers.ts'
import { commentOf } from './comments.ts'
import { pageDocuments, reviewEditsDocument } from './documents.ts'
import { allPages } from './pages.ts'

type Kind = NonNullable<RawComment['kind']>

/** Edits that one call asks for. */
const textsPerCall = 50

/** Texts of reviews, by node id of the review. One that is not sent off, or has no text, says nothing. */
export async function bodiesOf(context: Context, reviews: readonly ReviewNode[], pull: number) {
  const spoken = reviews.filter((node) => node.state !== 'PENDING' && hasText(node))
  const at = (node: ReviewNode) => node.submittedAt ?? node.createdAt
  const comments = await readSaid(context, spoken, (node) => ({ kind: 'review', at: at(node), issue: pull }))
  return new Map(comments.map((comment) => [comment.nodeId, comment]))
}

const hasText = ({ body, lastEditedAt }: SaidNode) => (body ?? '').trim() !== '' || (lastEditedAt ?? null) !== null

/** Comments on lines, in order of time. */
export async function linesOf(
  context: Context,
  first: Page<ThreadNode> | null | undefined,
  pull: number,
): Promise<RawComment[]> {
  const threads = await allPages(context, first, pageDocuments.threads, { number: pull })
  const nodes: LineNode[] = []
  for (const { id, comments } of threads)
    nodes.push(...(await allPages(context, comments, pageDocuments.threadComments, { id })))
  const sent = nodes.filter(({ publishedAt }) => publishedAt !== null)
  const comments = await readSaid(context, sent, (node) => ({
    kind: 'line',
    at: node.publishedAt ?? node.createdAt,
    issue: pull,
    path: node.path,
  }))
  return comments.sort((a, b) => a.createdAt - b.createdAt || a.id - b.id)
}

interface Said {
  kind: Kind
  /** When others could read it first. */
  at: string
  issue: number
  path?: string
}

async function readSaid<T extends SaidNode>(
  context: Context,
  nodes: readonly T[],
  of: (node: T) => Said,
): Promise<RawComment[]> {
  const edits = await editsOf(context, nodes)
  return nodes.map((node) => {
    const { kind, at, issue, path } = of(node)
    const made = commentOf({ ...node, createdAt: at }, edits.get(node.id) ?? [], issue)
    const id = commentId(kind, node.fullDatabaseId)
    return { ...made, id, kind, ...(path !== undefined && { path }), revisions: sinceSaid(made) }
  })
}

/** What its author wrote before it was sent off, nobody saw: the last of that is the first text. */
function sinceSaid({ createdAt, revisions }: RawComment): RawComment['revisions'] {
  const unseen = revisions.filter(({ at }) => at <= createdAt)
  const first = unseen.at(-1)
  const later = revisions.filter(({ at }) => at > createdAt)
  return first === undefined ? later : [{ ...first, at: createdAt }, ...later]
}

interface Edited {
  nodes: ({ id: string; userContentEdits: Page<EditNode> | null } | null)[] | null
}

async function editsOf(context: Context, nodes: readonly SaidNode[]): Promise<Map<string, EditNode[]>> {
  const ids = nodes.filter(({ lastEditedAt }) => (lastEditedAt ?? null) !== null).map(({ id }) => id)
  const found = new Map<string, EditNode[]>()
  for (let n = 0; n < ids.length; n += textsPerCall) {
    const answer = await query<Edited>(context, reviewEditsDocument, { ids: ids.slice(n, n + textsPerCall) })
    for (const { id, userContentEdits } of present(answer))
      found.set(id, await allPages(context, userContentEdits, pageDocuments.commentEdits, { id }))
  }
  return found
}
