import { findUser } from '../domain/find.ts'
import { reviewDecisionOf } from '../domain/merge-state.ts'
import type { Pull, Repo, Review } from '../domain/model.ts'
import { nodeId } from '../domain/nodeid.ts'
import { latestReviews } from '../domain/review-rules.ts'
import { iso } from '../domain/time.ts'
import { association } from '../views/issue.ts'
import { actorById } from './actors.ts'
import { commitNode } from './commits.ts'
import { connection, type PageArgs } from './connection.ts'
import { type Context, issuePath, type Node, viewerUser } from './context.ts'
import { editedFields } from './edits.ts'
import { lineCommentNode } from './line-comments.ts'
import { reactableFields } from './reactions.ts'

export function reviewNode(context: Context, repo: Repo, review: Review): Node {
  const path = `${issuePath(context, repo, review.pull)}#pullrequestreview-${review.id}`
  const mine = viewerUser(context.viewer)?.id === review.userId
  return {
    __typename: 'PullRequestReview',
    id: nodeId('PullRequestReview', review.id),
    databaseId: review.id,
    fullDatabaseId: String(review.id),
    author: () => actorById(context, review.userId),
    authorAssociation: association(repo, review.userId),
    authorCanPushToRepository: ['admin', 'maintain', 'write'].includes(repo.collaborators[String(review.userId)] ?? ''),
    body: review.body,
    bodyText: review.body,
    state: review.state,
    commit: () => commitNode(context, repo, review.commitId),
    createdAt: iso(review.submittedAt),
    publishedAt: iso(review.submittedAt),
    submittedAt: review.state === 'PENDING' ? null : iso(review.submittedAt),
    updatedAt: iso(review.revisions?.at(-1)?.at ?? review.submittedAt),
    isMinimized: false,
    minimizedReason: null,
    createdViaEmail: false,
    pullRequest: () => context.nodes.subject(context, repo, review.pull),
    repository: () => context.nodes.repository(context, repo),
    resourcePath: path,
    url: context.forge.baseUrl + path,
    comments: (args: PageArgs) =>
      connection({
        field: 'comments',
        items: (repo.lineComments ?? []).filter((comment) => comment.review === review.id),
        args,
        keyOf: (comment) => [comment.createdAt, comment.id],
        toNode: (comment) => lineCommentNode(context, repo, comment),
      }),
    viewerDidAuthor: mine,
    viewerCanUpdate: mine,
    viewerCanDelete: false,
    viewerCanMinimize: false,
    viewerCannotUpdateReasons: [],
    ...editedFields(context, review.id, review.revisions ?? []),
    ...reactableFields(context, review.reactions ?? [], () => reviewNode(context, repo, review)),
  }
}

const isBy = ({ forge }: Context, { userId }: Review, login: string | null | undefined): boolean =>
  !login || findUser(forge, login)?.id === userId

function latest(context: Context, repo: Repo, pull: Pull, field: string, args: PageArgs): Node {
  return connection({
    field,
    items: latestReviews(repo, pull),
    args,
    keyOf: (review) => [review.submittedAt, review.id],
    toNode: (review) => reviewNode(context, repo, review),
  })
}

/** Fields of a pull request: its reviews and review requests. */
export function reviewFields(context: Context, repo: Repo, pull: Pull): Node {
  const mine = viewerUser(context.viewer)?.id
  // Only its author sees a review that is not sent off.
  const isSeen = ({ state, userId }: Review) => state !== 'PENDING' || userId === mine
  const all = repo.reviews.filter((review) => review.pull === pull.number && isSeen(review))
  return {
    reviews: (args: PageArgs & { states?: string[] | null; author?: string | null }) =>
      connection({
        field: 'reviews',
        items: all.filter(
          (review) => (args.states?.includes(review.state) ?? true) && isBy(context, review, args.author),
        ),
        args,
        keyOf: (review) => [review.submittedAt, review.id],
        toNode: (review) => reviewNode(context, repo, review),
      }),
    reviewDecision: () => reviewDecisionOf(context.forge, repo, pull),
    latestReviews: (args: PageArgs) => latest(context, repo, pull, 'latestReviews', args),
    latestOpinionatedReviews: (args: PageArgs) => latest(context, repo, pull, 'latestOpinionatedReviews', args),
    reviewRequests: (args: PageArgs) =>
      connection({
        field: 'reviewRequests',
        items: pull.requestedReviewerIds,
        args,
        keyOf: (id) => [id],
        toNode: (id) => ({
          id: nodeId('User', `${pull.id}:${id}`),
          asCodeOwner: false,
          databaseId: id,
          requestedReviewer: () => actorById(context, id),
          pullRequest: () => context.nodes.subject(context, repo, pull.number),
        }),
      }),
  }
}
