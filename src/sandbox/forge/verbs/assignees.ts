import type { Forge } from '../forge.ts'
import type { Issue, Repo, User } from '../model.ts'

export function addAssignees(forge: Forge, actor: User, repo: Repo, issue: Issue, logins: string[]): void {
  throw new Error('not built yet')
}

export function removeAssignees(forge: Forge, actor: User, repo: Repo, issue: Issue, logins: string[]): void {
  throw new Error('not built yet')
}
