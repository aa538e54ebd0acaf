import type { Forge } from '../domain/forge.ts'
import { REACTIONS, type Reaction } from '../domain/model.ts'
import { nodeId } from '../domain/nodeid.ts'
import { iso } from '../domain/time.ts'
import { userViewById } from './user.ts'

export function reactionView(forge: Forge, reaction: Reaction) {
  return {
    id: reaction.id,
    node_id: nodeId('Reaction', reaction.id),
    user: userViewById(forge, reaction.userId),
    content: reaction.content,
    created_at: iso(reaction.createdAt),
  }
}

/** GitHub's `reaction-rollup`: how many of each. */
export function rollup(url: string, reactions: Reaction[]) {
  const counts = REACTIONS.map((c) => [c, reactions.filter((r) => r.content === c).length] as const)
  return { url: `${url}/reactions`, total_count: reactions.length, ...Object.fromEntries(counts) }
}
