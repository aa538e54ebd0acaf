import { roleOf } from '../access.ts'
import { findUser } from '../find.ts'
import type { RepoContext } from '../forge.ts'
import { LIMITS } from '../limits.ts'
import type { Issue, Repo, User } from '../model.ts'
import { bump, timeline } from '../record.ts'

/** GitHub: only accounts with a role on the repository can be assigned. */
export const isAssignable = (repo: Repo, user: User) => user.type === 'User' && roleOf(repo, user.id) !== null

/** Adds assignees. As on GitHub, accounts that cannot be assigned or exceed the limit are silently ignored. */
export function addAssignees({ forge, actor, repo }: RepoContext, issue: Issue, logins: string[]): void {
  for (const login of logins) {
    const user = findUser(forge, login)
    if (!user || !isAssignable(repo, user) || issue.assigneeIds.includes(user.id)) continue
    if (issue.assigneeIds.length >= LIMITS.assignees) break
    issue.assigneeIds.push(user.id)
    timeline({ forge, actor, repo }, issue, 'assigned', { assigneeId: user.id })
    bump(forge, issue)
    forge.emit({ kind: 'issue-assigned', repo, actor, issue, assignee: user })
  }
  forge.touch()
}

export function removeAssignees({ forge, actor, repo }: RepoContext, issue: Issue, logins: string[]): void {
  for (const login of logins) {
    const user = findUser(forge, login)
    if (!user || !issue.assigneeIds.includes(user.id)) continue
    issue.assigneeIds = issue.assigneeIds.filter((id) => id !== user.id)
    timeline({ forge, actor, repo }, issue, 'unassigned', { assigneeId: user.id })
    bump(forge, issue)
    forge.emit({ kind: 'issue-unassigned', repo, actor, issue, assignee: user })
  }
  forge.touch()
}

/** Replaces the assignees. */
export function setAssignees(context: RepoContext, issue: Issue, logins: string[]): void {
  const { forge } = context
  const wanted = new Set(logins.map((login) => findUser(forge, login)?.id))
  const gone = forge.world.users.filter((u) => issue.assigneeIds.includes(u.id) && !wanted.has(u.id))
  removeAssignees(
    context,
    issue,
    gone.map((u) => u.login),
  )
  addAssignees(context, issue, logins)
}
