/**
 * Everything that a decision may read: the mirrored objects of GitHub, the results of queries, and `now`.
 * Times are milliseconds since the epoch, UTC. A `null` actor is a deleted account ("ghost" on GitHub).
 */
import type { ActionTarget } from '../actions.ts'
import type { InstallationPermissions } from '../authorize/app-permissions.ts'
import type { MergeMethod } from '../merging/rules.ts'
import type { PacketReading } from '../parse/packet/reading.ts'
import type { CommentReading } from '../parse/report/reading.ts'
import type { Query, QueryResults } from './queries.ts'

export interface SnapshotData {
  now: number
  /** The App's own account. `id` is the user id of `SLUG[bot]`, by which its comments are recognised. */
  app: Actor
  repo: RepoFact
  config: ConfigFact
  labels: LabelFact[]
  issues: IssueFact[]
  pulls: PullFact[]
  branches: BranchFact[]
  /** Repository activity (GitHub: `R/activity`): who moved which branch and when. Oldest first. Never commit dates. */
  activity: ActivityFact[]
  /** The App's newest check run for each name and head. */
  checks: CheckRunFact[]
  results: QueryResults
  /** Actions that GitHub refused permanently, by action key. They are not tried again, and can be explained. */
  refused: Record<string, Refusal>
  /** Keys of actions deferred because of GitHub's limits. They are skipped now and do not block other actions. */
  postponed?: string[]
  /** Permissions of the installation; missing: unknown. */
  rights?: InstallationPermissions
  /** Version of GitHub Enterprise Server; missing: another GitHub. */
  server?: string
  /** Queries that keep failing. The App decides without them and asks again each time. */
  failing?: FailingQuery[]
  /** What of the repository could not be read as usual; missing: everything was. */
  reading?: ReadingTrouble
}

export interface ReadingTrouble {
  /** Issues and pull requests that GitHub finds too heavy even alone, with its message. They are kept as read before. */
  tooHeavy: { number: number; message: string }[]
  /** Since when queries ask for less than usual, in milliseconds, when that is long ago; else null. */
  reducedSince: number | null
  /** Fields (`Issue.isPinned`), arguments (`labels(first)`) and types that the server's GraphQL does not have. */
  lacks: string[]
}

/** A snapshot with finders. Created by `snapshotOf`. */
export interface Snapshot extends SnapshotData {
  branch(name: string): BranchFact | undefined
  /** Returns the commit at the tip of a branch; null when there is no such branch. */
  branchTip(name: string): string | null
  /** Returns the commit at the tip of the default branch; '' when there is none. */
  baseTip(): string
  /** The base branch of this view: the default branch, unless `on` chose another. */
  baseBranch(): string
  /** The same snapshot with another base branch: its name, tip, rules and merge queue. */
  on(base: string): Snapshot
  issue(number: number): IssueFact | undefined
  pullRequest(number: number): PullFact | undefined
  /** Returns the pull requests whose head branch has this name, including those from forks. */
  pullRequestsFrom(branch: string): PullFact[]
  /** Returns the App's newest check run of this name on a head. */
  checkRun(head: string | null, name: string): CheckRunFact | undefined
  /** Returns all moves of a branch, oldest first. */
  activityOn(branch: string): ActivityFact[]
  /**
   * Returns the pushes to a branch, oldest first, with the times of the pushes instead of the commits. A branch that was
   * deleted and created again counts as another branch: only pushes since the last deletion are returned, or those of the
   * earlier branch that had `head`.
   */
  pushesTo(branch: string, head?: string | null): ActivityFact[]
}

export interface FailingQuery {
  query: Query
  since: number
}

export interface Actor {
  id: number
  login: string
  type: 'User' | 'Bot'
}

interface RepoFact {
  id: number
  owner: string
  name: string
  url: string
  defaultBranch: string
  private: boolean
  /** Merge methods that the repository's settings allow; missing: unknown. */
  mergeMethods?: MergeMethod[]
  /** When the App was installed. Older issues are ignored unless labelled. */
  installedAt: number
  /** The App was installed on many repositories at once. It creates nothing here before somebody uses it. */
  oneOfMany?: boolean
}

/** `.github/switchyard.yml` on the default branch. */
interface ConfigFact {
  /** null: there is no file, so the defaults apply. */
  text: string | null
  /** Earlier texts of the file, newest first. Looked up only while the current one is invalid; null: not looked up yet. */
  history: string[] | null
}

export interface LabelFact {
  nodeId: string
  name: string
  color: string
  description: string
}

/** One revision of an issue's title and body, with the packet parsed from it. */
export interface IssueRevision {
  at: number
  editor: Actor | null
  title: string
  body: string
  reading: PacketReading
}

