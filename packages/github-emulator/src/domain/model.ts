import type { CheckRun, CheckSuite, CommitStatus, WorkflowRun } from './model-checks.ts'
/**
 * The emulator's GitHub as plain data: what a GitHub server would remember, except git objects and refs, which live in
 * a real bare repository for each repo. Times are milliseconds; ids are unique over all kinds. Everything here is
 * saved to disk, so it holds nothing but JSON.
 */
export interface World {
  /** Next id for any object. */
  nextId: number
  users: User[]
  /** GitHub Apps; each has a bot user `SLUG[bot]`. */
  apps: App[]
  installations: Installation[]
  repos: Repo[]
  tokens: Token[]
  /** Missing until the first. */
  teams?: Team[]
  /** Of organizations; missing until the first. */
  rulesets?: OrgRuleset[]
}

export interface User {
  id: number
  login: string
  type: 'User' | 'Bot' | 'Organization'
  name: string
}

export interface App {
  id: number
  slug: string
  botUserId: number
  /** SPKI PEM; JWTs of the App are checked with it. */
  publicKey: string
  webhookUrl: string
  webhookSecret: string
  permissions: Record<string, 'read' | 'write'>
  events: string[]
}

export interface Installation {
  id: number
  appId: number
  accountId: number
  repoIds: number[]
  permissions: Record<string, 'read' | 'write'>
  createdAt: number
  suspendedAt: number | null
}

/** A token is an opaque string; kind `installation` ends at `expiresAt`. */
export interface Token {
  token: string
  userId: number | null
  installationId: number | null
  expiresAt: number | null
  /** The only repositories it reaches; missing: all of its installation. */
  repoIds?: number[]
  /** The only permissions it has; missing: all of its installation. */
  permissions?: Record<string, 'read' | 'write'>
}

export type Role = 'admin' | 'maintain' | 'write' | 'triage' | 'read'

export interface Repo {
  id: number
  ownerId: number
  name: string
  private: boolean
  defaultBranch: string
  createdAt: number
  pushedAt: number
  /** Role by user id; who is not listed has none (and may read while the repo is public). */
  collaborators: Record<string, Role>
  labels: Label[]
  issues: Issue[]
  pulls: Pull[]
  comments: Comment[]
  reviews: Review[]
  /** On lines of what a pull request changes. Missing until the first. */
  lineComments?: LineComment[]
  checkRuns: CheckRun[]
  checkSuites: CheckSuite[]
  statuses: CommitStatus[]
  /** Missing until the first. */
  workflowRuns?: WorkflowRun[]
  /** Ids of workflow files by their path. */
  workflowIds?: Record<string, number>
  /** Pushes whose workflows are about to be started: noted with the push, so that the end of the process loses none. */
  unstarted?: { branch: string; sha: string; actorId: number; at: number }[]
  events: TimelineEvent[]
  activity: Activity[]
  /** Refs as last seen, `refs/heads/x` → sha: differences with the bare repository are pushes not yet noticed. */
  refs: Record<string, string>
  /** Commits that GitHub made and signed. Missing until the first. */
  verified?: string[]
  /** Oldest first; missing until the first. */
  deployments?: Deployment[]
  /** Classic branch protection. Missing until the first. */
  protections?: Protection[]
  /** Missing until the first. */
  rulesets?: Ruleset[]
  /** How pull requests may be merged; missing: in all three ways. */
  mergeMethods?: MergeMethod[]
  /** In order of their places; missing until the first. */
  mergeQueue?: QueueEntry[]
  /** Missing until the first. */
  stacks?: Stack[]
  /** Requests to merge in the background, oldest first; missing until the first. */
  asyncMerges?: AsyncMerge[]
  /** How the server merges in the background; missing: as github.com does, at once. */
  background?: Background
  allowDrafts: boolean
  /** What was changed; missing: all as in a new repository. */
  settings?: Partial<RepoSettings>
  /** Missing until the first. */
  milestones?: Milestone[]
  /** The number given out last; a deleted issue's number is not given again. */
  lastNumber?: number
  /** By issue id, as in the API. */
  subIssues: { parent: number; child: number }[]
  /** By issue id: `issue` waits for `by`. */
  blockedBy: { issue: number; by: number }[]
}

/** A repository's settings other than its rules. */
export interface RepoSettings {
  description: string | null
  homepage: string | null
  hasIssues: boolean
  hasProjects: boolean
  hasWiki: boolean
  allowAutoMerge: boolean
  allowUpdateBranch: boolean
  deleteBranchOnMerge: boolean
}

