import { notFound, unprocessable } from '../errors.ts'
import type { RepoContext } from '../forge.ts'
import type { Issue, Repo } from '../model.ts'

const MOST_CHILDREN = 100
const MOST_BLOCKERS = 50

const noSubIssue = (why: string) =>
  unprocessable(`An error occurred while adding the sub-issue to the parent issue. ${why}`)

/** One parent for each issue; 100 sub-issues a parent. */
export function addSubIssue({ forge, actor, repo }: RepoContext, parent: Issue, child: Issue): void {
  if (parent === child) throw noSubIssue('Issue cannot be a sub-issue of itself')
  if (repo.subIssues.some((l) => l.child === child.id && l.parent === parent.id))
    throw noSubIssue('Issue may not contain duplicate sub-issues')
  if (repo.subIssues.some((l) => l.child === child.id)) throw noSubIssue('Sub issue may only have one parent')
  if (repo.subIssues.filter((l) => l.parent === parent.id).length >= MOST_CHILDREN)
    throw noSubIssue(`Parent cannot have more than ${MOST_CHILDREN} sub-issues`)
  if (isAbove(repo, child.id, parent.id)) throw noSubIssue('Sub issue may not be an ancestor of its parent')
  repo.subIssues.push({ parent: parent.id, child: child.id })
  forge.touch()
  forge.emit({ kind: 'sub-issue-added', repo, actor, parent, child })
}

function isAbove(repo: Repo, upper: number, lower: number): boolean {
  for (let at: number | undefined = lower; at !== undefined; ) {
    if (at === upper) return true
    const here: number = at
    at = repo.subIssues.find((l) => l.child === here)?.parent
  }
  return false
}

export function removeSubIssue({ forge, actor, repo }: RepoContext, parent: Issue, child: Issue): void {
  const link = repo.subIssues.find((l) => l.child === child.id && l.parent === parent.id)
  if (!link) throw notFound()
  repo.subIssues = repo.subIssues.filter((l) => l !== link)
  forge.touch()
  forge.emit({ kind: 'sub-issue-removed', repo, actor, parent, child })
}

/** `issue` waits for `by`; 50 of a kind. */
export function addBlockedBy({ forge, actor, repo }: RepoContext, issue: Issue, by: Issue): void {
  if (issue === by) throw unprocessable('An issue cannot be blocked by itself')
  if (repo.blockedBy.some((l) => l.issue === issue.id && l.by === by.id))
    throw unprocessable('Target issue has already been taken')
  if (repo.blockedBy.filter((l) => l.issue === issue.id).length >= MOST_BLOCKERS)
    throw unprocessable(`Issue cannot have more than ${MOST_BLOCKERS} dependencies of a kind`)
  repo.blockedBy.push({ issue: issue.id, by: by.id })
  forge.touch()
  forge.emit({ kind: 'blocker-added', repo, actor, issue, by })
}

export function removeBlockedBy({ forge, actor, repo }: RepoContext, issue: Issue, by: Issue): void {
  const link = repo.blockedBy.find((l) => l.issue === issue.id && l.by === by.id)
  if (!link) throw notFound()
  repo.blockedBy = repo.blockedBy.filter((l) => l !== link)
  forge.touch()
  forge.emit({ kind: 'blocker-removed', repo, actor, issue, by })
}
