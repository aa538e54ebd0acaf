/** What may have changed on GitHub and should be read again. A hint only: reading too much is harmless. */
export interface Hints {
  /** Look at everything. */
  all: boolean
  /** Look whether anything changed since the last look; cheap where nothing did. */
  news?: boolean
  /** Numbers of issues and pull requests. */
  issues: number[]
  /** What is to be seen there. GitHub may for a moment answer as things stood before; then it is asked again. */
  announced?: Announced[]
  /** Branches, activity and configuration. Branches and configuration are read with any issue, too. */
  refs: boolean
  /** Commits whose check runs moved. */
  checks: string[]
  /** Trial commits that something was reported on. */
  trials?: string[]
  /** Issues whose "blocked by" changed. */
  links?: number[]
  /** A rule of the base branch refused to have it set directly. */
  rules?: boolean
}

/** What must be seen on an issue or pull request once GitHub shows its present state. */
export interface Announced {
  number: number
  /** Id of a comment. */
  comment?: number
  /** Milliseconds: it was changed then. */
  at?: number
}

export const NOTHING: Hints = { all: false, issues: [], refs: false, checks: [] }
export const EVERYTHING: Hints = { ...NOTHING, all: true }
export const NEWS: Hints = { ...NOTHING, news: true }

/** Both together; each thing is named once. */
export function mergeHints(a: Hints, b: Partial<Hints>): Hints {
  const announced = [...(a.announced ?? []), ...(b.announced ?? [])]
  const links = [...new Set([...(a.links ?? []), ...(b.links ?? [])])]
  return {
    all: a.all || b.all === true,
    ...((a.news || b.news) && { news: true }),
    issues: [...new Set([...a.issues, ...(b.issues ?? [])])],
    refs: a.refs || b.refs === true,
    checks: [...new Set([...a.checks, ...(b.checks ?? [])])],
    ...(announced.length > 0 && { announced }),
    ...(links.length > 0 && { links }),
    ...((a.rules || b.rules) && { rules: true }),
  }
}

export function saysNothing(hints: Hints): boolean {
  const none = hints.issues.length + hints.checks.length + (hints.links?.length ?? 0) === 0
  return !hints.all && !hints.news && !hints.refs && !hints.rules && none
}