export interface IssueFact {
  number: number
  id: number
  nodeId: string
  url: string
  author: Actor | null
  createdAt: number
  updatedAt: number
  state: 'open' | 'closed'
  stateReason: string | null
  /** When it was last reopened, which cancels earlier commands; missing or null: never. */
  reopenedAt?: number | null
  closedAt: number | null
  closedBy: Actor | null
  labels: string[]
  assignees: Actor[]
  /** Assignments and unassignments, oldest first; missing: unknown. */
  assignments?: AssignmentEvent[]
  pinned: boolean
  /** Oldest first, never empty. The last one is the current text. */
  revisions: IssueRevision[]
  comments: CommentFact[]
  labelEvents: LabelEvent[]
  /** When a comment of the App was last deleted here; null: never. GitHub: CommentDeletedEvent gives no comment id. */
  appCommentDeletedAt: number | null
  /** A merged pull request that closed this issue or is linked to close it. `commit`: its merge commit; missing: unknown. */
  closedByMerge: { pull: number; at: number; commit?: string | null } | null
  /** The commit or pull request whose text last closed it; missing: unknown. */
  closer?: Closer | null
  /** Number of its parent issue; -1: a parent in another repository; missing: unknown. */
  parent?: number | null
  /** Numbers of the issues in this repository that it is "blocked by"; missing: unknown. */
  blockedBy?: number[]
}

export interface Closer {
  /** The pull request, or the one that contained the commit. */
  pull: number | null
  /** The pull request's merge commit, or the commit itself. */
  commit: string | null
}

export interface AssignmentEvent {
  at: number
  /** false: unassigned. */
  added: boolean
  assignee: Actor | null
  actor: Actor | null
}

export interface LabelEvent {
  at: number
  label: string
  added: boolean
  actor: Actor | null
}

export interface CommentRevision {
  at: number
  editor: Actor | null
  body: string
  reading: CommentReading
}

export interface CommentFact {
  id: number
  nodeId: string
  /** Number of the commented issue or pull request. */
  issue: number
  url: string
  author: Actor | null
  createdAt: number
  /** Oldest first, never empty. The last one is the current text. */
  revisions: CommentRevision[]
  /** The App's reaction: the verdict on the comment's commands. */
  verdict: '+1' | '-1' | null
  /** The App's 👀 reaction: long work for the comment is under way. */
  eyes: boolean
  /** Missing for an ordinary comment. Ids are unique across all three kinds (`comments.ts`). */
  kind?: 'review' | 'line'
  /** The file of a line comment. */
  path?: string
}

/** A pull request became a draft (`draft`) or ready for review, or a review was requested. */
export interface DraftEvent {
  at: number
  draft: boolean
  /** A review was requested. `draft` is then false and has no meaning. */
  review?: true
  actor: Actor | null
}

export interface PullFact {
  number: number
  id: number
  nodeId: string
  url: string
  title: string
  body: string
  author: Actor | null
  /** The last editor of the body; null when nobody edited it. */
  editor: Actor | null
  /** The author's first version of the body; null: GitHub does not show it; missing: never edited. */
  original?: string | null
  /** Issues of this repository that GitHub will close with its merge; missing: unknown. */
  closes?: number[]
  /** Oldest first; missing: unknown. */
  draftEvents?: DraftEvent[]
  createdAt: number
  /** Missing for a pull request that the App has just opened. */
  updatedAt?: number
  headRef: string
  headSha: string
  /** False when the head is in a fork, even a deleted one. */
  sameRepo: boolean
  baseRef: string
  draft: boolean
  state: 'open' | 'closed'
  merged: boolean
  mergedAt: number | null
  mergeSha: string | null
  /** Missing or null: not merged, or unknown. */
  mergedBy?: Actor | null
  closedAt: number | null
  closedBy: Actor | null
  comments: CommentFact[]
  /** Comments on lines of its changes; missing: unknown. */
  lineComments?: CommentFact[]
  reviews: ReviewFact[]
  requestedReviewers: string[]
}

export interface ReviewFact {
  id: number
  author: Actor | null
  state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED' | 'PENDING'
  commit: string
  at: number
  /** Whether its author has write access, as GitHub reports with the review; missing: unknown. Rules count only such reviews. */
  canPush?: boolean
  /** Its text as a comment; missing when it has none. */
  comment?: CommentFact
}

export interface BranchFact {
  name: string
  sha: string
}

export interface ActivityFact {
  id: number
  branch: string
  before: string
  after: string
  at: number
  actor: Actor | null
  type: 'push' | 'force_push' | 'branch_creation' | 'branch_deletion' | 'pr_merge' | 'merge_queue_merge'
}

export type CheckConclusion =
  | 'success'
  | 'failure'
  | 'neutral'
  | 'cancelled'
  | 'skipped'
  | 'timed_out'
  | 'action_required'

export interface CheckRunFact {
  id: number
  name: string
  headSha: string
  status: 'queued' | 'in_progress' | 'completed'
  conclusion: CheckConclusion | null
  externalId: string
  title: string
  summary: string
  url: string
  startedAt: number | null
  completedAt: number | null
  /** Somebody pressed "Re-run" since it was completed, on it or on all checks of its commit. */
  rerequested?: true
}

/** An action that GitHub refused, with GitHub's reason. */
export interface Refusal {
  target: ActionTarget
  /** HTTP status; 0 when there was no HTTP response. */
  status: number
  message: string
  at: number
}
