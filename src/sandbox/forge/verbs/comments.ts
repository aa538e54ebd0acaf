import type { Forge } from '../forge.ts'
import type { Comment, Issue, Repo, User } from '../model.ts'

export function createComment(forge: Forge, actor: User, repo: Repo, issue: Issue, body: string): Comment {
  throw new Error('not built yet')
}

export function editComment(forge: Forge, actor: User, repo: Repo, comment: Comment, body: string): Comment {
  throw new Error('not built yet')
}

export function deleteComment(forge: Forge, actor: User, repo: Repo, comment: Comment): void {
  throw new Error('not built yet')
}
