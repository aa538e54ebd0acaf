import type { Forge } from '../forge.ts'
import type { Issue, Repo, User } from '../model.ts'

export function pinIssue(forge: Forge, actor: User, repo: Repo, issue: Issue): void {
  throw new Error('not built yet')
}

export function unpinIssue(forge: Forge, actor: User, repo: Repo, issue: Issue): void {
  throw new Error('not built yet')
}
