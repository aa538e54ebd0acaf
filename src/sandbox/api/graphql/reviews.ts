import type { Repo, Review } from '../../forge/model.ts'
import { nodeId } from '../../forge/nodeid.ts'
import { association } from '../views/issue.ts'
import { iso } from '../views/time.ts'
import { actorById } from './actors.ts'
import { commitNode } from './commits.ts'
import { type Context, type Node, viewerUser } from './context.ts'
import { issuePath, subjectNode } from './issues.ts'
import { repositoryNode } from './repository.ts'

export function reviewNode(context: Context, repo: Repo, review: Review): Node {
  const path = `${issuePath(context, repo, review.pull)}#pullrequestreview-${review.id}`
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
    updatedAt: iso(review.submittedAt),
    editor: null,
    lastEditedAt: null,
    includesCreatedEdit: false,
    isMinimized: false,
    minimizedReason: null,
    createdViaEmail: false,
    pullRequest: () => subjectNode(context, repo, review.pull),
    repository: () => repositoryNode(context, repo),
    resourcePath: path,
    url: context.forge.baseUrl + path,
    viewerDidAuthor: viewerUser(context.viewer)?.id === review.userId,
  }
}
