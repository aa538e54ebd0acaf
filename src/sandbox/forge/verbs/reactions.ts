import type { Forge } from '../forge.ts'
import type { Comment, Issue, Reaction, Repo, User } from '../model.ts'

export function addReaction(
  forge: Forge,
  actor: User,
  repo: Repo,
  subject: Issue | Comment,
  content: string,
): { reaction: Reaction; created: boolean } {
  throw new Error('not built yet')
}

export function removeReaction(
  forge: Forge,
  actor: User,
  repo: Repo,
  subject: Issue | Comment,
  reactionId: number,
): void {
  throw new Error('not built yet')
}
