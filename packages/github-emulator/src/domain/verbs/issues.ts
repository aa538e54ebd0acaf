import { invalid } from '../errors.ts'
import { findLabel, findPull, nextNumber } from '../find.ts'
import type { RepoContext } from '../forge.ts'
import { checkBody, checkLabelCount, checkLabelName, checkTitle } from '../limits.ts'
import type { Issue, Repo, TimelineEvent } from '../model.ts'
import { bump, revise, timeline } from '../record.ts'
import { addAssignees, setAssignees } from './assignees.ts'
import { addLabels, createLabel, setLabels } from './labels.ts'
import { checkMilestone, setMilestone } from './milestones.ts'

export interface NewIssue {
  title: string
  body?: string | null
  labels?: string[]
  assignees?: string[]
  milestone?: number | null
}

export interface IssueChange {
  title?: string
  body?: string | null
  state?: 'open' | 'closed'
  stateReason?: Issue['stateReason']
  labels?: string[]
  assignees?: string[]
  milestone?: number | null
}

/** Creates an issue with the next number without emitting an event. A pull request also starts with one. */
export function placeIssue({ forge, actor, repo }: RepoContext, title: string, body: string | null): Issue {
  const now = forge.clock.now()
  const number = forge.numberFor?.(repo, actor, body) ?? nextNumber(repo)
  const issue: Issue = {
    id: forge.newId(),
    number,
    title,
    body,
    userId: actor.id,
    state: 'open',
    stateReason: null,
    labelIds: [],
    assigneeIds: [],
    locked: false,
    pinnedAt: null,
    createdAt: now,
    updatedAt: now,
    closedAt: null,
    closedById: null,
    revisions: [{ at: now, editorId: actor.id, body: body ?? '' }],
    reactions: [],
  }
  repo.lastNumber = number
  repo.issues.push(issue)
  return issue
}

/** Opens an issue. As on GitHub, `opened` is followed by one `labeled` and `assigned` for each label and assignee. */
export function createIssue(context: RepoContext, input: NewIssue): Issue {
  const { forge, actor, repo } = context
  checkTitle('Issue', input.title)
  checkBody('Issue', input.body ?? null)
  for (const name of input.labels ?? []) checkLabelName(name)
  checkLabelCount(input.labels?.length ?? 0)
  if (input.milestone != null) checkMilestone(repo, input.milestone)
  for (const name of input.labels ?? []) if (!findLabel(repo, name)) createLabel(context, { name })
  const issue = placeIssue(context, input.title, input.body ?? null)
  forge.touch()
  forge.emit({ kind: 'issue-opened', repo, actor, issue })
  addLabels(context, issue, input.labels ?? [])
  addAssignees(context, issue, input.assignees ?? [])
  if (input.milestone != null) setMilestone(context, issue, input.milestone)
  return issue
}

/** Changes the given fields. A field that already has the value emits no event. */
export function editIssue(context: RepoContext, issue: Issue, change: IssueChange): Issue {
  const { forge } = context
  if (change.title !== undefined) checkTitle('Issue', change.title)
  checkBody('Issue', change.body ?? null)
  if (change.state !== undefined && !['open', 'closed'].includes(change.state))
    throw invalid({ resource: 'Issue', code: 'invalid', field: 'state' })
  if (change.milestone != null) checkMilestone(context.repo, change.milestone)
  editText(context, issue, change)
  if (change.labels) setLabels(context, issue, change.labels)
  if (change.assignees) setAssignees(context, issue, change.assignees)
  if (change.milestone !== undefined) setMilestone(context, issue, change.milestone)
  if (change.state !== undefined) setState(context, issue, change.state, { reason: change.stateReason ?? null })
  forge.touch()
  return issue
}

function editText({ forge, actor, repo }: RepoContext, issue: Issue, change: IssueChange): void {
  const changes: { title?: { from: string }; body?: { from: string } } = {}
  const { title, body } = change
  if (title !== undefined && title !== issue.title) {
    changes.title = { from: issue.title }
    timeline({ forge, actor, repo }, issue, 'renamed', { previousTitle: issue.title, currentTitle: title })
    issue.title = title
  }
  if (body !== undefined && (body ?? '') !== (issue.body ?? '')) {
    changes.body = { from: issue.body ?? '' }
    revise(forge, issue.revisions, actor, body ?? '')
    issue.body = body
  }
  if (Object.keys(changes).length === 0) return
  bump(forge, issue)
  forge.emit({ kind: 'issue-edited', repo, actor, issue, changes })
}

