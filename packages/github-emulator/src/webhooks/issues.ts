import type { EventKind, EventOf } from '../domain/events.ts'
import { findPull, issueOf } from '../domain/find.ts'
import type { Forge } from '../domain/forge.ts'
import type { Comment, Issue, Repo, User } from '../domain/model.ts'
import { commentView, issueView } from '../views/issue.ts'
import { labelView } from '../views/label.ts'
import { eventPullView } from '../views/pull.ts'
import { repoView } from '../views/repo.ts'
import { userView } from '../views/user.ts'
import { one, type Renderers, type Webhook } from './renderer.ts'

interface AboutIssue {
  repo: Repo
  actor: User
  issue: Issue
}

/** The event of an issue goes out as `pull_request` when its number is a pull request's. */
function issue(forge: Forge, event: AboutIssue, action: string, more: Record<string, unknown> = {}): Webhook[] {
  const { repo } = event
  const pull = findPull(repo, event.issue.number)
  if (!pull) return one(event, `issues.${action}`, { issue: issueView(forge, repo, event.issue), ...more })
  const view = eventPullView(forge, repo, pull)
  return one(event, `pull_request.${action}`, { number: pull.number, pull_request: view, ...more })
}

const plain = (action: string) => (forge: Forge, event: AboutIssue) => issue(forge, event, action)

const labeled = (action: string) => (forge: Forge, event: EventOf<'issue-labeled'>) =>
  issue(forge, event, action, { label: labelView(forge, event.repo, event.label) })

const assigned = (action: string) => (forge: Forge, event: EventOf<'issue-assigned'>) =>
  issue(forge, event, action, { assignee: userView(forge, event.assignee) })

function transferred(forge: Forge, event: EventOf<'issue-transferred'>): Webhook[] {
  const { repo, actor, before, to } = event
  const old = issueView(forge, before, event.issue)
  const moved = issueView(forge, to, event.moved)
  return [
    ...one(event, 'issues.transferred', {
      issue: old,
      changes: { new_issue: moved, new_repository: repoView(forge, to) },
    }),
    ...one({ repo: to, actor }, 'issues.opened', {
      issue: moved,
      changes: { old_issue: old, old_repository: repoView(forge, repo) },
    }),
  ]
}

function comment(
  forge: Forge,
  event: { repo: Repo; actor: User; comment: Comment },
  action: string,
  more: Record<string, unknown> = {},
): Webhook[] {
  const { repo } = event
  const on = issueView(forge, repo, issueOf(repo, event.comment.issue))
  return one(event, `issue_comment.${action}`, { issue: on, comment: commentView(forge, repo, event.comment), ...more })
}

const subIssue = (what: string) => (forge: Forge, event: EventOf<'sub-issue-added'>) => {
  const { repo, parent, child } = event
  const both = {
    parent_issue_id: parent.id,
    parent_issue: issueView(forge, repo, parent),
    sub_issue_id: child.id,
    sub_issue: issueView(forge, repo, child),
  }
  return [
    ...one(event, `sub_issues.sub_issue_${what}`, { ...both, sub_issue_repo: repoView(forge, repo) }),
    ...one(event, `sub_issues.parent_issue_${what}`, { ...both, parent_issue_repo: repoView(forge, repo) }),
  ]
}

const blocker = (what: string) => (forge: Forge, event: EventOf<'blocker-added'>) => {
  const { repo, by } = event
  const both = {
    blocked_issue_id: event.issue.id,
    blocked_issue: issueView(forge, repo, event.issue),
    blocking_issue_id: by.id,
    blocking_issue: issueView(forge, repo, by),
  }
  const here = repoView(forge, repo)
  return [
    ...one(event, `issue_dependencies.blocked_by_${what}`, { ...both, blocking_issue_repo: here }),
    ...one(event, `issue_dependencies.blocking_${what}`, { ...both, blocked_issue_repo: here }),
  ]
}

type Kinds = Extract<EventKind, `issue-${string}` | `comment-${string}` | `sub-issue-${string}` | `blocker-${string}`>

export const issueRenderers: Renderers<Kinds> = {
  'issue-opened': plain('opened'),
  'issue-closed': plain('closed'),
  'issue-reopened': plain('reopened'),
  'issue-locked': plain('locked'),
  'issue-unlocked': plain('unlocked'),
  'issue-pinned': plain('pinned'),
  'issue-unpinned': plain('unpinned'),
  'issue-edited': (forge, event) => issue(forge, event, 'edited', { changes: event.changes }),
  'issue-labeled': labeled('labeled'),
  'issue-unlabeled': labeled('unlabeled'),
  'issue-assigned': assigned('assigned'),
  'issue-unassigned': assigned('unassigned'),
  'issue-deleted': (forge, event) =>
    one(event, 'issues.deleted', { issue: issueView(forge, event.before, event.issue) }),
  'issue-transferred': transferred,
  'comment-created': (forge, event) => comment(forge, event, 'created'),
  'comment-edited': (forge, event) => comment(forge, event, 'edited', { changes: { body: { from: event.from } } }),
  'comment-deleted': (forge, event) => comment(forge, event, 'deleted'),
  'sub-issue-added': subIssue('added'),
  'sub-issue-removed': subIssue('removed'),
  'blocker-added': blocker('added'),
  'blocker-removed': blocker('removed'),
}
