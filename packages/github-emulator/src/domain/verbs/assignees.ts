import { roleOf } from '../access.ts'
import { findUser } from '../find.ts'
import type { Forge } from '../forge.ts'
import { LIMITS } from '../limits.ts'
import type { Issue, Repo, User } from '../model.ts'
import { bump, timeline } from '../record.ts'

/** Who has a role on the repository can be assigned. */
export const isAssignable = (repo: Repo, user: User) => user.type === 'User' && roleOf(repo, user.id) !== null

/** Adds assignees; those who cannot be assigned, and those over the limit, are silently left out, as on GitHub. */
export function addAssignees(forge: Forge, actor: User, repo: Repo, issue: Issue, logins: string[]): void {
  for (const login of logins) {
    const user = findUser(forge, login)
    if (!user || !isAssignable(repo, user) || issue.assigneeIds.includes(user.id)) continue
    if (issue.assigneeIds.length >= LIMITS.assignees) break
    issue.assigneeIds.push(user.id)
    timeline(forge, repo, issue, actor, 'assigned', { assigneeId: user.id })
    bump(forge, issue)
    forge.emit({ kind: 'issue-assigned', repo, actor, issue, assignee: user })
  }
  forge.touch()
}

export function removeAssignees(forge: Forge, actor: User, repo: Repo, issue: Issue, logins: string[]): void {
  for (const login of logins) {
    const user = findUser(forge, login)
    if (!user || !issue.assigneeIds.includes(user.id)) continue
    issue.assigneeIds = issue.assigneeIds.filter((id) => id !== user.id)
    timeline(forge, repo, issue, actor, 'unassigned', { assigneeId: user.id })
    bump(forge, issue)
    forge.emit({ kind: 'issue-unassigned', repo, actor, issue, assignee: user })
  }
  forge.touch()
}

/** Makes the assignees exactly these. */
export function setAssignees(forge: Forge, actor: User, repo: Repo, issue: Issue, logins: string[]): void {
  const wanted = new Set(logins.map((login) => findUser(forge, login)?.id))
  const gone = forge.world.users.filter((u) => issue.assigneeIds.includes(u.id) && !wanted.has(u.id))
  removeAssignees(
    forge,
    actor,
    repo,
    issue,
    gone.map((u) => u.login),
  )
  addAssignees(forge, actor, repo, issue, logins)
}
