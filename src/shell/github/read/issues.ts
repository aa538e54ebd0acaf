/** An issue as GitHub gives it → an issue of the mirror. */
import type { AssignmentEvent, Closer, LabelEvent } from '../../../core/snapshot/snapshot.ts'
import type { RawComment, RawIssue } from '../../reconcile/mirror.ts'
import { graphqlActor } from '../actors.ts'
import { labelName } from '../label-name.ts'
import type { EditNode, EventNode, IssueNode, MergedPull } from './answers.ts'
import { present } from './answers.ts'
import { issueRevisions } from './revisions.ts'

/** All pages of an issue's lists. Edits newest first, events and comments oldest first. */
export interface IssueLists {
  edits: EditNode[]
  events: EventNode[]
  comments: RawComment[]
  /** Pull requests that are linked to close it, or that did. */
  closers: MergedPull[]
}

/** @param appUserId the App's own user, whose deleted comments are looked for */
export function issueOf(node: IssueNode, lists: IssueLists, appUserId: number, repoId: number): RawIssue {
  const closing = lists.events.findLast((event) => event.__typename === 'ClosedEvent')
  const closed = node.state === 'CLOSED'
  return {
    number: node.number,
    id: Number(node.fullDatabaseId),
    nodeId: node.id,
    url: node.url,
    author: graphqlActor(node.author),
    createdAt: Date.parse(node.createdAt),
    updatedAt: Date.parse(node.updatedAt),
    state: closed ? 'closed' : 'open',
    stateReason: node.stateReason?.toLowerCase() ?? null,
    reopenedAt: lastTime(lists.events.filter((event) => event.__typename === 'ReopenedEvent')),
    closedAt: node.closedAt === null ? null : Date.parse(node.closedAt),
    closedBy: closed ? graphqlActor(closing?.actor) : null,
    labels: present(node.labels).map((label) => labelName(label.name)),
    assignees: present(node.assignees).flatMap((each) => graphqlActor(each) ?? []),
    assignments: lists.events.flatMap((event) => assignment(event) ?? []),
    pinned: node.isPinned === true,
    revisions: issueRevisions(node, lists.edits, lists.events),
    comments: lists.comments,
    labelEvents: lists.events.flatMap((event) => labelEvent(event) ?? []),
    appCommentDeletedAt: deletedAt(lists.events, appUserId),
    closedByMerge: closed ? closedByMerge(node, lists.closers, closing) : null,
    closer: closed ? closerOf(closing) : null,
    ...(node.parent === undefined ? {} : { parent: parentOf(node.parent, repoId) }),
  }
}

/** -1 where it is an issue of another repository. */
function parentOf(parent: IssueNode['parent'], repoId: number): number | null {
  if (!parent) return null
  return parent.repository.databaseId === repoId ? parent.number : -1
}

function labelEvent(event: EventNode): LabelEvent | null {
  if (event.__typename !== 'LabeledEvent' && event.__typename !== 'UnlabeledEvent') return null
  const added = event.__typename === 'LabeledEvent'
  return {
    at: Date.parse(event.createdAt),
    label: labelName(event.label.name),
    added,
    actor: graphqlActor(event.actor),
  }
}

function assignment(event: EventNode): AssignmentEvent | null {
  if (event.__typename !== 'AssignedEvent' && event.__typename !== 'UnassignedEvent') return null
  return {
    at: Date.parse(event.createdAt),
    added: event.__typename === 'AssignedEvent',
    assignee: graphqlActor(event.assignee),
    actor: graphqlActor(event.actor),
  }
}

function deletedAt(events: EventNode[], appUserId: number): number | null {
  const deleted = (event: EventNode) =>
    event.__typename === 'CommentDeletedEvent' && event.deletedCommentAuthor?.databaseId === appUserId
  return lastTime(events.filter(deleted))
}

const lastTime = (events: EventNode[]): number | null => {
  const last = events.at(-1)
  return last ? Date.parse(last.createdAt) : null
}

/**
 * The merged pull request that closed it, or that was linked to close it (the App closes what it merged itself). Whoever
 * closes an issue as not planned, or as a duplicate, says that it is not delivered, whatever is linked to it.
 */
function closedByMerge(
  node: IssueNode,
  linked: readonly MergedPull[],
  closing: EventNode | undefined,
): RawIssue['closedByMerge'] {
  if (node.stateReason === 'NOT_PLANNED' || node.stateReason === 'DUPLICATE') return null
  const closer = closing?.__typename === 'ClosedEvent' ? closing.closer : null
  const pulls: readonly MergedPull[] = closer?.__typename === 'PullRequest' ? [closer, ...linked] : linked
  const merged = pulls.find((pull) => pull.merged && pull.mergedAt !== null)
  if (!merged?.mergedAt) return null
  return { pull: merged.number, at: Date.parse(merged.mergedAt), commit: merged.mergeCommit?.oid ?? null }
}

/** What closed it by its words; null: somebody's hand, or a project. */
function closerOf(closing: EventNode | undefined): Closer | null {
  const closer = closing?.__typename === 'ClosedEvent' ? closing.closer : null
  if (closer?.__typename === 'PullRequest') return { pull: closer.number, commit: closer.mergeCommit?.oid ?? null }
  if (closer?.__typename !== 'Commit') return null
  return { pull: present(closer.associatedPullRequests)[0]?.number ?? null, commit: closer.oid }
}