/** Why an issue is closed, and the merged pull request or the commit whose text closes it. */
interface StateDetails extends Partial<Pick<TimelineEvent, 'closerPull' | 'closerCommit'>> {
  reason?: Issue['stateReason']
}

/** Closes or reopens an issue. */
export function setState(
  { forge, actor, repo }: RepoContext,
  issue: Issue,
  state: 'open' | 'closed',
  { reason = null, ...closer }: StateDetails = {},
): void {
  const isPull = findPull(repo, issue.number) !== undefined
  const stateReason = isPull ? null : state === 'closed' ? (reason ?? 'completed') : 'reopened'
  if (issue.state === state) {
    // GitHub lets a closed issue change its reason without a new event.
    if (state === 'closed' && reason && !isPull) issue.stateReason = reason
    return
  }
  const closed = state === 'closed'
  issue.state = state
  issue.stateReason = stateReason
  issue.closedAt = closed ? forge.clock.now() : null
  issue.closedById = closed ? actor.id : null
  timeline({ forge, actor, repo }, issue, closed ? 'closed' : 'reopened', closer)
  bump(forge, issue)
  forge.touch()
  forge.emit({ kind: closed ? 'issue-closed' : 'issue-reopened', repo, actor, issue })
}

/** @param reason of the lock; null: none is given */
export function lockIssue(
  { forge, actor, repo }: RepoContext,
  issue: Issue,
  locked: boolean,
  reason: Issue['lockReason'] = null,
): void {
  if (issue.locked === locked) return
  issue.locked = locked
  issue.lockReason = locked ? reason : null
  bump(forge, issue)
  forge.touch()
  forge.emit({ kind: locked ? 'issue-locked' : 'issue-unlocked', repo, actor, issue })
}

/** Deletes the issue and everything attached to it. Its number is never used again. */
export function deleteIssue({ forge, actor, repo }: RepoContext, issue: Issue): void {
  if (findPull(repo, issue.number)) throw invalid('Pull requests cannot be deleted')
  const before = { ...repo }
  dropIssue(repo, issue)
  forge.touch()
  forge.emit({ kind: 'issue-deleted', repo, actor, issue, before })
}

function dropIssue(repo: Repo, issue: Issue): void {
  repo.issues = repo.issues.filter((i) => i !== issue)
  repo.comments = repo.comments.filter((c) => c.issue !== issue.number)
  repo.events = repo.events.filter((e) => e.issue !== issue.number)
  repo.subIssues = repo.subIssues.filter((l) => l.parent !== issue.id && l.child !== issue.id)
  repo.blockedBy = repo.blockedBy.filter((l) => l.issue !== issue.id && l.by !== issue.id)
}

/** Moves the issue with its comments to another repository of the same owner; labels follow where the names exist. */
export function transferIssue({ forge, actor, repo }: RepoContext, issue: Issue, to: Repo): Issue {
  if (findPull(repo, issue.number)) throw invalid('Pull requests cannot be transferred')
  if (to.ownerId !== repo.ownerId || to === repo) throw invalid('The issue cannot be transferred to this repository')
  const before = { ...repo }
  const names = repo.labels.filter((l) => issue.labelIds.includes(l.id)).map((l) => l.name)
  const moved: Issue = { ...issue, id: forge.newId(), number: nextNumber(to), pinnedAt: null }
  moved.labelIds = names.flatMap((name) => findLabel(to, name)?.id ?? [])
  to.lastNumber = moved.number
  to.issues.push(moved)
  const comments = repo.comments.filter((c) => c.issue === issue.number)
  to.comments.push(...comments.map((c) => ({ ...c, issue: moved.number })))
  dropIssue(repo, issue)
  bump(forge, moved)
  forge.touch()
  forge.emit({ kind: 'issue-transferred', repo, actor, issue, before, to, moved })
  return moved
}
