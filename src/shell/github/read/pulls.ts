/** A pull request as GitHub gives it → a pull request of the mirror. */
import type { RawComment, RawPull, RawReview } from '../../reconcile/mirror.ts'
import { graphqlActor } from '../actors.ts'
import type { DraftNode, PullNode, ReviewNode } from './answers.ts'
import { present } from './answers.ts'
import { draftEventsOf } from './drafts.ts'

export interface PullLists {
  comments: RawComment[]
  reviews: ReviewNode[]
  /** Texts of its reviews, by the review's node id. */
  bodies: ReadonlyMap<string, RawComment>
  lines: RawComment[]
  drafts: DraftNode[]
}

export function pullOf(node: PullNode, lists: PullLists, repoId: number): RawPull {
  const [closing] = present(node.closings)
  const closed = node.pullState !== 'OPEN'
  return {
    number: node.number,
    id: Number(node.fullDatabaseId),
    nodeId: node.id,
    url: node.url,
    title: node.title,
    body: node.body ?? '',
    author: graphqlActor(node.author),
    editor: node.lastEditedAt === null ? null : graphqlActor(node.editor),
    ...(node.lastEditedAt !== null && { original: present(node.first)[0]?.diff ?? null }),
    closes: present(node.closes).flatMap((each) => (each.repository.databaseId === repoId ? [each.number] : [])),
    createdAt: Date.parse(node.createdAt),
    updatedAt: Date.parse(node.updatedAt),
    headRef: node.headRefName,
    headSha: node.headRefOid,
    sameRepo: !node.isCrossRepository,
    baseRef: node.baseRefName,
    draft: node.isDraft,
    state: closed ? 'closed' : 'open',
    merged: node.merged,
    mergedAt: timeOf(node.mergedAt),
    mergeSha: node.mergeCommit?.oid ?? null,
    ...(node.mergedBy && { mergedBy: graphqlActor(node.mergedBy) }),
    closedAt: timeOf(node.closedAt),
    closedBy: closed ? graphqlActor(closing?.actor) : null,
    comments: lists.comments,
    lineComments: lists.lines,
    draftEvents: draftEventsOf(node, lists.drafts),
    reviews: lists.reviews.map((review) => reviewOf(review, lists.bodies.get(review.id))),
    requestedReviewers: present(node.reviewRequests).flatMap((each) => each.requestedReviewer?.login ?? []),
  }
}

function reviewOf(node: ReviewNode, comment: RawComment | undefined): RawReview {
  return {
    id: Number(node.fullDatabaseId),
    author: graphqlActor(node.author),
    state: node.state,
    commit: node.commit?.oid ?? '',
    at: timeOf(node.submittedAt) ?? 0,
    ...(node.authorCanPushToRepository !== undefined && { canPush: node.authorCanPushToRepository }),
    ...(comment && { comment }),
  }
}

const timeOf = (text: string | null) => (text === null ? null : Date.parse(text))
