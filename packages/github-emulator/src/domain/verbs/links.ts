import { issueView } from '../../views/issue.ts'
import { repoView } from '../../views/repo.ts'
import { notFound, unprocessable } from '../errors.ts'
import type { Forge } from '../forge.ts'
import type { Issue, Repo, User } from '../model.ts'

const MOST_CHILDREN = 100
const MOST_BLOCKERS = 50

const noSubIssue = (why: string) =>
  unprocessable(`An error occurred while adding the sub-issue to the parent issue. ${why}`)

/** One parent for each issue; 100 sub-issues a parent. */
export function addSubIssue(forge: Forge, actor: User, repo: Repo, parent: Issue, child: Issue): void {
  if (parent === child) throw noSubIssue('Issue cannot be a sub-issue of itself')
  if (repo.subIssues.some((l) => l.child === child.id && l.parent === parent.id))
    throw noSubIssue('Issue may not contain duplicate sub-issues')
  if (repo.subIssues.some((l) => l.child === child.id)) throw noSubIssue('Sub issue may only have one parent')
  if (repo.subIssues.filter((l) => l.parent === parent.id).length >= MOST_CHILDREN)
    throw noSubIssue(`Parent cannot have more than ${MOST_CHILDREN} sub-issues`)
  if (isAbove(repo, child.id, parent.id)) throw noSubIssue('Sub issue may not be an ancestor of its parent')
  repo.subIssues.push({ parent: parent.id, child: child.id })
  forge.touch()
  emitSub(forge, actor, repo, parent, child, 'added')
}

function isAbove(repo: Repo, upper: number, lower: number): boolean {
  for (let at: number | undefined = lower; at !== undefined; ) {
    if (at === upper) return true
    const here: number = at
    at = repo.subIssues.find((l) => l.child === here)?.parent
  }
  return false
}

export function removeSubIssue(forge: Forge, actor: User, repo: Repo, parent: Issue, child: Issue): void {
  const link = repo.subIssues.find((l) => l.child === child.id && l.parent === parent.id)
  if (!link) throw notFound()
  repo.subIssues = repo.subIssues.filter((l) => l !== link)
  forge.touch()
  emitSub(forge, actor, repo, parent, child, 'removed')
}

function emitSub(forge: Forge, actor: User, repo: Repo, parent: Issue, child: Issue, what: string): void {
  const both = {
    parent_issue_id: parent.id,
    parent_issue: issueView(forge, repo, parent),
    sub_issue_id: child.id,
    sub_issue: issueView(forge, repo, child),
  }
  const childMore = { ...both, sub_issue_repo: repoView(forge, repo) }
  const parentMore = { ...both, parent_issue_repo: repoView(forge, repo) }
  forge.emit(repo, 'sub_issues', `sub_issue_${what}`, actor, childMore)
  forge.emit(repo, 'sub_issues', `parent_issue_${what}`, actor, parentMore)
}

/** `issue` waits for `by`; 50 of a kind. */
export function addBlockedBy(forge: Forge, actor: User, repo: Repo, issue: Issue, by: Issue): void {
  if (issue === by) throw unprocessable('An issue cannot be blocked by itself')
  if (repo.blockedBy.some((l) => l.issue === issue.id && l.by === by.id))
    throw unprocessable('Target issue has already been taken')
  if (repo.blockedBy.filter((l) => l.issue === issue.id).length >= MOST_BLOCKERS)
    throw unprocessable(`Issue cannot have more than ${MOST_BLOCKERS} dependencies of a kind`)
  repo.blockedBy.push({ issue: issue.id, by: by.id })
  forge.touch()
  emitDependency(forge, actor, repo, issue, by, 'added')
}

export function removeBlockedBy(forge: Forge, actor: User, repo: Repo, issue: Issue, by: Issue): void {
  const link = repo.blockedBy.find((l) => l.issue === issue.id && l.by === by.id)
  if (!link) throw notFound()
  repo.blockedBy = repo.blockedBy.filter((l) => l !== link)
  forge.touch()
  emitDependency(forge, actor, repo, issue, by, 'removed')
}

function emitDependency(forge: Forge, actor: User, repo: Repo, issue: Issue, by: Issue, what: string): void {
  const both = {
    blocked_issue_id: issue.id,
    blocked_issue: issueView(forge, repo, issue),
    blocking_issue_id: by.id,
    blocking_issue: issueView(forge, repo, by),
  }
  const here = repoView(forge, repo)
  forge.emit(repo, 'issue_dependencies', `blocked_by_${what}`, actor, { ...both, blocking_issue_repo: here })
  forge.emit(repo, 'issue_dependencies', `blocking_${what}`, actor, { ...both, blocked_issue_repo: here })
}
