/** A comment as GitHub gives it → a comment of the mirror. */

import type { RawComment } from '../../reconcile/mirror.ts'
import { graphqlActor } from '../actors.ts'
import type { EditNode, SaidNode } from './answers.ts'
import { textRevisions } from './revisions.ts'

/** @param edits all of them, newest first; @param issue number of the issue or pull request it stands on */
export function commentOf(node: SaidNode, edits: readonly EditNode[], issue: number): RawComment {
  const mine = new Set((node.reactionGroups ?? []).filter((each) => each.viewerHasReacted).map((each) => each.content))
  return {
    id: Number(node.fullDatabaseId),
    nodeId: node.id,
    issue,
    url: node.url,
    author: graphqlActor(node.author),
    createdAt: Date.parse(node.createdAt),
    revisions: textRevisions(node, edits),
    verdict: verdictOf(mine),
    eyes: mine.has('EYES'),
  }
}

/** A refusal is final, so it wins should both ever stand there. */
function verdictOf(mine: ReadonlySet<string>): RawComment['verdict'] {
  if (mine.has('THUMBS_DOWN')) return '-1'
  return mine.has('THUMBS_UP') ? '+1' : null
}