export interface Milestone {
  id: number
  number: number
  title: string
  description: string | null
  state: 'open' | 'closed'
  dueOn: number | null
  creatorId: number
  createdAt: number
  updatedAt: number
  closedAt: number | null
}

export type MergeMethod = 'merge' | 'squash' | 'rebase'

/** One rule of a branch, with GitHub's name and parameters. */
export interface Rule {
  type: string
  parameters?: Record<string, unknown> | undefined
}

/** Ids of the accounts on a list of a branch's protection. */
export interface Actors {
  users: number[]
  teams: number[]
  apps: number[]
}

/** Classic branch protection. */
export interface Protection {
  id: number
  /** A branch, or a pattern for several; `*` stays within a segment. */
  pattern: string
  checks: { strict: boolean; list: { context: string; appId: number | null }[] } | null
  reviews: {
    count: number
    dismissStale: boolean
    codeOwners: boolean
    lastPush: boolean
    /** Who may dismiss reviews; null: whoever may write. */
    dismissers: Actors | null
    bypass: Actors
  } | null
  /** Who may push; null: whoever may write. */
  restrictions: Actors | null
  enforceAdmins: boolean
  linearHistory: boolean
  signatures: boolean
  conversations: boolean
  forcePushes: boolean
  deletions: boolean
  blockCreations: boolean
  lock: boolean
  forkSyncing: boolean
}

export interface Deployment {
  id: number
  sha: string
  /** What was asked to be deployed. */
  ref: string
  environment: string
  creatorId: number
  /** Of its last status; null: it has none. */
  state: string | null
  createdAt: number
  updatedAt: number
}

/** A team of an organization. */
export interface Team {
  id: number
  ownerId: number
  slug: string
  memberIds: number[]
}

export interface BypassActor {
  /** Of an `Integration` the App's id; of a `RepositoryRole` GitHub's number for the role; of the others none or theirs. */
  actor_id: number | null
  actor_type: string
  /** `pull_request`: only when merging one. `exempt`: as always, and GitHub keeps no record of it. */
  bypass_mode: 'always' | 'pull_request' | 'exempt'
}

export interface Ruleset {
  id: number
  name: string
  /** `push`: on every branch. Missing: `branch`. */
  target?: 'branch' | 'push'
  enforcement: 'active' | 'evaluate' | 'disabled'
  bypassActors: BypassActor[]
  /** Full refs, `~ALL` or `~DEFAULT_BRANCH`; `*` stands for anything. */
  include: string[]
  exclude: string[]
  rules: Rule[]
  createdAt: number
  updatedAt: number
}

/** A ruleset that an organization sets for its repositories. */
export interface OrgRuleset extends Ruleset {
  ownerId: number
  /** Names of repositories, patterns, or `~ALL`. */
  repositories: { include: string[]; exclude: string[] }
  /** In place of names. */
  repositoryIds?: number[]
}

/** One pull request in the merge queue of its base branch. */
export interface QueueEntry {
  id: number
  pull: number
  baseRef: string
  /** The pull request's head when it was queued. */
  headSha: string
  actorId: number
  at: number
  jump: boolean
  /** Null until it is made. */
  group: MergeGroup | null
}

/** A commit that is merged as it is once its checks passed: the base (or the group before it) and one pull request. */
export interface MergeGroup {
  base: string
  head: string
  branch: string
  /** When checks were asked for. */
  at: number
}

/** Pull requests on top of each other. They are merged from the bottom up. */
export interface Stack {
  id: number
  /** Counted within the repository. */
  number: number
  /** The branch that all of it is for. */
  base: string
  /** Numbers of the pull requests, from the bottom up. Merged ones stay. */
  pulls: number[]
  createdAt: number
}

/** A request of `PUT pulls/{n}/merge-async`. Its result is kept for a day. */
export interface AsyncMerge {
  uuid: string
  pull: number
  head: string
  method: 'default' | MergeMethod
  action: 'default' | 'merge_queue' | 'direct_merge'
  title?: string
  message?: string
  actorId: number
  at: number
  updatedAt: number
  status: 'pending' | 'merged' | 'enqueued' | 'failed'
  /** What became of it, in GitHub's words. */
  said: string
  /** The commit on the base branch. */
  sha?: string
}

