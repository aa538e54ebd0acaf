import type { Forge } from '../forge.ts'
import type { Issue, Repo, User } from '../model.ts'

export function addSubIssue(forge: Forge, actor: User, repo: Repo, parent: Issue, child: Issue): void {
  throw new Error('not built yet')
}

export function removeSubIssue(forge: Forge, actor: User, repo: Repo, parent: Issue, child: Issue): void {
  throw new Error('not built yet')
}

export function addBlockedBy(forge: Forge, actor: User, repo: Repo, issue: Issue, by: Issue): void {
  throw new Error('not built yet')
}

export function removeBlockedBy(forge: Forge, actor: User, repo: Repo, issue: Issue, by: Issue): void {
  throw new Error('not built yet')
}
