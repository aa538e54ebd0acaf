/** Answers what a decision asks about the history of the branches: what they contain, and what was reverted. */
import { aheadKey, containsKey, type Query, revertsKey } from '../../core/snapshot/queries.ts'
import type { GitAccess } from './git.ts'
import type { CodeMemory } from './memory.ts'

type HistoryNeed = Extract<Query, { kind: 'contains' | 'reverts' | 'ahead' }>

/** False: a commit that the branches have shown is not here. Its absence is never taken for an answer. */
export async function answerHistory(git: GitAccess, code: CodeMemory, need: HistoryNeed): Promise<boolean> {
  if (need.kind === 'contains') {
    const found = await git.useWith([need.tip], (mirror) => mirror.contained(need.tip, need.commits))
    for (const commit of found === null ? [] : need.commits)
      code.contains.set(containsKey(need.tip, commit), found?.includes(commit) ?? null)
    return found !== null
  }
  if (need.kind === 'reverts') {
    const found = await git.useWith([need.tip], (mirror) => mirror.reverts(need.tip, need.since))
    if (found !== null) code.reverts.set(revertsKey(need.tip, need.since), found)
    return found !== null
  }
  const found = await git.useWith([need.base, ...need.heads], (mirror) => mirror.ahead(need.base, need.heads))
  if (found !== null) code.ahead.set(aheadKey(need.base, need.heads), found)
  return found !== null
}

/** Answers with "it cannot be told": for this cycle alone, since what is delivered must not stay unknown. */
export function historyUnknown(unknown: CodeMemory, need: HistoryNeed): void {
  if (need.kind === 'reverts') unknown.reverts.set(revertsKey(need.tip, need.since), null)
  else if (need.kind === 'ahead') unknown.ahead.set(aheadKey(need.base, need.heads), null)
  else for (const commit of need.commits) unknown.contains.set(containsKey(need.tip, commit), null)
}

export const isOfHistory = (query: Query): query is HistoryNeed =>
  query.kind === 'contains' || query.kind === 'reverts' || query.kind === 'ahead'
