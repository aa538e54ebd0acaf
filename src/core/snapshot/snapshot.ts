/**
 * All that a decision may read. Facts are GitHub's objects as mirrored, what was looked up on demand, and `now`.
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
  /** The App's own account: `id` is the user id of `SLUG[bot]`, which is what authors of comments are matched by. */
  app: Actor
  repo: RepoFact
  config: ConfigFact
  labels: LabelFact[]
  issues: IssueFact[]
  pulls: PullFact[]
  branches: BranchFact[]
  /** Repository activity (R/activity): who moved which branch when. Oldest first. Never commit dates. */
  activity: ActivityFact[]
  /** The App's own check runs, newest for each name and head. */
  checks: CheckRunFact[]
  results: QueryResults
  /** Actions GitHub refused for good, by action key: what was tried, so that it is not tried again and can be explained. */
  refused: Record<string, Refusal>
  /** Keys of actions that wait for room in GitHub's limits: passed over now, so that nothing waits behind them. */
  postponed?: string[]
  /** What the installation grants; missing: not known. */
  rights?: InstallationPermissions
  /** Questions that get no answer again and again, and since when: decided without, and asked anew each time. */
  failing?: FailingQuery[]
}

/** What was read at one moment, with finders in place of searches. `snapshotOf` makes it. */
export interface Snapshot extends SnapshotData {
  branch(name: string): BranchFact | undefined
  /** The commit at the tip of a branch; null: there is no such branch. */
  branchTip(name: string): string | null
  /** The commit at the tip of the default branch; empty: there is none. */
  baseTip(): string
  issue(number: number): IssueFact | undefined
  pullRequest(number: number): PullFact | undefined
  /** Pull requests whose head branch has this name, forks included. */
  pullRequestsFrom(branch: string): PullFact[]
  /** The App's newest check run of this name on a head. */
  checkRun(head: string | null, name: string): CheckRunFact | undefined
  /** All moves of a branch, oldest first. */
  activityOn(branch: string): ActivityFact[]
  /**
   * Pushes to a branch, oldest first: never the commits' own dates. A branch that was deleted and made again is another
   * one: the pushes are those since the last deletion, or those of the time at which it stood at `head`.
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
  /** How the repository's settings let pull requests be merged; missing: not known. */
  mergeMethods?: MergeMethod[]
  /** When the App was installed: older issues are left alone unless labelled. */
  installedAt: number
  /** The App was put on many repositories at once: nothing is made here before somebody uses it. */
  oneOfMany?: boolean
}

/** `.github/switchyard.yml` on the default branch. */
interface ConfigFact {
  /** null: there is no file (defaults hold). */
  text: string | null
  /** Earlier texts of the file, newest first; looked up only while the current one is broken (null: not asked yet). */
  history: string[] | null
}

export interface LabelFact {
  nodeId: string
  name: string
  color: string
  description: string
}

/** One revision of an issue's title and body, with what the packet reader made of it. */
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
  /** When it was reopened last; missing or null: never. What was ordered before that is taken back by it. */
  reopenedAt?: number | null
  closedAt: number | null
  closedBy: Actor | null
  labels: string[]
  assignees: Actor[]
  /** Who was assigned and unassigned, and when, oldest first; missing: not known. */
  assignments?: AssignmentEvent[]
  pinned: boolean
  /** Oldest first, never empty; the last one is the present text. */
  revisions: IssueRevision[]
  comments: CommentFact[]
  labelEvents: LabelEvent[]
  /** When a comment of the App was deleted here last (CommentDeletedEvent names no id, so only when); null: never. */
  appCommentDeletedAt: number | null
  /** A merged pull request closed this issue, or is linked to close it. `commit`: what it was merged as; missing: not known. */
  closedByMerge: { pull: number; at: number; commit?: string | null } | null
  /** What closed it last, where that was a commit's or pull request's word; missing: not known. */
  closer?: Closer | null
  /** Number of the issue it is a sub-issue of; -1: one of another repository; missing: not known. */
  parent?: number | null
  /** Numbers of the issues it is "blocked by", in this repository; missing: not known. */
  blockedBy?: number[]
}

export interface Closer {
  /** The pull request, or the one that brought the commit in. */
  pull: number | null
  /** What the pull request was merged as, or the commit itself. */
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
  /** Number of the issue or pull request it stands on. */
  issue: number
  url: string
  author: Actor | null
  createdAt: number
  /** Oldest first, never empty; the last one is the present text. */
  revisions: CommentRevision[]
  /** The App's own reaction on it: the verdict on its commands. */
  verdict: '+1' | '-1' | null
  /** The App's own 👀: long work for it is under way. */
  eyes: boolean
  /** Where it was said; missing: in an ordinary comment. Ids of all three kinds differ (`said-ids.ts`). */
  kind?: 'review' | 'line'
  /** Of a comment on a line: the file. */
  path?: string
}

/** A pull request became a draft (`draft`), or ready for review, or a review of it was asked for. */
export interface DraftEvent {
  at: number
  draft: boolean
  /** A review was asked for. Nothing is known of drafts from it: `draft` is false. */
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
  /** Who edited the body last; null when nobody did. */
  editor: Actor | null
  /** The body as its author wrote it first; null: GitHub does not show it; missing: it was never edited. */
  original?: string | null
  /** Issues of this repository that it closes when it is merged, as GitHub reads it; missing: not known. */
  closes?: number[]
  /** Oldest first; missing: not known. */
  draftEvents?: DraftEvent[]
  createdAt: number
  /** As last read; missing for one that the App has just opened. */
  updatedAt?: number
  headRef: string
  headSha: string
  /** False for a fork (or a deleted one). */
  sameRepo: boolean
  baseRef: string
  draft: boolean
  state: 'open' | 'closed'
  merged: boolean
  mergedAt: number | null
  mergeSha: string | null
  /** Who merged it; missing or null: nobody yet, or not known. */
  mergedBy?: Actor | null
  closedAt: number | null
  closedBy: Actor | null
  comments: CommentFact[]
  /** Comments on lines of its changes; missing: not known. */
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
  /** Whether its author may write here, as GitHub said with the review: rules count only such. Missing: not known. */
  canPush?: boolean
  /** Its text, as something that was said; missing: it has none. */
  comment?: CommentFact
}

export interface BranchFact {
  name: string
  sha: string
  protected: boolean
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
}

/** What GitHub refused to do, and why. */
export interface Refusal {
  target: ActionTarget
  /** HTTP status, 0 when it was no HTTP answer. */
  status: number
  message: string
  at: number
}
