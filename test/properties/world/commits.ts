/** Commits as GitHub and git see them: ids made of what is in them, so that the same history has the same ids. */
import { createHash } from 'node:crypto'
import type { DiffFact, FileChange } from '../../../src/core/lookups.ts'

export interface Commit {
  parents: string[]
  /** Path → content. */
  files: Map<string, string>
}

export type Commits = Map<string, Commit>

export const idOf = (...words: string[]): string => createHash('sha1').update(words.join('\n')).digest('hex')

/** All that is reachable, the commit itself first. */
export function ancestors(commits: Commits, of: string): Set<string> {
  const seen = new Set([of])
  for (const id of seen) for (const parent of commits.get(id)?.parents ?? []) seen.add(parent)
  return seen
}

/** Breadth first, so that the nearest common ancestor comes first. */
export function mergeBase(commits: Commits, one: string, other: string): string | null {
  const reach = ancestors(commits, other)
  for (const id of ancestors(commits, one)) if (reach.has(id)) return id
  return null
}

const pathsBetween = (from: Commit | undefined, to: Commit | undefined): string[] => {
  const paths = new Set([...(from?.files.keys() ?? []), ...(to?.files.keys() ?? [])])
  return [...paths].filter((path) => from?.files.get(path) !== to?.files.get(path)).sort()
}

function changeOf(path: string, from: Commit | undefined, to: Commit | undefined): FileChange {
  const kind = from?.files.has(path) ? (to?.files.has(path) ? 'modified' : 'removed') : 'added'
  return { path, from: null, kind, additions: 3, deletions: 1, mode: 'file' }
}

export function diffOf(commits: Commits, base: string, head: string): DiffFact {
  const common = commits.has(base) && commits.has(head) ? mergeBase(commits, base, head) : null
  if (common === null) return { mergeBase: null, ahead: 0, behind: 0, files: [] }
  const [inBase, inHead] = [ancestors(commits, base), ancestors(commits, head)]
  const [from, to] = [commits.get(common), commits.get(head)]
  return {
    mergeBase: common,
    ahead: [...inHead].filter((id) => !inBase.has(id)).length,
    behind: [...inBase].filter((id) => !inHead.has(id)).length,
    files: pathsBetween(from, to).map((path) => changeOf(path, from, to)),
  }
}

/** The merge of `head` into `base`, or the paths that both changed. */
export function mergedFiles(commits: Commits, base: string, head: string): Map<string, string> | string[] {
  const common = commits.get(mergeBase(commits, base, head) ?? '')
  const [ours, theirs] = [commits.get(base), commits.get(head)]
  const changed = pathsBetween(common, theirs)
  const conflicts = changed.filter(
    (path) => ours?.files.get(path) !== common?.files.get(path) && ours?.files.get(path) !== theirs?.files.get(path),
  )
  if (conflicts.length > 0) return conflicts
  const files = new Map(ours?.files)
  for (const path of changed) {
    const content = theirs?.files.get(path)
    if (content === undefined) files.delete(path)
    else files.set(path, content)
  }
  return files
}
