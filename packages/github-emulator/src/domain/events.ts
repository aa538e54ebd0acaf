/** Domain events. `src/webhooks/` renders each event to the webhooks that GitHub sends for it. */

import type { CommitData, Push } from './commits.ts'
import type { Comment, Installation, Issue, Label, LineComment, MergeGroup, Pull, Repo, Review, User } from './model.ts'
import type { CheckRun, CheckSuite, CommitStatus, WorkflowRun } from './model-checks.ts'

export type DomainEvent = RepositoryEvent | InstallationEvent

export type EventKind = DomainEvent['kind']

/** The event of one kind. */
export type EventOf<K extends EventKind> = Having<DomainEvent, K>

/** The member of a union that may have this kind. */
type Having<E extends { kind: string }, K extends string> = E extends unknown
  ? K extends E['kind']
    ? E
    : never
  : never

type RepositoryEvent = { repo: Repo; actor: User } & (
  | IssueEvent
  | PullEvent
  | CommentEvent
  | CommitEvent
  | RefEvent
  | LabelEvent
  | LinkEvent
  | { kind: 'repository-renamed'; from: string }
  | { kind: 'repository-transferred'; from: User | null }
)

/** The previous text or name. */
interface Changed {
  from: string | null
}

/** `issue` may be the issue of a pull request. */
type IssueEvent = { issue: Issue } & (
  | { kind: 'issue-opened' | 'issue-closed' | 'issue-reopened' | 'issue-locked' | 'issue-unlocked' }
  | { kind: 'issue-pinned' | 'issue-unpinned' }
  | { kind: 'issue-edited'; changes: { title?: Changed; body?: Changed } }
  | { kind: 'issue-labeled' | 'issue-unlabeled'; label: Label }
  | { kind: 'issue-assigned' | 'issue-unassigned'; assignee: User }
  /** `before` is the repository while the issue was there. */
  | { kind: 'issue-deleted'; before: Repo }
  | { kind: 'issue-transferred'; before: Repo; to: Repo; moved: Issue }
)

type PullEvent = { pull: Pull } & (
  | { kind: 'pull-opened' | 'pull-ready' | 'pull-converted-to-draft' | 'pull-enqueued' | 'pull-stacked' }
  | { kind: 'pull-dequeued'; reason: string }
  | { kind: 'pull-synchronized'; before: string; after: string }
  | { kind: 'pull-retargeted'; from: { ref: string; sha: string } }
  | { kind: 'review-requested' | 'review-request-removed'; reviewer: User }
  | { kind: 'review-submitted' | 'review-dismissed'; review: Review }
  | { kind: 'review-edited'; review: Review; from: string }
)

type CommentEvent =
  | { kind: 'comment-created' | 'comment-deleted'; comment: Comment }
  | { kind: 'comment-edited'; comment: Comment; from: string }
  | { kind: 'line-comment-created' | 'line-comment-deleted'; comment: LineComment }
  /** The comment began the thread. */
  | { kind: 'line-comment-resolved' | 'line-comment-unresolved'; comment: LineComment }
  | { kind: 'line-comment-edited'; comment: LineComment; from: string }

type LabelEvent =
  | { kind: 'label-created' | 'label-deleted'; label: Label }
  | { kind: 'label-edited'; label: Label; changes: { name?: Changed; color?: Changed } }

type LinkEvent =
  | { kind: 'sub-issue-added' | 'sub-issue-removed'; parent: Issue; child: Issue }
  | { kind: 'blocker-added' | 'blocker-removed'; issue: Issue; by: Issue }

type CommitEvent =
  | { kind: 'check-run-created' | 'check-run-completed' | 'check-run-rerequested'; run: CheckRun }
  | { kind: 'check-suite-completed' | 'check-suite-rerequested'; suite: CheckSuite }
  | { kind: 'status-created'; status: CommitStatus; commit: CommitData | null }
  | { kind: 'workflow-run-requested' | 'workflow-run-in-progress' | 'workflow-run-completed'; run: WorkflowRun }
  | { kind: 'workflow-dispatched'; inputs: Record<string, unknown>; ref: string; path: string }

type RefEvent =
  /** Also sent for a ref that was created or deleted. */
  | { kind: 'ref-pushed'; push: Push }
  | { kind: 'merge-group-requested'; group: MergeGroup; baseRef: string; commit: CommitData | null }
  | { kind: 'merge-group-destroyed'; group: MergeGroup; baseRef: string; commit: CommitData | null; reason: string }

type InstallationEvent = { installation: Installation; actor: User } & (
  | { kind: 'app-installed' | 'app-uninstalled'; repos: Repo[] }
  | { kind: 'app-suspended' | 'app-unsuspended' | 'app-permissions-accepted' }
  | { kind: 'installation-repository-added' | 'installation-repository-removed'; chosen: Repo }
)
