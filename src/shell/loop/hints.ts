import type { Hints } from '../ports.ts'

export const NOTHING: Hints = { all: false, issues: [], refs: false, checks: [] }
export const EVERYTHING: Hints = { ...NOTHING, all: true }
export const NEWS: Hints = { ...NOTHING, news: true }

/** Both together; each thing is named once. */
export function mergeHints(a: Hints, b: Partial<Hints>): Hints {
  return {
    all: a.all || b.all === true,
    ...((a.news || b.news) && { news: true }),
    issues: [...new Set([...a.issues, ...(b.issues ?? [])])],
    refs: a.refs || b.refs === true,
    checks: [...new Set([...a.checks, ...(b.checks ?? [])])],
  }
}

export function saysNothing(hints: Hints): boolean {
  return !hints.all && !hints.news && !hints.refs && hints.issues.length === 0 && hints.checks.length === 0
}
