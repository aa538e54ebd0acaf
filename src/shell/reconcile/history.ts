/** Answers queries about the history of branches: what they contain, and what was reverted. */
import { aheadKey, containsKey, type Query, revertsKey } from '../../core/snapshot/queries.ts'
import type { GitAccess } from './git.ts'
import type { CodeMemory } from './memory.ts'

type HistoryQuery = Extract<Query, { kind: 'contains' | 'reverts' | 'ahead' }>

/** Returns false when the mirror lacks a commit that a branch has on GitHub. Its absence is never taken for an answer. */
export async function answerHistory(git: GitAccess, code: CodeMemory, query: HistoryQuery): Promise<boolean> {
  if (query.kind === 'contains') {
    const found = await git.useWith([query.tip], (mirror) => mirror.contained(query.tip, query.commits))
    for (const commit of found === null ? [] : query.commits)
      code.contains.set(containsKey(query.tip, commit), found?.includes(commit) ?? null)
    return found !== null
  }
  if (query.kind === 'reverts') {
    const found = await git.useWith([query.tip], (mirror) => mirror.reverts(query.tip, query.since))
    if (found !== null) code.reverts.set(revertsKey(query.tip, query.since), found)
    return found !== null
  }
  const found = await git.useWith([query.base, ...query.heads], (mirror) => mirror.ahead(query.base, query.heads))
  if (found !== null) code.ahead.set(aheadKey(query.base, query.heads), found)
  return found !== null
}

/** Answers "unknown" for this cycle only, because whether a packet was delivered must not stay unknown. */
export function historyUnknown(unknown: CodeMemory, query: HistoryQuery): void {
  if (query.kind === 'reverts') unknown.reverts.set(revertsKey(query.tip, query.since), null)
  else if (query.kind === 'ahead') unknown.ahead.set(aheadKey(query.base, query.heads), null)
  else for (const commit of query.commits) unknown.contains.set(containsKey(query.tip, commit), null)
}

export const isOfHistory = (query: Query): query is HistoryQuery =>
  query.kind === 'contains' || query.kind === 'reverts' || query.kind === 'ahead'