/** What a server does differently from github.com when it merges in the background. */
export interface Background {
  /** It has neither `merge-async` nor stacks, as GitHub Enterprise Server up to 3.19: their routes answer 404. */
  isAbsent?: true
  /** It takes an App's request and then fails it (github/gh-stack#497): for stacks, or for every pull request. */
  refusesApps?: 'stacks' | 'all'
  /** How long a request is pending, in seconds; missing: until the next request to the server. */
  seconds?: number
}

export interface Label {
  id: number
  name: string
  color: string
  description: string
}

/** One revision of a text: the first is the original. */
export interface Revision {
  at: number
  editorId: number | null
  body: string
}

export type LockReason = 'off-topic' | 'too heated' | 'resolved' | 'spam'

/** Issues and pull requests share one number space; a pull request has an Issue of the same number as well. */
export interface Issue {
  id: number
  number: number
  title: string
  body: string | null
  userId: number
  state: 'open' | 'closed'
  stateReason: 'completed' | 'not_planned' | 'reopened' | 'duplicate' | null
  labelIds: number[]
  assigneeIds: number[]
  locked: boolean
  lockReason?: LockReason | null
  /** The milestone's number. */
  milestone?: number | null
  /** Branches made for it. */
  linkedBranches?: string[]
  pinnedAt: number | null
  createdAt: number
  updatedAt: number
  closedAt: number | null
  closedById: number | null
  revisions: Revision[]
  reactions: Reaction[]
}

export interface Pull {
  id: number
  number: number
  headRef: string
  headSha: string
  baseRef: string
  baseSha: string
  draft: boolean
  merged: boolean
  mergedAt: number | null
  mergedById: number | null
  mergeCommitSha: string | null
  requestedReviewerIds: number[]
  /** The last push that changed something to review. Missing: the one that brought its head. */
  lastPush?: { actorId: number; at: number }
  /** Merges it by itself as soon as nothing forbids it. */
  autoMerge?: AutoMerge | null
  /** What the head changes, as counted when it was last pushed; webhooks carry it. */
  stats?: { commits: number; additions: number; deletions: number; changed_files: number }
}

export interface AutoMerge {
  method: MergeMethod
  title?: string
  message?: string
  userId: number
  at: number
}

export interface Comment {
  id: number
  /** Number of the issue or pull request. */
  issue: number
  userId: number
  body: string
  createdAt: number
  updatedAt: number
  revisions: Revision[]
  reactions: Reaction[]
}

export const REACTIONS = ['+1', '-1', 'laugh', 'hooray', 'confused', 'heart', 'rocket', 'eyes'] as const

export interface Reaction {
  id: number
  userId: number
  content: (typeof REACTIONS)[number]
  createdAt: number
}

export interface Review {
  id: number
  pull: number
  userId: number
  body: string
  state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED' | 'PENDING'
  commitId: string
  submittedAt: number
  /** Missing in worlds saved by earlier versions. */
  revisions?: Revision[]
  reactions?: Reaction[]
}

/** `issue` is the number of the pull request. */
export interface LineComment extends Comment {
  review: number
  path: string
  /** Null: on the file as a whole. */
  line: number | null
  commitId: string
  /** The comment that began the thread; null: this one did. */
  replyTo: number | null
  /** Who resolved the thread that this comment began; missing or null: nobody. */
  resolvedById?: number | null
}

/** What the issue timeline shows besides comments. */
export interface TimelineEvent {
  id: number
  issue: number
  kind:
    | 'labeled'
    | 'unlabeled'
    | 'closed'
    | 'reopened'
    | 'renamed'
    | 'comment_deleted'
    | 'assigned'
    | 'unassigned'
    | 'pinned'
    | 'unpinned'
    | 'merged'
    | 'added_to_merge_queue'
    | 'removed_from_merge_queue'
    | 'ready_for_review'
    | 'convert_to_draft'
    | 'review_requested'
    | 'review_request_removed'
  actorId: number | null
  at: number
  label?: string
  previousTitle?: string
  currentTitle?: string
  assigneeId?: number
  /** review_requested, review_request_removed: of whom. */
  reviewerId?: number
  /** comment_deleted: whose comment it was. */
  deletedAuthorId?: number
  /** closed: the merged pull request that closed it. */
  closerPull?: number
  closerCommit?: string
  /** removed_from_merge_queue: why, and the group's commit where there was one. */
  reason?: string
  beforeSha?: string
}

export interface Activity {
  id: number
  ref: string
  before: string
  after: string
  at: number
  actorId: number
  type: 'push' | 'force_push' | 'branch_creation' | 'branch_deletion' | 'pr_merge' | 'merge_queue_merge'
}
