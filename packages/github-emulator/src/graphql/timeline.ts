import type { Comment, Issue, Repo, Review, TimelineEvent } from '../domain/model.ts'
import { nodeId } from '../domain/nodeid.ts'
import { iso } from '../domain/time.ts'
import { actorById } from './actors.ts'
import { commentNode } from './comments.ts'
import { commitNode } from './commits.ts'
import { connection, type PageArgs } from './connection.ts'
import { type Context, issuePath, type Node } from './context.ts'
import { labelNode } from './labels.ts'
import { queueEventFields } from './queue.ts'
import { reviewNode } from './reviews.ts'

interface TimelineArgs extends PageArgs {
  itemTypes?: string[] | null
  since?: string | null
  skip?: number | null
}

type Item =
  | { type: 'ISSUE_COMMENT'; at: number; id: number; comment: Comment }
  | { type: 'PULL_REQUEST_REVIEW'; at: number; id: number; review: Review }
  | { type: string; at: number; id: number; event: TimelineEvent }

const eventTypes: Record<TimelineEvent['kind'], string> = {
  labeled: 'LabeledEvent',
  unlabeled: 'UnlabeledEvent',
  closed: 'ClosedEvent',
  reopened: 'ReopenedEvent',
  renamed: 'RenamedTitleEvent',
  comment_deleted: 'CommentDeletedEvent',
  assigned: 'AssignedEvent',
  unassigned: 'UnassignedEvent',
  pinned: 'PinnedEvent',
  unpinned: 'UnpinnedEvent',
  merged: 'MergedEvent',
  added_to_merge_queue: 'AddedToMergeQueueEvent',
  removed_from_merge_queue: 'RemovedFromMergeQueueEvent',
  ready_for_review: 'ReadyForReviewEvent',
  convert_to_draft: 'ConvertToDraftEvent',
  review_requested: 'ReviewRequestedEvent',
  review_request_removed: 'ReviewRequestRemovedEvent',
}

/** `LabeledEvent` → `LABELED_EVENT`, as the argument `itemTypes` writes it. */
const itemType = (typename: string): string => typename.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase()

/** What happened on an issue or pull request, oldest first. */
export function timelineConnection(context: Context, repo: Repo, issue: Issue, args: TimelineArgs): Node {
  const since = args.since ? Date.parse(args.since) : Number.NEGATIVE_INFINITY
  const all = itemsOf(repo, issue)
  const items = all.filter((item) => (args.itemTypes?.includes(item.type) ?? true) && item.at >= since)
  const pages = connection({
    field: 'timelineItems',
    items: items.slice(args.skip ?? 0),
    args,
    keyOf: (item) => [item.at, item.id],
    toNode: (item) => itemNode(context, repo, issue, item),
    more: { filteredCount: items.length, updatedAt: iso(issue.updatedAt) },
  })
  return { ...pages, pageCount: Math.min(items.length, args.first ?? args.last ?? 0) }
}

function itemsOf(repo: Repo, issue: Issue): Item[] {
  const comments = repo.comments
    .filter((comment) => comment.issue === issue.number)
    .map((comment) => ({ type: 'ISSUE_COMMENT' as const, at: comment.createdAt, id: comment.id, comment }))
  const reviews = repo.reviews
    .filter((review) => review.pull === issue.number)
    .map((review) => ({ type: 'PULL_REQUEST_REVIEW' as const, at: review.submittedAt, id: review.id, review }))
  const events = repo.events
    .filter((event) => event.issue === issue.number)
    .map((event) => ({ type: itemType(eventTypes[event.kind]), at: event.at, id: event.id, event }))
  return [...comments, ...reviews, ...events]
}

function itemNode(context: Context, repo: Repo, issue: Issue, item: Item): Node {
  if ('comment' in item) return commentNode(context, repo, item.comment)
  if ('review' in item) return reviewNode(context, repo, item.review)
  return eventNode(context, repo, issue, item.event)
}

function eventNode(context: Context, repo: Repo, issue: Issue, event: TimelineEvent): Node {
  const path = `${issuePath(context, repo, issue.number)}#event-${event.id}`
  return {
    __typename: eventTypes[event.kind],
    id: nodeId('TimelineEvent', event.id),
    databaseId: event.id,
    actor: () => actorById(context, event.actorId),
    createdAt: iso(event.at),
    resourcePath: path,
    url: context.forge.baseUrl + path,
    ...eventFields(context, repo, issue, event),
  }
}

function eventFields(context: Context, repo: Repo, issue: Issue, event: TimelineEvent): Node {
  const subject = () => context.nodes.subject(context, repo, issue.number)
  switch (event.kind) {
    case 'labeled':
    case 'unlabeled':
      return { labelable: subject, label: () => eventLabel(context, repo, event) }
    case 'closed':
      return {
        closable: subject,
        closer: () => closerNode(context, repo, event),
        stateReason: issue.stateReason?.toUpperCase() ?? null,
      }
    case 'reopened':
      return { closable: subject, stateReason: 'REOPENED' }
    case 'renamed':
      return { subject, previousTitle: event.previousTitle ?? '', currentTitle: event.currentTitle ?? '' }
    case 'comment_deleted':
      return { deletedCommentAuthor: () => actorById(context, event.deletedAuthorId) }
    case 'assigned':
    case 'unassigned':
      return { assignable: subject, assignee: () => actorById(context, event.assigneeId) }
    case 'added_to_merge_queue':
    case 'removed_from_merge_queue':
      return queueEventFields(context, repo, event, subject)
    case 'ready_for_review':
    case 'convert_to_draft':
      return { pullRequest: subject }
    case 'review_requested':
    case 'review_request_removed':
      return { pullRequest: subject, requestedReviewer: () => actorById(context, event.reviewerId) }
    case 'merged':
      return mergedFields(context, repo, issue, subject)
    default:
      return { issue: subject }
  }
}

function closerNode(context: Context, repo: Repo, { closerPull, closerCommit }: TimelineEvent) {
  if (closerPull !== undefined) return context.nodes.subject(context, repo, closerPull)
  return closerCommit === undefined ? null : commitNode(context, repo, closerCommit)
}

/** A label that was deleted since is still named in the timeline. */
function eventLabel(context: Context, repo: Repo, event: TimelineEvent): Node {
  const label = repo.labels.find((known) => known.name === event.label)
  return labelNode(context, repo, label ?? { id: 0, name: event.label ?? '', color: 'ededed', description: '' })
}

function mergedFields(context: Context, repo: Repo, issue: Issue, subject: () => unknown): Node {
  const pull = repo.pulls.find((known) => known.number === issue.number)
  const sha = pull?.mergeCommitSha
  return {
    pullRequest: subject,
    mergeRefName: pull?.baseRef ?? '',
    commit: () => (sha ? commitNode(context, repo, sha) : null),
  }
}
