import { invalid, notFound } from '../errors.ts'
import type { RepoContext } from '../forge.ts'
import { REACTIONS, type Reaction } from '../model.ts'

/** An issue, a comment or a review. */
export interface Reactable {
  reactions: Reaction[]
}

/**
 * Adds a reaction. A user has one of each kind: the second time returns the first. GitHub sends no event for reactions.
 */
export function addReaction(
  { forge, actor }: RepoContext,
  subject: Reactable,
  content: string,
): { reaction: Reaction; created: boolean } {
  const known = REACTIONS.find((c) => c === content)
  if (!known) throw invalid({ resource: 'Reaction', code: 'invalid', field: 'content' })
  const existing = subject.reactions.find((r) => r.userId === actor.id && r.content === known)
  if (existing) return { reaction: existing, created: false }
  const reaction = { id: forge.newId(), userId: actor.id, content: known, createdAt: forge.clock.now() }
  subject.reactions.push(reaction)
  forge.touch()
  return { reaction, created: true }
}

/** Removes a reaction. Only its author may do so. */
export function removeReaction({ forge, actor }: RepoContext, subject: Reactable, reactionId: number): void {
  const reaction = subject.reactions.find((r) => r.id === reactionId && r.userId === actor.id)
  if (!reaction) throw notFound()
  subject.reactions = subject.reactions.filter((r) => r !== reaction)
  forge.touch()
}
