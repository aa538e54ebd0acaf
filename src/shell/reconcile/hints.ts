/** What may have changed on GitHub and should be read again. Reading too much is harmless. */
export interface Hints {
  /** Read everything. */
  all: boolean
  /** Check whether anything changed since the last read; cheap when nothing did. */
  news?: boolean
  /** Numbers of issues and pull requests. */
  issues: number[]
  /** What must be visible there. GitHub may answer with an older state for a moment; then it is read again. */
  announced?: Announced[]
  /** Branches, activity and configuration. Branches and configuration are read with any issue, too. */
  refs: boolean
  /** Commits whose check runs changed. */
  checks: string[]
  /** Commits on which somebody pressed "Re-run"; `run`: on that check run alone. */
  rerequested?: { head: string; run?: number }[]
  /** Trial commits with a new report. */
  trials?: string[]
  /** Issues whose "blocked by" changed. */
  links?: number[]
  /** The rules of the base branch: GitHub refused what those known allow. */
  rules?: boolean
}

/** What is visible on an issue or pull request once GitHub answers with its present state. */
export interface Announced {
  number: number
  /** Id of a comment that exists. */
  comment?: number
  /** When it was last changed, in milliseconds. */
  at?: number
}

export const NOTHING: Hints = { all: false, issues: [], refs: false, checks: [] }
export const EVERYTHING: Hints = { ...NOTHING, all: true }
export const NEWS: Hints = { ...NOTHING, news: true }

/** Returns the union of both, without duplicates. */
export function mergeHints(a: Hints, b: Partial<Hints>): Hints {
  const announced = [...(a.announced ?? []), ...(b.announced ?? [])]
  const rerequested = [...(a.rerequested ?? []), ...(b.rerequested ?? [])]
  const links = [...new Set([...(a.links ?? []), ...(b.links ?? [])])]
  return {
    all: a.all || b.all === true,
    ...((a.news || b.news) && { news: true }),
    issues: [...new Set([...a.issues, ...(b.issues ?? [])])],
    refs: a.refs || b.refs === true,
    checks: [...new Set([...a.checks, ...(b.checks ?? [])])],
    ...(announced.length > 0 && { announced }),
    ...(rerequested.length > 0 && { rerequested }),
    ...(links.length > 0 && { links }),
    ...((a.rules || b.rules) && { rules: true }),
  }
}

export function saysNothing(hints: Hints): boolean {
  const none = hints.issues.length + hints.checks.length + (hints.links?.length ?? 0) === 0
  return !hints.all && !hints.news && !hints.refs && !hints.rules && none
}
