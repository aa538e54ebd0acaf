import type { Hints } from '../ports.ts'

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
