/** Finds what has to be read again, by the mirror alone. */
import { mergedRecord } from '../../../core/records/kinds.ts'
import { markersIn } from '../../../core/records/markers.ts'
import { MARKER } from '../../../core/records/names.ts'
import type { Hints } from '../../reconcile/hints.ts'
import type { Mirror } from '../../reconcile/mirror.ts'

/** Returns open pull requests whose branch has another head or is gone: the webhook may be lost. */
export function movedPulls(mirror: Mirror): number[] {
  const shas = new Map(mirror.branches.map((branch) => [branch.name, branch.sha]))
  const open = mirror.pulls.filter((pull) => pull.state === 'open' && pull.sameRepo)
  return open.filter((pull) => shas.get(pull.headRef) !== pull.headSha).map((pull) => pull.number)
}

/**
 * Hinted commits, and heads that were not known before: nobody else writes the App's check runs. Of closed pull requests
 * those of packets (`own`, and all that the App opened) whose figures the App's last comment does not keep.
 */
export function headsToCheck(
  mirror: Mirror,
  previous: Mirror | null,
  hints: Hints,
  packets: ReadonlySet<number> = new Set(),
): string[] {
  const known = new Set((previous?.pulls ?? []).map((pull) => pull.headSha))
  const seen = new Set(mirror.checks.map((run) => run.headSha))
  const own = mirror.pulls.filter((pull) => pull.sameRepo)
  const open = own.filter((pull) => pull.state === 'open').map((pull) => pull.headSha)
  const unknown = open.filter((sha) => !known.has(sha) || (hints.all && !seen.has(sha)))
  const kept = pullsWithFigures(mirror)
  const closed = own.filter(({ state, number, headSha, author }) => {
    const isNew = state === 'closed' && !known.has(headSha) && !kept.has(number)
    return isNew && (packets.has(number) || author?.id === mirror.app.id)
  })
  return [...new Set([...hints.checks, ...unknown, ...closed.map((pull) => pull.headSha)])]
}

/** Merged pull requests whose trials are told in the App's own record, so that their check runs need not be read. */
function pullsWithFigures({ issues, app }: Mirror): Set<number> {
  const bodies = issues.flatMap(({ comments }) =>
    comments.flatMap(({ author, revisions }) => {
      const last = revisions.at(-1)
      return author?.id === app.id && last?.editor?.id === app.id ? [last.body] : []
    }),
  )
  const records = bodies
    .filter((body) => markersIn(body).includes(MARKER.merged))
    .map((body) => mergedRecord.read(body))
  return new Set(records.flatMap((kept) => (kept?.passedAt === undefined ? [] : [kept.pull ?? 0])))
}
