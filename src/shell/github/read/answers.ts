/** The shapes that the documents ask for. */
import type { GraphqlActor } from '../actors.ts'

type Who = GraphqlActor | null

/** GraphQL's BigInt: ids of comments have outgrown its Int. */
type BigId = string | number

export interface Page<T> {
  nodes: (T | null)[] | null
  pageInfo: { hasNextPage: boolean; endCursor: string | null }
}

export interface EditNode {
  editedAt: string
  diff: string | null
  editor: Who
}

export interface CommentNode {
  id: string
  fullDatabaseId: BigId
  url: string
  createdAt: string
  lastEditedAt: string | null
  body: string | null
  author: Who
  editor: Who
  reactionGroups: { content: string; viewerHasReacted: boolean }[] | null
  userContentEdits: Page<EditNode> | null
}

export type EventNode =
  | { __typename: 'LabeledEvent' | 'UnlabeledEvent'; createdAt: string; label: { name: string }; actor: Who }
  | { __typename: 'RenamedTitleEvent'; createdAt: string; previousTitle: string; currentTitle: string; actor: Who }
  | { __typename: 'ClosedEvent'; createdAt: string; actor: Who; closer: Closer | null }
  | { __typename: 'AssignedEvent' | 'UnassignedEvent'; createdAt: string; assignee: Who; actor: Who }
  | { __typename: 'ReopenedEvent'; createdAt: string; actor: Who }
  | { __typename: 'CommentDeletedEvent'; createdAt: string; deletedCommentAuthor: Who }

export interface MergedPull {
  number: number
  merged: boolean
  mergedAt: string | null
  mergeCommit: { oid: string } | null
  isCrossRepository?: boolean
}

type Closer =
  | ({ __typename: 'PullRequest' } & MergedPull)
  | {
      __typename: 'Commit'
      oid: string
      associatedPullRequests: { nodes: ({ number: number } | null)[] | null } | null
    }
  | { __typename: 'ProjectV2' }

/** What issues and pull requests have alike. */
interface Discussed {
  id: string
  fullDatabaseId: BigId
  number: number
  url: string
  title: string
  body: string | null
  createdAt: string
  updatedAt: string
  lastEditedAt: string | null
  closedAt: string | null
  author: Who
  editor: Who
  comments: Page<CommentNode>
}

export interface IssueNode extends Discussed {
  __typename: 'Issue'
  state: 'OPEN' | 'CLOSED'
  stateReason: string | null
  isPinned: boolean | null
  parent?: { number: number; repository: { databaseId: number } } | null
  labels: { nodes: ({ name: string } | null)[] | null } | null
  assignees: { nodes: Who[] | null }
  userContentEdits: Page<EditNode> | null
  timelineItems: Page<EventNode>
  closedByPullRequestsReferences: Page<MergedPull> | null
}

/** What a person said in a review. Edits are not asked for with it. */
export type SaidNode = Omit<CommentNode, 'userContentEdits'>

export interface LineNode extends SaidNode {
  /** Null while its review is not sent off. */
  publishedAt: string | null
  path: string
}

export interface ThreadNode {
  id: string
  comments: Page<LineNode>
}

export type DraftNode =
  | { __typename: 'ReadyForReviewEvent' | 'ConvertToDraftEvent'; createdAt: string; actor: Who }
  | { __typename: 'ReviewRequestedEvent'; createdAt: string; actor: Who; requestedReviewer: Reviewer | null }

interface Reviewer {
  __typename: string
  login?: string
  databaseId?: number | null
}

export interface ReviewNode extends SaidNode {
  state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED' | 'PENDING'
  submittedAt: string | null
  author: Who
  commit: { oid: string } | null
  authorCanPushToRepository?: boolean
}

export interface PullNode extends Discussed {
  __typename: 'PullRequest'
  /** An alias: issues have a `state` of another type. */
  pullState: 'OPEN' | 'CLOSED' | 'MERGED'
  isDraft: boolean
  merged: boolean
  mergedAt: string | null
  mergeCommit: { oid: string } | null
  mergedBy?: Who
  headRefName: string
  headRefOid: string
  baseRefName: string
  isCrossRepository: boolean
  closes: { nodes: ({ number: number; repository: { databaseId: number } } | null)[] | null } | null
  /** The oldest edit, whose text is the one it was opened with; none where it was never edited. */
  first: { nodes: ({ diff: string | null } | null)[] | null } | null
  closings: { nodes: ({ actor?: Who } | null)[] | null }
  reviews: Page<ReviewNode> | null
  reviewThreads: Page<ThreadNode> | null
  drafts: Page<DraftNode> | null
  reviewRequests: { nodes: ({ asCodeOwner: boolean; requestedReviewer: Reviewer | null } | null)[] | null } | null
}

export interface RepoNode {
  databaseId: number
  name: string
  url: string
  isPrivate: boolean
  mergeCommitAllowed?: boolean
  squashMergeAllowed?: boolean
  rebaseMergeAllowed?: boolean
  owner: { login: string }
}

export interface RefsNode {
  defaultBranchRef: { name: string } | null
  config: { __typename: string; text?: string | null } | null
  refs: Page<{ name: string; target: { oid: string } | null }> | null
}

export interface Row {
  number: number
  updatedAt: string
  state: string
}

export interface LabelNode {
  id: string
  name: string
  color: string
  description: string | null
}

export interface IndexNode {
  labels: Page<LabelNode> | null
  packets: Page<Row>
  sessions: Page<Row>
  recent: Page<Row>
  openPulls: Page<PullRow>
  closedPulls: Page<PullRow>
}

export type PullRow = Row & { isCrossRepository: boolean }

/** The nodes that are there. */
export function present<T>(list: { nodes: (T | null)[] | null } | null | undefined): T[] {
  return (list?.nodes ?? []).filter((node): node is T & {} => node !== null)
}
