/** What a mirror itself shows that has to be read again. */
import type { Hints, Mirror } from '../../ports.ts'

const closedAtFirst = 20

/** Open pull requests whose branch stands elsewhere than they say, or is gone: the event that tells so may be lost. */
export function movedPulls(mirror: Mirror): number[] {
  const shas = new Map(mirror.branches.map((branch) => [branch.name, branch.sha]))
  const open = mirror.pulls.filter((pull) => pull.state === 'open' && pull.sameRepo)
  return open.filter((pull) => shas.get(pull.headRef) !== pull.headSha).map((pull) => pull.number)
}

/**
 * Hinted commits, and heads that were not known before: nobody else writes the App's check runs. A mirror made anew also
 * takes those of the latest closed pull requests, for the dashboard and the report.
 */
export function headsToCheck(mirror: Mirror, previous: Mirror | null, hints: Hints): string[] {
  const known = new Set((previous?.pulls ?? []).map((pull) => pull.headSha))
  const seen = new Set(mirror.checks.map((run) => run.headSha))
  const own = mirror.pulls.filter((pull) => pull.sameRepo)
  const open = own.filter((pull) => pull.state === 'open').map((pull) => pull.headSha)
  const unknown = open.filter((sha) => !known.has(sha) || (hints.all && !seen.has(sha)))
  const closed = previous === null ? own.filter((pull) => pull.state === 'closed').slice(-closedAtFirst) : []
  return [...new Set([...hints.checks, ...unknown, ...closed.map((pull) => pull.headSha)])]
}
